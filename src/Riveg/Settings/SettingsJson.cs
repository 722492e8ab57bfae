using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riveg.Settings;

/// <summary>Reads the JSON of a file of settings. Comments and commas at the end are allowed.</summary>
internal static class SettingsJson
{
    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true
    };

    /// <summary>Reads an object; null where the text is another value.</summary>
    /// <param name="json">The text.</param>
    /// <param name="faults">Gets each field that stands twice, of which the first counts.</param>
    /// <exception cref="JsonException">The text is no JSON.</exception>
    /// <exception cref="InvalidOperationException">It holds half a surrogate pair.</exception>
    public static JsonObject? Parse(string json, ICollection<string> faults)
    {
        using var document = JsonDocument.Parse(json, Lenient);
        return document.RootElement.ValueKind == JsonValueKind.Object ? ToObject(document.RootElement, string.Empty, faults) : null;
    }

    // By hand, since of a field that stands twice the first one counts and its place is told. A half surrogate pair shows only when its
    // string is read.
    private static JsonObject ToObject(JsonElement json, string place, ICollection<string> faults)
    {
        var target = new JsonObject();
        foreach (var field in json.EnumerateObject())
        {
            var inner = place.Length == 0 ? field.Name : $"{place}.{field.Name}";
            if (target.ContainsKey(field.Name))
            {
                faults.Add($"\"{inner}\" stands there twice");
            }
            else
            {
                target.Add(field.Name, ToNode(field.Value, inner, faults));
            }
        }

        return target;
    }

    private static JsonNode? ToNode(JsonElement json, string place, ICollection<string> faults) => json.ValueKind switch
    {
        JsonValueKind.Object => ToObject(json, place, faults),
        JsonValueKind.Array => new JsonArray([.. json.EnumerateArray().Select((item, i) => ToNode(item, $"{place}[{i}]", faults))]),
        JsonValueKind.String => JsonValue.Create(json.GetString()),
        JsonValueKind.Null => null,
        _ => JsonValue.Create(json.Clone()),
    };
}
