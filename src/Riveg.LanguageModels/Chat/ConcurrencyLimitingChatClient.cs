using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Lets only so many requests be under way at once. It stands below the retries, so that a call that waits for its retry holds no place.
/// </summary>
/// <param name="inner">Is asked.</param>
/// <param name="places">One for each request that may be under way; the run's, and outlives the client.</param>
internal sealed class ConcurrencyLimitingChatClient(IChatClient inner, SemaphoreSlim places) : ChatLayer(inner)
{
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
}
