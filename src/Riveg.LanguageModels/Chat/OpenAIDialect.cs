using System.Text;
using Microsoft.Extensions.AI;
using OpenAI.Chat;
using Riveg.LanguageModels.Answers;

namespace Riveg.LanguageModels.Chat;

/// <summary>Says in OpenAI's own settings what the common ones cannot: log-probabilities, and the name of the limit of tokens.</summary>
internal sealed class OpenAIDialect(IChatClient inner, string maxTokensField) : DelegatingChatClient(inner)
{
    /// <summary>Under this name a request says that the limit of tokens goes by its other name.</summary>
    public const string OtherTokensField = "riveg.other_tokens_field";

    private static ReadOnlySpan<byte> FinishReasonPath => "$.riveg_finish_reason"u8;

    private static ReadOnlySpan<byte> ThinkingAlonePath => "$.riveg_thinking_alone"u8;

    public override async Task<ChatResponse> GetResponseAsync(
        IEnumerable<Microsoft.Extensions.AI.ChatMessage> messages,
        ChatOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        var response = await base.GetResponseAsync(messages, Translate(options), cancellationToken).ConfigureAwait(false);
        if (response.RawRepresentation is ChatCompletion { ContentTokenLogProbabilities: { Count: > 0 } tokens })
        {
            (response.AdditionalProperties ??= [])[TokenLogProbability.PropertyName] = tokens
                .Select(t => new TokenLogProbability(
                    t.Token, t.LogProbability, [.. t.TopLogProbabilities.Select(a => new TokenAlternative(a.Token, a.LogProbability))]))
                .ToList();
        }

        ReadOwnWords(response);
        return response;
    }

    // What the reader of replies says beside the strict form: the server's word for the answer's end, and whether it thought alone.
    private static void ReadOwnWords(ChatResponse response)
    {
        if (response.RawRepresentation is not ChatCompletion completion)
        {
            return;
        }

#pragma warning disable SCME0001 // The only way to members that OpenAI's own replies do not have.
        response.FinishReason = completion.Patch.Contains(FinishReasonPath)
            ? new Microsoft.Extensions.AI.ChatFinishReason(completion.Patch.GetString(FinishReasonPath)!)
            : null;
        if (completion.Patch.Contains(ThinkingAlonePath))
        {
            (response.AdditionalProperties ??= [])[WholeAnswerChatClient.ThinkingAlone] = true;
        }

#pragma warning restore SCME0001
    }

    private ChatOptions Translate(ChatOptions? options)
    {
        var translated = options?.Clone() ?? new ChatOptions();
        var extra = translated.AdditionalProperties ?? [];
        var limit = translated.MaxOutputTokens;
        var alternatives = extra.TryGetValue(TokenLogProbability.CountName, out int count) ? count : 0;
        var field = extra.TryGetValue(OtherTokensField, out bool isOther) && isOther
            ? maxTokensField == "max_tokens" ? "max_completion_tokens" : "max_tokens"
            : maxTokensField;
        extra.TryGetValue(AnswerKey.ReasoningEffortName, out string? effort);
        extra.TryGetValue(AnswerKey.ExtraBodyName, out string? body);
        translated.AdditionalProperties = translated.ResponseFormat is null ? null : new() { ["strict"] = true };
        translated.MaxOutputTokens = null;
        translated.RawRepresentationFactory = _ => Raw(field, limit, alternatives, effort, body);
        return translated;
    }

    private static ChatCompletionOptions Raw(string field, int? limit, int alternatives, string? effort, string? body)
    {
        var raw = new ChatCompletionOptions();
#pragma warning disable SCME0001 // The only way to send max_tokens, which servers other than OpenAI's ask for, and their own fields.
        if (limit is { } tokens)
        {
            raw.Patch.Set(Encoding.UTF8.GetBytes($"$.{field}"), tokens);
        }

        if (effort is not null)
        {
            raw.Patch.Set("$.reasoning_effort"u8, effort);
        }

        foreach (var (name, value) in body is null ? [] : ExtraBody.Members(body))
        {
            raw.Patch.Set(Encoding.UTF8.GetBytes($"$['{name}']"), value);
        }

#pragma warning restore SCME0001

        if (alternatives > 0)
        {
            raw.IncludeLogProbabilities = true;
            raw.TopLogProbabilityCount = alternatives;
        }

        return raw;
    }
}
