using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Riveg.LanguageModels.Chat;

/// <summary>The members that a profile adds to the body of each request.</summary>
internal static partial class ExtraBody
{
    // What a member would say that a setting says, or nobody.
    private static readonly Dictionary<string, string> Taken = new(StringComparer.OrdinalIgnoreCase)
    {
        ["model"] = "chat.model",
        ["messages"] = "the stage's prompt",
        ["temperature"] = "chat.temperature",
        ["seed"] = "chat.seed",
        ["max_tokens"] = "chat.maxOutputTokens",
        ["max_completion_tokens"] = "chat.maxOutputTokens",
        ["logprobs"] = "chat.logProbabilities",
        ["top_logprobs"] = "chat.logProbabilities",
        ["response_format"] = "chat.structuredOutput",
        ["reasoning_effort"] = "chat.reasoningEffort",
        ["stream"] = "nobody: answers are read whole",
        ["stream_options"] = "nobody: answers are read whole",
        ["n"] = "nobody: one answer is read",
        ["tools"] = "nobody: tools are not run",
        ["tool_choice"] = "nobody: tools are not run",
        ["functions"] = "nobody: tools are not run",
        ["function_call"] = "nobody: tools are not run",
    };

    /// <summary>What is wrong with the members, to be read behind the setting's name; null where nothing is.</summary>
    public static string? FindFault(JsonObject body)
    {
        foreach (var (name, _) in body)
        {
            if (!Name().IsMatch(name))
            {
                return $"has a member \"{ServiceWords.Show(name, key: null)}\", which is no name of a field "
                    + "(letters, digits, _ - and ., a letter first)";
            }

            if (Taken.TryGetValue(name, out var who))
            {
                return $"may not hold \"{name}\": that says {who}";
            }

            if (Secret().IsMatch(name))
            {
                return $"may not hold \"{name}\": a key belongs into the variable that apiKeyVariable names";
            }
        }

        return null;
    }

    /// <summary>The members in one fixed writing, whatever order they were given in.</summary>
    public static string Canonical(JsonObject body) => Sorted(body)!.ToJsonString();

    /// <summary>The members of that writing, each with its value as JSON.</summary>
    public static IEnumerable<(string Name, BinaryData Value)> Members(string canonical)
    {
        using var body = JsonDocument.Parse(canonical);
        foreach (var member in body.RootElement.EnumerateObject())
        {
            yield return (member.Name, BinaryData.FromString(member.Value.GetRawText()));
        }
    }

    /// <summary>Whether words of a service are about a member: in quotation marks, or behind a word for a field.</summary>
    public static bool IsNamed(string name, string words) => Regex.IsMatch(
        words,
        $"""['"`]{Regex.Escape(name)}['"`]|\bbody\.{Regex.Escape(name)}\b|"""
            + $@"(?:parameters?|fields?|arguments?|names?|inputs?|keys?)(?:\s+supplied)?:?\s+{Regex.Escape(name)}\b",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant,
        TimeSpan.FromSeconds(1));

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject members => new JsonObject(
            members.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => KeyValuePair.Create(m.Key, Sorted(m.Value)))),
        JsonArray items => new JsonArray([.. items.Select(Sorted)]),
        _ => node?.DeepClone(),
    };

    [GeneratedRegex(@"^[A-Za-z_][A-Za-z0-9_.-]{0,99}\z")]
    private static partial Regex Name();

    [GeneratedRegex(
        "authori[sz]ation|api[-_]?key|secret|password|credential|bearer|^headers?$|(?:auth|access)[-_]?token", RegexOptions.IgnoreCase)]
    private static partial Regex Secret();
}
