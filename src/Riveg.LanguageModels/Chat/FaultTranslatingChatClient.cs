using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Answers;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Sets the time limit of one attempt, turns whatever the client below throws into a <see cref="ModelServiceException"/>, and lets no
/// answer repeat the key, nor what stands beside the answer anything: telemetry and the store show it.
/// </summary>
internal sealed class FaultTranslatingChatClient(
    IChatClient inner, string service, string model, string? key, TimeSpan timeout, TimeProvider time) : ChatLayer(inner)
{
    private volatile bool answered;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        using var limit = new CancellationTokenSource(timeout, time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, limit.Token);
        try
        {
            var response = await base.GetResponseAsync(messages, options, both.Token).ConfigureAwait(false);
            answered = true;
            foreach (var text in response.Messages.SelectMany(m => m.Contents).OfType<TextContent>())
            {
                // An answer is stored, written and shown; a service that repeats the key must not bring it there.
                var masked = ServiceWords.MaskInAnswer(text.Text, key);
                if (masked != text.Text)
                {
                    text.Text = masked;
                    response.AdditionalProperties?.Remove(TokenLogProbability.PropertyName);
                }
            }

            foreach (var refusal in response.Messages.SelectMany(m => m.Contents).OfType<ErrorContent>())
            {
                refusal.Message = ServiceWords.Mask(refusal.Message ?? string.Empty, key);
            }

            response.ModelId = ServiceWords.Name(response.ModelId, key);
            response.ResponseId = ServiceWords.Name(response.ResponseId, key);
            if (!FinishReasons.IsKnown(response.FinishReason?.Value))
            {
                response.FinishReason = null;
            }

            return response;
        }
        catch (Exception exception) when (cancellationToken.IsCancellationRequested
            && exception is not (OperationCanceledException or ModelServiceException))
        {
            // Streams that are closed under a reader throw what they like; it was cancelled all the same.
            throw new OperationCanceledException(cancellationToken);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested
            && (exception is OperationCanceledException || (limit.IsCancellationRequested && exception is not ModelServiceException)))
        {
            throw new ModelServiceException(
                ModelServiceFault.TimedOut,
                $"{service} gave no answer within {timeout.TotalSeconds} s; "
                + "raise \"chat.timeoutSeconds\" or lower \"chat.maxConcurrency\".");
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or ModelServiceException))
        {
            throw ServiceFaultReader.Read(exception, new AskedService(service, model, key, answered), time);
        }
    }
}
