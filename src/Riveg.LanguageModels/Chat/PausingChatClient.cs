using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// One pause for all calls: where a service says that its limit is reached and for how long, none of them is sent before. It stands below
/// the limit of requests at once, so that those which waited for their place wait for the end of the pause too.
/// </summary>
internal sealed class PausingChatClient(IChatClient inner, TimeProvider time) : DelegatingChatClient(inner)
{
    private readonly SharedPause pause = new(time);

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await pause.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
        }
        catch (ModelServiceException exception) when (
            exception is { Fault: ModelServiceFault.Busy or ModelServiceFault.ServerFailed, RetryAfter: { } wait })
        {
            pause.Extend(wait);
            throw;
        }
    }
}
