using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Answers;

/// <summary>
/// What is kept of an answer. New answers go through this form too, so that a first run and a run from the store see the same.
/// </summary>
internal sealed record StoredAnswer(string Text, string? FinishReason, IReadOnlyList<TokenLogProbability>? LogProbabilities)
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web);

    /// <summary>Whether it came to its end: earlier versions kept answers that were cut off.</summary>
    [JsonIgnore]
    public bool IsWhole => FinishReason is not ("length" or "content_filter" or "tool_calls");

    public static StoredAnswer From(ChatResponse response) => new(
        response.Text,
        response.FinishReason?.Value,
        response.AdditionalProperties is { } extra
            && extra.TryGetValue(TokenLogProbability.PropertyName, out IReadOnlyList<TokenLogProbability>? tokens) ? tokens : null);

    public static StoredAnswer Parse(string json) => JsonSerializer.Deserialize<StoredAnswer>(json, Json)!;

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public ChatResponse ToResponse()
    {
        var response = new ChatResponse(
            new ChatMessage(ChatRole.Assistant, Text)) { FinishReason = FinishReason is null ? null : new ChatFinishReason(FinishReason) };
        if (LogProbabilities is not null)
        {
            response.AdditionalProperties = new() { [TokenLogProbability.PropertyName] = LogProbabilities };
        }

        return response;
    }
}
