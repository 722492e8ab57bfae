using System.Text.Json.Nodes;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Riveg.TestKit;

/// <summary>Judges a document by a JSON schema, as far as the keywords go that ours uses; any other keyword is an error.</summary>
/// <param name="root">The schema, with what it refers to.</param>
/// <param name="definitions">Where in it that stands; <c>$defs</c> if nothing is said.</param>
public sealed class SchemaCheck(JsonObject root, params IReadOnlyList<string> definitions)
{
    private readonly JsonNode? known = (definitions.Count == 0 ? ["$defs"] : definitions)
        .Aggregate((JsonNode?)root, (node, name) => node?[name]);

    /// <summary>Whether the schema accepts a document.</summary>
    public bool Accepts(JsonNode? document) => Accepts(root, document);

    /// <summary>Whether one of the definitions accepts a document.</summary>
    public bool Accepts(string definition, JsonNode? document) => Accepts(known![definition]!.AsObject(), document);

    private bool Accepts(JsonObject schema, JsonNode? value) => schema.All(k => Accepts(schema, k.Key, k.Value, value));

    private bool Accepts(JsonObject schema, string keyword, JsonNode? said, JsonNode? value) => keyword switch
    {
        "$schema" or "title" or "description" or "default" or "format" or "$defs" or "then" or "examples" or "contentEncoding"
            or "contentMediaType" => true,
        "$ref" => Accepts(said!.GetValue<string>().Split('/')[^1], value),
        "type" => said is JsonArray types
            ? types.Any(t => IsOf(t!.GetValue<string>(), value))
            : IsOf(said!.GetValue<string>(), value),
        "const" => JsonNode.DeepEquals(said, value),
        "enum" => said!.AsArray().Any(v => JsonNode.DeepEquals(v, value)),
        "anyOf" => said!.AsArray().Any(s => Accepts(s!.AsObject(), value)),
        "allOf" => said!.AsArray().All(s => Accepts(s!.AsObject(), value)),
        "not" => !Accepts(said!.AsObject(), value),
        "if" => !Accepts(said!.AsObject(), value) || Accepts(schema["then"]!.AsObject(), value),
        "required" => value is not JsonObject o || said!.AsArray().All(k => o.ContainsKey(k!.GetValue<string>())),
        "properties" => value is not JsonObject o
            || o.All(f => said![f.Key] is not JsonObject inner || Accepts(inner, f.Value)),
        "additionalProperties" => value is not JsonObject o
            || o.All(f => schema["properties"]?[f.Key] is not null
                || (said is JsonObject other ? Accepts(other, f.Value) : said!.GetValue<bool>())),
        "items" => value is not JsonArray items || items.All(i => Accepts(said!.AsObject(), i)),
        "minItems" => value is not JsonArray counted || counted.Count >= said!.GetValue<int>(),
        "maxItems" => value is not JsonArray bounded || bounded.Count <= said!.GetValue<int>(),
        "minLength" => !IsOf("string", value) || value!.GetValue<string>().Length >= said!.GetValue<int>(),
        "pattern" => !IsOf("string", value) || Regex.IsMatch(value!.GetValue<string>(), said!.GetValue<string>()),
        "minimum" => !IsOf("number", value) || Number(value) >= Number(said),
        "maximum" => !IsOf("number", value) || Number(value) <= Number(said),
        "exclusiveMinimum" => !IsOf("number", value) || Number(value) > Number(said),
        "exclusiveMaximum" => !IsOf("number", value) || Number(value) < Number(said),
        _ => throw new NotSupportedException($"The schema has the keyword {keyword}."),
    };

    private static bool IsOf(string type, JsonNode? value) => (type, value?.GetValueKind() ?? JsonValueKind.Null) switch
    {
        ("null", JsonValueKind.Null) or ("string", JsonValueKind.String) or ("object", JsonValueKind.Object) => true,
        ("array", JsonValueKind.Array) or ("boolean", JsonValueKind.True or JsonValueKind.False)
            or ("number", JsonValueKind.Number) => true,
        ("integer", JsonValueKind.Number) => double.IsInteger(Number(value)),
        _ => false,
    };

    private static double Number(JsonNode? value) => JsonElement.Parse(value!.ToJsonString()).GetDouble();
}
