using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;

namespace Riveg.Settings;

/// <summary>What a setting's value is: how it is called, read, and described in a schema.</summary>
/// <param name="Words">Stands after "must be".</param>
/// <param name="Read">The value; null where the JSON is none of this kind.</param>
/// <param name="CreateSchema">The keywords that say so.</param>
internal sealed record SettingKind(string Words, Func<JsonElement, object?> Read, Func<JsonObject> CreateSchema)
{
    private static readonly SettingKind Text = new("a text", Texted, () => Typed("string"));

    private static readonly Dictionary<Type, SettingKind> Plain = new()
    {
        [typeof(string)] = Text,
        [typeof(bool)] = new(
            "true or false", v => v.ValueKind is JsonValueKind.True or JsonValueKind.False ? v.GetBoolean() : null, () => Typed("boolean")),
        [typeof(int)] = new(
            "a whole number",
            v => Whole(v) is >= int.MinValue and <= int.MaxValue and var number ? (int)number : null,
            () => Typed("integer")),
        [typeof(long)] = new("a whole number", v => Whole(v), () => Typed("integer")),
        [typeof(double)] = new("a number", v => Number(v), () => Typed("number")),
        [typeof(TimeSpan)] = new("a number of seconds", v => Number(v) is { } seconds ? Seconds(seconds) : null, () => Typed("number")),
        [typeof(Uri)] = new(
            "an address",
            v => Texted(v) is { Length: > 0 } text && Uri.TryCreate(text, UriKind.RelativeOrAbsolute, out var uri) ? uri : null,
            () => Typed("string", ("format", "uri"))),
        [typeof(JsonObject)] = new(
            "an object", v => v.ValueKind == JsonValueKind.Object ? JsonObject.Create(v) : null, () => Typed("object")),
        [typeof(IReadOnlyList<string>)] = new("a list of texts", TextList, () => Typed("array", ("items", Typed("string")))),
    };

    public static SettingKind Of(Setting setting)
    {
        if (setting.Group is { } group)
        {
            return new("an object", v => v.ValueKind == JsonValueKind.Object ? v : null, () => SettingsSchema.Of(group));
        }

        if (setting.Items is { } items)
        {
            return new(
                "a list of objects",
                v => v.ValueKind == JsonValueKind.Array ? v : null,
                () => new JsonObject { ["type"] = "array", ["items"] = SettingsSchema.Of(items) });
        }

        if (setting.Allowed is { } allowed)
        {
            return Names([.. allowed.Values.OfType<string>().Select(v => (v, (object)v))]);
        }

        return setting.ValueType.IsEnum
            ? Names(EnumNames.All(setting.ValueType))
            : Plain.GetValueOrDefault(setting.ValueType) ?? Other(setting.ValueType);
    }

    private static SettingKind Names(IReadOnlyList<(string Name, object Value)> names) => new(
        SettingWords.OneOf([.. names.Select(n => n.Name)]),
        v => Texted(v) is { } text ? names.FirstOrDefault(n => n.Name == text).Value : null,
        () => new JsonObject { ["enum"] = new JsonArray([.. names.Select(n => (JsonNode)n.Name)]) });

    // A type of a stranger's settings that has no words of ours.
    private static SettingKind Other(Type type) => new(
        $"what {type.Name} is made of",
        v =>
        {
            try
            {
                return v.Deserialize(type, JsonSerializerOptions.Web);
            }
            catch (JsonException)
            {
                return null;
            }
        },
        () => JsonSerializerOptions.Web.GetJsonSchemaAsNode(type) as JsonObject ?? []);

    private static string? Texted(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static bool IsNumber(JsonElement value) => value.ValueKind == JsonValueKind.Number;

    private static double? Number(JsonElement value) =>
        IsNumber(value) && value.TryGetDouble(out var number) && double.IsFinite(number) ? number : null;

    // As in a schema, 8.0 and 8e0 are whole numbers too. Above 2^53 a number with a point or an exponent is not told apart from others.
    private static long? Whole(JsonElement value) => !IsNumber(value) ? null
        : value.TryGetInt64(out var whole) ? whole
        : Number(value) is { } number && double.IsInteger(number) && Math.Abs(number) <= 1L << 53 ? (long)number : null;

    // What no TimeSpan holds is far out of every range.
    private static TimeSpan Seconds(double seconds) => Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds / 2
        ? TimeSpan.FromSeconds(seconds)
        : seconds > 0 ? TimeSpan.MaxValue : TimeSpan.MinValue;

    private static object? TextList(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            return null;
        }

        var texts = value.EnumerateArray().Select(Texted).OfType<string>().ToList();
        return texts.Count == value.GetArrayLength() ? texts : null;
    }

    private static JsonObject Typed(string type, params ReadOnlySpan<(string Keyword, JsonNode Value)> further)
    {
        var schema = new JsonObject { ["type"] = type };
        foreach (var (keyword, value) in further)
        {
            schema[keyword] = value;
        }

        return schema;
    }
}
