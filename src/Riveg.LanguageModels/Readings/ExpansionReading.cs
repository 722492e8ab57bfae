using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Riveg.LanguageModels.Readings;

/// <summary>
/// Reads phrases that belong to numbered mentions: a JSON object or list, or a numbered list. What cannot be tied to a number is left out.
/// </summary>
internal static partial class ExpansionReading
{
    private const int MaxWords = 31;

    /// <summary>
    /// The phrase of each number; numbers that the answer does not name are missing, null says that the model does not know.
    /// </summary>
    public static IReadOnlyDictionary<int, string?> Read(string answer, IReadOnlyList<string> surfaces)
    {
        var text = AnswerText.Clean(answer);
        var found = ReadJson(text, surfaces.Count) ?? ReadNumbered(text, surfaces.Count);
        if (found.Count == 0 && surfaces.Count == 1 && text.Length > 0)
        {
            found[1] = AnswerText.IsRefusal(text) ? null : text;
        }

        return found.ToDictionary(f => f.Key, f => Tidy(f.Value, surfaces[f.Key - 1]));
    }

    private static Dictionary<int, string?>? ReadJson(string text, int count)
    {
        var (start, end) = (text.IndexOfAny(['{', '[']), text.LastIndexOfAny(['}', ']']));
        if (start < 0 || end <= start)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(
                text[start..(end + 1)], new JsonDocumentOptions { AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
            return json.RootElement.ValueKind == JsonValueKind.Array
                ? FromList(json.RootElement, count)
                : FromObject(json.RootElement, count);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static Dictionary<int, string?> FromObject(JsonElement json, int count)
    {
        var found = new Dictionary<int, string?>();
        foreach (var member in json.EnumerateObject())
        {
            if (int.TryParse(member.Name.Trim().TrimEnd('.'), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
            {
                Add(found, number, member.Value, count);
            }
            else if (member.Value.ValueKind == JsonValueKind.Object)
            {
                return FromObject(member.Value, count);
            }
            else if (member.Value.ValueKind == JsonValueKind.Array)
            {
                return FromList(member.Value, count);
            }
        }

        return found;
    }

    // A list without numbers is only right when it has exactly as many items as were asked for.
    private static Dictionary<int, string?> FromList(JsonElement json, int count)
    {
        var found = new Dictionary<int, string?>();
        if (json.GetArrayLength() == count)
        {
            var number = 1;
            foreach (var item in json.EnumerateArray())
            {
                Add(found, number++, item, count);
            }
        }

        return found;
    }

    private static void Add(Dictionary<int, string?> found, int number, JsonElement value, int count)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            var phrase = value.EnumerateObject().FirstOrDefault(m => m.Name is "expansion" or "phrase" or "description" or "answer").Value;
            value = phrase;
        }

        if (number >= 1 && number <= count && value.ValueKind is JsonValueKind.String or JsonValueKind.Null)
        {
            found.TryAdd(number, value.GetString());
        }
    }

    private static Dictionary<int, string?> ReadNumbered(string text, int count)
    {
        var found = new Dictionary<int, string?>();
        foreach (Match match in NumberedLine().Matches(text))
        {
            var number = int.Parse(match.Groups[1].Value, CultureInfo.InvariantCulture);
            if (number >= 1 && number <= count)
            {
                found.TryAdd(number, match.Groups[2].Value);
            }
        }

        return found;
    }

    private static string? Tidy(string? phrase, string surface)
    {
        if (phrase is null)
        {
            return null;
        }

        var line = phrase.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).FirstOrDefault()
            ?? string.Empty;
        line = line.Trim(' ', '"', '*', '`', ',', '\u201C', '\u201D');
        if (line.StartsWith(surface, StringComparison.OrdinalIgnoreCase))
        {
            line = AfterName().Replace(line[surface.Length..], string.Empty);
        }

        line = line.Trim(' ', '"', '*', '.', ',');
        if (line.Length == 0 || Unknown().IsMatch(line) || AnswerText.IsRefusal(line))
        {
            return null;
        }

        var words = line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        return string.Join(' ', words.Take(MaxWords));
    }

    [GeneratedRegex(@"^\W*(\d{1,3})[.):\]]\s*(.+?)\s*$", RegexOptions.Multiline)]
    private static partial Regex NumberedLine();

    [GeneratedRegex(@"^\s*(?:\([^)]*\))?\W*(?:is|are|=|:|-)?\s*", RegexOptions.IgnoreCase)]
    private static partial Regex AfterName();

    [GeneratedRegex(@"^(unknown|n/?a|none|null|not known|no idea|unclear)$", RegexOptions.IgnoreCase)]
    private static partial Regex Unknown();
}
