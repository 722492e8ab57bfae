using System.Text.Json.Nodes;
using Riveg.Pipeline;
using Riveg.Settings;

namespace Riveg.Profiles;

/// <summary>The JSON schema of a profile's file.</summary>
internal static class ProfileSchema
{
    private const string Dialect = "https://json-schema.org/draft/2020-12/schema";

    /// <summary>Makes the schema.</summary>
    /// <param name="stages">The stages that it describes, each with its implementations and their settings.</param>
    /// <param name="sections">The sections, by name.</param>
    /// <param name="isWhole">Whether these are all stages, so that another one is a fault.</param>
    public static JsonObject Create(
        IEnumerable<(StageSlot Slot, IEnumerable<(string Name, Type Settings)> Implementations)> stages,
        IReadOnlyDictionary<string, Type> sections,
        bool isWhole)
    {
        var slots = new JsonObject();
        foreach (var (slot, implementations) in stages)
        {
            slots[slot.Name] = Stage(slot, [.. implementations]);
        }

        var properties = new JsonObject
        {
            [ProfileFile.Schema] = new JsonObject { ["description"] = "The address of this schema, for editors.", ["type"] = "string" },
            [ProfileFile.Extends] = new JsonObject
            {
                ["description"] = "The profile, by name or path, that this one is laid over.",
                ["type"] = "string",
                ["minLength"] = 1
            },
            [ProfileFile.Stages] = new JsonObject
            {
                ["description"] = "What serves each stage: a name, or an object with \"use\" and settings; "
                    + "for observation also a list of these.",
                ["type"] = "object",
                ["properties"] = slots,
            },
        };
        if (isWhole)
        {
            properties[ProfileFile.Stages]!["additionalProperties"] = false;
        }

        var definitions = new JsonObject();
        foreach (var (name, settings) in sections)
        {
            properties[name] = new JsonObject { ["$ref"] = $"#/$defs/{name}" };
            definitions[name] = SettingsSchema.Of(SettingsType.Of(settings));
        }

        return new JsonObject
        {
            ["$schema"] = Dialect,
            ["title"] = "A profile of Riveg",
            ["type"] = "object",
            ["properties"] = properties,
            ["additionalProperties"] = false,
            ["if"] = new JsonObject { ["not"] = new JsonObject { ["required"] = new JsonArray(ProfileFile.Extends) } },
            ["then"] = WithoutBase(),
            ["$defs"] = definitions,
        };
    }

    // What nothing lies under says all that is required itself.
    private static JsonObject WithoutBase() => new()
    {
        ["required"] = new JsonArray(ProfileFile.Stages),
        ["properties"] = new JsonObject
        {
            [ProfileFile.Stages] = new JsonObject
            {
                ["required"] = new JsonArray([.. StageSlots.All.Where(s => s.IsRequired).Select(s => (JsonNode)s.Name)]),
                ["additionalProperties"] = new JsonObject
                {
                    ["anyOf"] = new JsonArray(
                        new JsonObject { ["type"] = "string" }, new JsonObject { ["required"] = new JsonArray(StageChoice.Use) }),
                },
            },
        },
    };

    private static JsonObject Stage(StageSlot slot, IReadOnlyList<(string Name, Type Settings)> implementations)
    {
        JsonNode[] choices = [Names(implementations), .. implementations.Select(i => Settings(i.Name, i.Settings, implementations))];
        if (slot == StageSlots.Observation)
        {
            var each = new JsonObject { ["anyOf"] = new JsonArray([.. choices.Select(c => c.DeepClone())]) };
            choices =
            [
                .. choices,
                new JsonObject
                {
                    ["description"] = "Several, whose observations are put together.",
                    ["type"] = "array",
                    ["items"] = each,
                    ["minItems"] = 1,
                },
            ];
        }

        if (!slot.IsRequired)
        {
            choices[0]["enum"]!.AsArray().Add(StageChoice.None);
            choices = [.. choices, Settings(StageChoice.None, typeof(NoSettings), [])];
        }

        return new JsonObject { ["anyOf"] = new JsonArray(choices) };
    }

    private static JsonObject Names(IReadOnlyList<(string Name, Type Settings)> implementations) =>
        new() { ["enum"] = new JsonArray([.. implementations.Select(i => (JsonNode)i.Name)]) };

    private static JsonObject Settings(string implementation, Type settings, IReadOnlyList<(string Name, Type Settings)> implementations)
    {
        var type = SettingsType.Of(settings);
        var schema = SettingsSchema.Of(type);
        foreach (var member in type.Members.Where(m => m.NamesImplementation))
        {
            schema["properties"]![member.Key]!["enum"] =
                Names([.. implementations.Where(i => i.Name != implementation)])["enum"]!.DeepClone();
        }

        ((JsonObject)schema["properties"]!).Insert(0, StageChoice.Use, new JsonObject { ["const"] = implementation });
        return schema;
    }
}
