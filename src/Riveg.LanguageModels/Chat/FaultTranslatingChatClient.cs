using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Chat;

/// <summary>Sets the time limit of one attempt and turns whatever the client below throws into a <see cref="ModelServiceException"/>.</summary>
internal sealed class FaultTranslatingChatClient(IChatClient inner, string service, string model, string? key, TimeSpan timeout, TimeProvider time) : DelegatingChatClient(inner)
{
    public override async Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            return await base.GetResponseAsync(messages, options, both.Token);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelServiceException(ModelServiceFault.TimedOut, $"{service} gave no answer within {timeout.TotalSeconds} s; raise \"chat.timeoutSeconds\" or lower \"chat.maxConcurrency\".", exception);
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ModelServiceException))
        {
            throw ServiceFaultReader.Read(exception, service, model, key, time);
        }
    }
}
