using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Sends nothing more after a fault that every later request would meet too. It stands below the limit of requests at once, so that those
/// which waited for their place are not sent either.
/// </summary>
internal sealed class StoppingChatClient(IChatClient inner, TimeProvider time) : ChatLayer(inner)
{
    // Long beside a run, which such a fault ends; short for a host, where somebody has mended it meanwhile.
    private static readonly TimeSpan Memory = TimeSpan.FromSeconds(60);
    private readonly RememberedFault stop = new(time, Memory);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        stop.ThrowIfKnown();
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelServiceException exception) when (exception.StopsRun)
        {
            stop.Remember(exception);
            throw;
        }
    }
}
