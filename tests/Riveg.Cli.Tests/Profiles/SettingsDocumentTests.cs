using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml.Linq;
using Riveg.Cli.Profiles;
using Riveg.Onnx.Sessions;
using Riveg.Settings;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Profiles;

/// <summary>What is written about settings is what their records say.</summary>
public sealed partial class SettingsDocumentTests
{
    private static readonly Assembly[] Assemblies =
    [
        typeof(RivegPipeline).Assembly, typeof(OnnxSessionOptions).Assembly, typeof(LanguageModels.Chat.ChatEndpointOptions).Assembly,
        typeof(Evaluation.Training.CrfTrainingOptions).Assembly,
    ];

    [Fact]
    public void Page_HasTheTablesOfAllSettings()
    {
        var path = Path.Combine(SharedFolder.RepositoryRoot, "docs", "profiles.md");
        using var session = new ProfileSession();
        var expected = SettingsTables.Render(session.Catalog.CreateSchema());
        var page = File.ReadAllText(path).ReplaceLineEndings("\n");
        var actual = page[(page.IndexOf(SettingsTables.Begin, StringComparison.Ordinal) + SettingsTables.Begin.Length)..];
        Assert.True(actual == expected, $"docs/profiles.md must go on after \"{SettingsTables.Begin.Trim()}\" with:\n{expected}");
    }

    [Fact]
    public void Comments_SayTheDefaultTheRangeAndTheDescription() => Assert.Empty(Assemblies.SelectMany(FindFaults));

    [Fact]
    public void Settings_OfProfiles_AllHaveADescription()
    {
        using var session = new ProfileSession();
        Assert.Empty(Undescribed(session.Catalog.CreateSchema(), "$"));
    }

    private static IEnumerable<string> FindFaults(Assembly assembly)
    {
        var docs = XDocument.Load(Path.ChangeExtension(assembly.Location, ".xml"))
            .Descendants("member")
            .ToDictionary(m => (string)m.Attribute("name")!);
        var settings = assembly.GetTypes()
            .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.Instance | BindingFlags.DeclaredOnly))
            .Where(p => p.SetMethod is not null && p.GetCustomAttributes().Any(a => a is ValidationAttribute or DescriptionAttribute));
        foreach (var property in settings)
        {
            var name = $"{property.DeclaringType!.FullName!.Replace('+', '.')}.{property.Name}";
            var doc = docs.GetValueOrDefault($"P:{name}");
            var setting = new Setting(property);
            if (setting.Description is { } description && description != Text(doc?.Element("summary")))
            {
                yield return $"{name}: the summary is not its description: {description}";
            }

            if (setting.Group is null
                && Expected(setting) is var expected
                && Text(doc?.Element("value")).StartsWith(expected, StringComparison.Ordinal) is false)
            {
                yield return $"{name}: <value> must begin with: {expected}";
            }
        }
    }

    private static string Expected(Setting setting)
    {
        var value = setting.Property.GetValue(Activator.CreateInstance(setting.Property.DeclaringType!));
        var words = value switch
        {
            "" or IReadOnlyList<string> { Count: 0 } => "empty",
            string text => text,
            int or long or double when setting.DefaultInWords is null => SettingWords.Number(value),
            null => "null",
            _ => SettingWords.Value(value, inProfile: false),
        };
        words = (value, setting.DefaultInWords) switch
        {
            (_, null) => setting.IsRequired ? $"{words}: it must be given" : words,
            (null, var said) => $"null: {said}",
            (_, var said) => said,
        };
        return SettingWords.Range(setting) is { } range ? $"The default value is {words}; {range}" : $"The default value is {words}";
    }

    private static string Text(XElement? element) =>
        element is null ? "" : Blanks().Replace(string.Concat(element.Nodes().Select(n => n switch
    {
        XText text => text.Value,
        XElement { Name.LocalName: "see" } see => ((string?)see.Attribute("cref") ?? "").Split('.', ':').Last(),
        XElement other => other.Value,
        _ => "",
    })), " ").Trim();

    private static IEnumerable<string> Undescribed(JsonNode? node, string path) => node switch
    {
        JsonObject { } schema when path.EndsWith(".properties", StringComparison.Ordinal) => schema
            .Where(p => p.Value is JsonObject value
                && !value.ContainsKey("description")
                && !value.ContainsKey("const")
                && !value.ContainsKey("anyOf")
                && !IsSection(p.Key, value))
            .Select(p => $"{path}.{p.Key}")
            .Concat(schema.SelectMany(p => Undescribed(p.Value, $"{path}.{p.Key}"))),
        // Rules about several settings describe none.
        JsonObject other => other.Where(p => p.Key is not ("then" or "allOf")).SelectMany(p => Undescribed(p.Value, $"{path}.{p.Key}")),
        JsonArray items => items.SelectMany(i => Undescribed(i, path)),
        _ => [],
    };

    // A section is described where it is defined.
    private static bool IsSection(string key, JsonObject value) => value["$ref"]?.GetValue<string>() == $"#/$defs/{key}";

    [GeneratedRegex(@"\s+")]
    private static partial Regex Blanks();
}
