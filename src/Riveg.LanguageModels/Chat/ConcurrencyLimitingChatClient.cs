using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Lets only so many requests be under way at once. It stands below the retries, so that a call that waits for its retry holds no place.
/// </summary>
internal sealed class ConcurrencyLimitingChatClient(IChatClient inner, int limit) : ChatLayer(inner)
{
    private readonly SemaphoreSlim places = new(limit, limit);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            places.Release();
        }
    }

    protected override void Dispose(bool disposing)
    {
        base.Dispose(disposing);
        if (disposing)
        {
            places.Dispose();
        }
    }
}
