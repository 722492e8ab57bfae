using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Sends nothing more after a fault that every later request would meet too. It stands below the limit of requests at once, so that those
/// which waited for their place are not sent either.
/// </summary>
internal sealed class StoppingChatClient(IChatClient inner) : DelegatingChatClient(inner)
{
    private volatile ModelServiceException? stop;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        if (stop is { } known)
        {
            throw new ModelServiceException(known.Fault, known.Message) { Said = known.Said };
        }

        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelServiceException exception) when (exception.StopsRun)
        {
            stop = exception;
            throw;
        }
    }
}
