using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riveg.Service.Assistants;

/// <summary>The JSON schemas of what tools take and answer.</summary>
internal static class ToolSchemas
{
    private const string Folder = "Riveg.Service.Assistants.Schemas.";
    private const string Definitions = "$defs";

    private static readonly JsonObject Annotation = Read("annotation.json");

    /// <summary>Arguments.</summary>
    /// <param name="properties">Each with its description.</param>
    /// <param name="required">Those that have to be there.</param>
    public static JsonElement Arguments(JsonObject properties, params string[] required) => ToElement(new JsonObject
    {
        ["type"] = "object",
        ["properties"] = properties,
        ["required"] = new JsonArray([.. required.Select(r => JsonValue.Create(r))]),
        ["additionalProperties"] = false,
    });

    /// <summary>An argument.</summary>
    public static JsonObject Of(string type, string description) => new() { ["type"] = type, ["description"] = description };

    /// <summary>An argument that is one of some words.</summary>
    public static JsonObject Words(string description, IEnumerable<string> words) => new()
    {
        ["type"] = "string",
        ["enum"] = new JsonArray([.. words.Select(w => JsonValue.Create(w))]),
        ["description"] = description,
    };

    /// <summary>An argument that is true or false.</summary>
    public static JsonObject Switch(bool usual, string description) =>
        new() { ["type"] = "boolean", ["default"] = usual, ["description"] = description };

    /// <summary>An argument that is a list of strings.</summary>
    public static JsonObject Strings(string description) =>
        new() { ["type"] = "array", ["items"] = new JsonObject { ["type"] = "string" }, ["description"] = description };

    /// <summary>The argument that names a profile.</summary>
    public static JsonObject Profile(OpenProfiles profiles) => Words(
        $"Who does the work: builtin (reads text, guesses about pictures), light (small networks that see), or a larger one; "
        + $"{profiles.Default} otherwise. One whose models are missing says what to run.",
        profiles.Names);

    /// <summary>An answer that is an annotation as <c>riveg annotate --format json</c> writes it.</summary>
    public static JsonElement OfAnnotation()
    {
        var schema = (JsonObject)Annotation[Definitions]!["Annotation"]!.DeepClone();
        schema[Definitions] = Annotation[Definitions]!.DeepClone();
        return ToElement(schema);
    }

    /// <summary>An answer that a file of this room describes; one that defines nothing may speak of the parts of an annotation.</summary>
    /// <param name="name">The file.</param>
    public static JsonElement OfFile(string name)
    {
        var schema = Read(name);
        schema[Definitions] ??= Annotation[Definitions]!.DeepClone();
        return ToElement(schema);
    }

    private static JsonObject Read(string name)
    {
        using var file = typeof(ToolSchemas).Assembly.GetManifestResourceStream(Folder + name)!;
        return JsonNode.Parse(file)!.AsObject();
    }

    private static JsonElement ToElement(JsonObject schema)
    {
        using var document = JsonDocument.Parse(schema.ToJsonString());
        return document.RootElement.Clone();
    }
}
