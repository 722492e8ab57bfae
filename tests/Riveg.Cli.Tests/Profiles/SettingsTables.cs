using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace Riveg.Cli.Tests.Profiles;

/// <summary>The tables of docs/profiles.md, made of the schema that <c>riveg profile schema</c> prints.</summary>
internal static class SettingsTables
{
    /// <summary>Where the tables begin; they go to the page's end.</summary>
    public const string Begin = "<!-- The tables below are those of the records; a test holds them equal and prints them. -->\n";

    private const string DefaultWords = " Default: ";

    private static readonly string[] TypeLimits =
        [.. new[] { int.MinValue, int.MaxValue, long.MinValue, long.MaxValue }.Select(n => n.ToString(CultureInfo.InvariantCulture))];

    public static string Render(JsonObject schema)
    {
        var text = new StringBuilder();
        foreach (var (name, section) in schema["$defs"]!.AsObject())
        {
            text.Append($"\n## Section `{name}`\n\n{section!["description"]}\n");
            Table(text, section.AsObject());
        }

        foreach (var (slot, stage) in schema["properties"]!["stages"]!["properties"]!.AsObject())
        {
            var choices = stage!["anyOf"]!.AsArray().Select(s => s!.AsObject()).ToList();
            var several = choices.Any(c => c.ContainsKey("items")) ? ", or a list of them" : string.Empty;
            text.Append(
                $"\n## Stage `{slot}`\n\nServed by {string.Join(", ", Names(choices[0]["enum"]!).Select(n => $"`{n}`"))}{several}.\n");
            foreach (var settings in choices.Where(s => s["properties"]?.AsObject().Count > 1))
            {
                text.Append($"\n`{settings["properties"]!["use"]!["const"]}` has the settings\n");
                Table(text, settings);
            }
        }

        return text.ToString();
    }

    private static void Table(StringBuilder text, JsonObject schema)
    {
        text.Append("\n| setting | what it is | must be | default |\n|---|---|---|---|\n");
        Rows(text, schema, string.Empty);
    }

    private static void Rows(StringBuilder text, JsonObject schema, string prefix)
    {
        foreach (var (key, value) in schema["properties"]!.AsObject().Where(p => p.Key != "use"))
        {
            var setting = value!.AsObject();
            var description = setting["description"]?.GetValue<string>() ?? string.Empty;
            var parts = description.Split(DefaultWords);
            text.Append(
                $"| `{prefix}{key}` | {parts[0]} | {MustBe(setting)} | {Default(setting, parts.ElementAtOrDefault(1)?.TrimEnd('.'))} |\n");
            if (setting.ContainsKey("properties"))
            {
                Rows(text, setting, $"{prefix}{key}.");
            }
        }
    }

    private static string MustBe(JsonObject setting)
    {
        string?[] bounds =
        [
            Bound(setting, "minimum", "at least"), Bound(setting, "exclusiveMinimum", "above"),
            Bound(setting, "maximum", "at most"), Bound(setting, "exclusiveMaximum", "below"),
        ];
        var range = string.Join(" and ", bounds.OfType<string>());
        return range.Length > 0 ? $"{Kind(setting)}, {range}" : Kind(setting);
    }

    private static string Kind(JsonObject setting) => setting switch
    {
        _ when setting["$ref"] is { } section => $"an object as the section `{section.GetValue<string>().Split('/').Last()}`",
        _ when setting["enum"] is { } names => string.Join(" or ", Names(names).Select(n => $"`{n}`")),
        _ => (setting["type"] is JsonArray types ? types[0] : setting["type"])!.GetValue<string>() switch
        {
            "string" => "a text",
            "boolean" => "true or false",
            "integer" => "a whole number",
            "number" => "a number",
            "array" => "a list of texts",
            _ => "an object",
        },
    };

    private static IEnumerable<string> Names(JsonNode names) => names.AsArray().OfType<JsonNode>().Select(n => n.GetValue<string>());

    private static string? Bound(JsonObject setting, string keyword, string words) =>
        setting[keyword]?.ToJsonString() is { } number && !TypeLimits.Contains(number) ? $"{words} {number}" : null;

    private static string Default(JsonObject setting, string? words) => words ?? setting["default"] switch
    {
        null => string.Empty,
        JsonArray { Count: 0 } => "none",
        var value => $"`{value}`",
    };
}
