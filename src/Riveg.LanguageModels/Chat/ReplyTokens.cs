using System.Globalization;
using System.Text.Json;
using Riveg.LanguageModels.Answers;

namespace Riveg.LanguageModels.Chat;

/// <summary>Reads log-probabilities, in the form of chats and in the older one of completions, and writes them in the first.</summary>
internal static class ReplyTokens
{
    /// <summary>What OpenAI writes for a token that is not among the likely ones; others write numbers that nothing can hold.</summary>
    private const double Least = -9999;

    /// <summary>Adds what can be read; a token without a log-probability has none.</summary>
    public static void Read(JsonElement given, List<TokenLogProbability> tokens)
    {
        if (given.ValueKind == JsonValueKind.Array)
        {
            ReadList(given, tokens);
        }
        else if (given.ValueKind == JsonValueKind.Object && given.TryGetProperty("content", out var content)
            && content.ValueKind == JsonValueKind.Array)
        {
            ReadList(content, tokens);
        }
        else if (given.ValueKind == JsonValueKind.Object && given.TryGetProperty("tokens", out var names)
            && names.ValueKind == JsonValueKind.Array && given.TryGetProperty("token_logprobs", out var values)
            && values.ValueKind == JsonValueKind.Array)
        {
            ReadColumns(given, names, values, tokens);
        }
    }

    /// <summary>Writes the member <c>logprobs</c>; null where there are none.</summary>
    public static void Write(Utf8JsonWriter json, List<TokenLogProbability> tokens)
    {
        if (tokens.Count == 0)
        {
            json.WriteNull("logprobs");
            return;
        }

        json.WriteStartObject("logprobs");
        json.WriteStartArray("content");
        foreach (var token in tokens)
        {
            json.WriteStartObject();
            WriteToken(json, token.Token, token.LogProbability);
            json.WriteStartArray("top_logprobs");
            foreach (var alternative in token.Alternatives)
            {
                json.WriteStartObject();
                WriteToken(json, alternative.Token, alternative.LogProbability);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteNull("refusal");
        json.WriteEndObject();
    }

    private static void WriteToken(Utf8JsonWriter json, string token, double logProbability)
    {
        json.WriteString("token", token);
        json.WriteNumber("logprob", logProbability);
        json.WriteNull("bytes");
    }

    private static void ReadList(JsonElement list, List<TokenLogProbability> tokens)
    {
        foreach (var item in list.EnumerateArray())
        {
            if (Token(item) is { } token)
            {
                IReadOnlyList<TokenAlternative> alternatives = Top(item) switch
                {
                    { ValueKind: JsonValueKind.Array } top => [.. top.EnumerateArray().Select(Token).OfType<TokenAlternative>()],
                    { ValueKind: JsonValueKind.Object } table => Table(table),
                    _ => [],
                };
                tokens.Add(new TokenLogProbability(token.Token, token.LogProbability, alternatives));
            }
        }
    }

    private static void ReadColumns(JsonElement given, JsonElement names, JsonElement values, List<TokenLogProbability> tokens)
    {
        var tops = Top(given) is { ValueKind: JsonValueKind.Array } top ? top : default;
        for (var i = 0; i < Math.Min(names.GetArrayLength(), values.GetArrayLength()); i++)
        {
            if (names[i].ValueKind == JsonValueKind.String && Number(values[i]) is { } value)
            {
                tokens.Add(new TokenLogProbability(
                    names[i].GetString()!,
                    value,
                    tops.ValueKind == JsonValueKind.Array && i < tops.GetArrayLength() && tops[i].ValueKind == JsonValueKind.Object
                        ? Table(tops[i])
                        : []));
            }
        }
    }

    private static JsonElement? Top(JsonElement owner) => owner.TryGetProperty("top_logprobs", out var top) ? top : null;

    private static List<TokenAlternative> Table(JsonElement table) =>
        [.. table.EnumerateObject().Where(m => Number(m.Value) is not null)
            .Select(m => new TokenAlternative(m.Name, Number(m.Value)!.Value))];

    private static TokenAlternative? Token(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object && item.TryGetProperty("token", out var token) && token.ValueKind == JsonValueKind.String
            && item.TryGetProperty("logprob", out var value) && Number(value) is { } number
            ? new TokenAlternative(token.GetString()!, number)
            : null;

    private static double? Number(JsonElement value) =>
        value.ValueKind is JsonValueKind.Number or JsonValueKind.String
            && double.TryParse(value.ToString(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
            && double.IsFinite(number)
            ? Math.Max(number, Least)
            : null;
}
