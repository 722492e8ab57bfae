using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// One pause for all calls: where a service says that its limit is reached, none of them is sent before the time that it names, or before a
/// back-off. It stands below the limit of requests at once, so that those which waited for their place wait for the end of the pause too.
/// </summary>
internal sealed class PausingChatClient(IChatClient inner, SharedPause pause, TimeSpan retryDelay) : ChatLayer(inner)
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    // A single refusal among answers is often an accident: the first pause is short, and doubles where it was none.
    private const int FirstPart = 4;


    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        await pause.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var response = await base.GetResponseAsync(messages, options, cancellationToken).ConfigureAwait(false);
            pause.Answered();
            return response;
        }
        catch (ModelServiceException exception) when (
            exception is { Fault: ModelServiceFault.Busy or ModelServiceFault.ServerFailed, RetryAfter: { } wait })
        {
            pause.Extend(wait);
            throw;
        }
        catch (ModelServiceException exception) when (exception.Fault == ModelServiceFault.Busy)
        {
            pause.BackOff(retryDelay / FirstPart, Longest);
            throw;
        }
    }
}
