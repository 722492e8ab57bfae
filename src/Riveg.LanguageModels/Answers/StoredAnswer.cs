using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;

namespace Riveg.LanguageModels.Answers;

/// <summary>
/// What is kept of an answer. New answers go through this form too, so that a first run and a run from the store see the same.
/// </summary>
internal sealed record StoredAnswer(string Text, string? FinishReason, IReadOnlyList<TokenLogProbability>? LogProbabilities)
{
    private static readonly JsonSerializerOptions Json =
        new(JsonSerializerDefaults.Web) { NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals };

    /// <summary>When it came, in UTC; null where an earlier version kept it.</summary>
    [JsonIgnore]
    public DateTimeOffset? At { get; init; }

    /// <summary>The model as the service named it; null where it named none.</summary>
    [JsonIgnore]
    public string? ServedModel { get; init; }

    /// <summary>Tokens of the prompt, as the service counted them; null where it counted none.</summary>
    [JsonIgnore]
    public long? InputTokens { get; init; }

    /// <summary>Tokens of the answer, as the service counted them; null where it counted none.</summary>
    [JsonIgnore]
    public long? OutputTokens { get; init; }

    public static StoredAnswer From(ChatResponse response, DateTimeOffset at) => new(
        response.Text,
        response.FinishReason?.Value,
        response.AdditionalProperties is { } extra
            && extra.TryGetValue(TokenLogProbability.PropertyName, out IReadOnlyList<TokenLogProbability>? tokens) ? tokens : null)
    {
        At = at.ToUniversalTime(),
        ServedModel = response.ModelId,
        InputTokens = response.Usage?.InputTokenCount,
        OutputTokens = response.Usage?.OutputTokenCount,
    };

    /// <summary>Reads the answer itself; null where it is none, as after a hand in the file.</summary>
    public static StoredAnswer? Parse(string json)
    {
        try
        {
            return JsonSerializer.Deserialize<StoredAnswer>(json, Json) is { Text: not null } answer ? answer : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public string ToJson() => JsonSerializer.Serialize(this, Json);

    public ChatResponse ToResponse()
    {
        var response = new ChatResponse(new ChatMessage(ChatRole.Assistant, Text))
        {
            FinishReason = FinishReason is null ? null : new ChatFinishReason(FinishReason),
            CreatedAt = At,
            ModelId = ServedModel,
        };
        if (InputTokens is not null || OutputTokens is not null)
        {
            response.Usage = new UsageDetails
            {
                InputTokenCount = InputTokens,
                OutputTokenCount = OutputTokens,
                TotalTokenCount = (InputTokens ?? 0) + (OutputTokens ?? 0),
            };
        }

        if (LogProbabilities is not null)
        {
            response.AdditionalProperties = new() { [TokenLogProbability.PropertyName] = LogProbabilities };
        }

        return response;
    }
}
