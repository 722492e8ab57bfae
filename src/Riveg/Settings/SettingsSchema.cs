using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riveg.Settings;

/// <summary>JSON schemas (2020-12) of settings records.</summary>
internal static class SettingsSchema
{
    /// <summary>The schema of an object with the settings of a record.</summary>
    public static JsonObject Of(SettingsType type)
    {
        var schema = new JsonObject();
        if (type.Type.GetCustomAttribute<DescriptionAttribute>() is { } description)
        {
            schema["description"] = description.Description;
        }

        schema["type"] = "object";
        var properties = new JsonObject();
        AddTo(properties, type, type.CreateDefault(), section: null);
        schema["properties"] = properties;
        schema["additionalProperties"] = false;
        AddRules(schema, type);
        return schema;
    }

    // What two members may not be together.
    private static void AddRules(JsonObject schema, SettingsType type)
    {
        var rules = type.Members.Where(m => m.Conflict is not null).Select(m => (JsonNode)new JsonObject
        {
            ["not"] = new JsonObject
            {
                ["required"] = new JsonArray(type.KeyOf(m.Conflict!.Member), m.Key),
                ["properties"] = new JsonObject
                {
                    [type.KeyOf(m.Conflict.Member)] = new JsonObject { ["const"] = m.Conflict.Value },
                    [m.Key] = new JsonObject { ["not"] = new JsonObject { ["type"] = "null" } },
                },
            },
        }).ToArray();
        if (rules.Length > 0)
        {
            schema["allOf"] = new JsonArray(rules);
        }
    }

    private static void AddTo(JsonObject properties, SettingsType type, object defaults, string? section)
    {
        foreach (var member in type.Members.Where(m => m.IsInProfile))
        {
            if (member.IsInline)
            {
                AddTo(properties, member.Group!, member.Property.GetValue(defaults)!, member.Section);
            }
            else
            {
                properties[member.Key] = Of(member, member.Property.GetValue(defaults), section);
            }
        }
    }

    // Where a section lies under an inline group, what is left out is what the section says, and not the default.
    private static JsonObject Of(Setting setting, object? value, string? below)
    {
        // A group that a section lies under is described once, as that section.
        var schema = setting.Section is { } own ? new JsonObject { ["$ref"] = $"#/$defs/{own}" } : setting.Kind.CreateSchema();
        if (setting.Description is { } description)
        {
            schema["description"] = description
                + (setting.DefaultInWords is { } words ? $" Default: {words}." : string.Empty)
                + (setting.IsRequired && setting.Variable is null ? " It must be given." : string.Empty)
                + ((setting.Variable ?? (below is null ? null : $"the section {below}")) is { } other
                    ? $" Where it is left out: {other}."
                    : string.Empty);
        }

        AddRange(schema, setting);
        if (setting.IsNeverEmpty || setting.IsRequired)
        {
            schema["minLength"] = 1;
        }

        if (setting.Pattern is { } pattern)
        {
            schema["pattern"] = pattern.Pattern;
        }

        if (setting.DefaultInWords is null && below is null && value is not null and not "" && setting is { Group: null, Items: null })
        {
            schema["default"] = ToJson(value);
        }

        AddLimits(schema, setting);
        return setting.AllowsNull ? WithNull(schema) : schema;
    }

    // What the number's own type cannot hold is refused too.
    private static void AddLimits(JsonObject schema, Setting setting)
    {
        if (setting.ValueType != typeof(int) && setting.ValueType != typeof(long))
        {
            return;
        }

        var isInt = setting.ValueType == typeof(int);
        if (!schema.ContainsKey("minimum") && !schema.ContainsKey("exclusiveMinimum"))
        {
            schema["minimum"] = isInt ? int.MinValue : long.MinValue;
        }

        if (!schema.ContainsKey("maximum") && !schema.ContainsKey("exclusiveMaximum"))
        {
            schema["maximum"] = isInt ? int.MaxValue : long.MaxValue;
        }
    }

    private static void AddRange(JsonObject schema, Setting setting)
    {
        if (setting.Range is { } range)
        {
            if (!SettingWords.IsOpen(range.Minimum))
            {
                schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = ToJson(range.Minimum);
            }

            if (!SettingWords.IsOpen(range.Maximum))
            {
                schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = ToJson(range.Maximum);
            }
        }
    }

    private static JsonObject WithNull(JsonObject schema)
    {
        if (schema["type"] is JsonValue type)
        {
            schema["type"] = new JsonArray(type.DeepClone(), "null");
        }
        else if (schema["enum"] is JsonArray values)
        {
            values.Add(null);
        }
        else if (schema.Remove("$ref", out var reference))
        {
            schema["anyOf"] = new JsonArray(new JsonObject { ["$ref"] = reference }, new JsonObject { ["type"] = "null" });
        }

        return schema;
    }

    private static JsonNode? ToJson(object value) => value switch
    {
        Enum member => EnumNames.Of(member),
        TimeSpan time => time.TotalSeconds,
        _ => JsonSerializer.SerializeToNode(value, value.GetType()),
    };
}
