using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Chat;

/// <summary>
/// Lets only whole answers through. One that its limit of tokens cut off is asked for once more with more room; what is cut off then, taken
/// away by a filter, refused, or no answer at all is a fault with its own words. It stands above the retries: a second asking is a request
/// of its own.
/// </summary>
internal sealed class WholeAnswerChatClient(IChatClient inner, string model) : ChatLayer(inner)
{
    /// <summary>Under this name a response says that the model thought and gave no answer.</summary>
    public const string ThinkingAlone = "riveg.thinking_alone";

    /// <summary>How many times the room of the first asking the second one gets.</summary>
    private const int MoreRoom = 4;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
    {
        IReadOnlyList<ChatMessage> asked = [.. messages];
        var response = await base.GetResponseAsync(asked, options, cancellationToken).ConfigureAwait(false);
        if (IsCutOff(response, options) && options?.MaxOutputTokens is { } limit)
        {
            var roomier = options.Clone();
            roomier.MaxOutputTokens = (int)Math.Min((long)limit * MoreRoom, int.MaxValue);
            try
            {
                response = await base.GetResponseAsync(asked, roomier, cancellationToken).ConfigureAwait(false);
                options = roomier;
            }
            catch (ModelServiceException exception) when (exception.Fault is ModelServiceFault.BudgetSpent
                or ModelServiceFault.ContextTooLong or ModelServiceFault.UnsupportedSetting or ModelServiceFault.Refused)
            {
                // There is no more room: the first answer stays what it is, cut off.
            }
        }

        return FaultOf(response, options) is { } fault ? throw fault : response;
    }

    /// <summary>Whether a limit of tokens cut an answer off: it says so, or says nothing known and has used all its room.</summary>
    public static bool IsCutOff(ChatResponse response, ChatOptions? options) =>
        FinishReasons.KindOf(response.FinishReason?.Value) == FinishKind.CutOff
        || (!FinishReasons.IsKnown(response.FinishReason?.Value) && options?.MaxOutputTokens is { } limit
            && response.Usage?.OutputTokenCount >= limit);

    private ModelServiceException? FaultOf(ChatResponse response, ChatOptions? options)
    {
        // A word that is not known may repeat anything.
        var reason = FinishReasons.IsKnown(response.FinishReason?.Value) ? response.FinishReason!.Value.Value : null;
        if (IsCutOff(response, options))
        {
            return new ModelServiceException(
                ModelServiceFault.AnswerCutOff,
                $"The answer of \"{model}\" was cut off{(options?.MaxOutputTokens is { } limit ? $" at {limit} tokens" : string.Empty)}; "
                + "raise \"chat.maxOutputTokens\", or the context of the server.");
        }

        switch (FinishReasons.KindOf(reason))
        {
            case FinishKind.Filtered:
                return new ModelServiceException(
                    ModelServiceFault.Refused, $"A filter of content at the service cut off the answer of \"{model}\" ({reason}).");
            case FinishKind.ToolCall:
                return new ModelServiceException(
                    ModelServiceFault.UnreadableAnswer,
                    $"\"{model}\" called a tool instead of answering; serve it without tools, or ask another model.");
            case FinishKind.Failed:
                return new ModelServiceException(
                    ModelServiceFault.ServerFailed, $"The service failed while \"{model}\" answered ({reason}); try again.");
        }

        if (!string.IsNullOrWhiteSpace(response.Text))
        {
            return null;
        }

        return response.Messages.SelectMany(m => m.Contents).OfType<ErrorContent>().FirstOrDefault() is { } refusal
            ? new ModelServiceException(ModelServiceFault.Refused, $"\"{model}\" refuses to answer.")
            {
                Said = ServiceWords.Show(refusal.Message ?? string.Empty, key: null),
            }
            : new ModelServiceException(
                ModelServiceFault.UnreadableAnswer,
                response.AdditionalProperties?.ContainsKey(ThinkingAlone) == true
                    ? $"\"{model}\" gave its thinking and no answer; switch its thinking off, or look at how the server parts the two."
                    : $"\"{model}\" gave an empty answer; try again, or ask another model.");
    }
}
