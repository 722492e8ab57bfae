using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Dialects;

namespace Riveg.LanguageModels.Stages;

/// <summary>
/// The forms that answers are held to where the server can. Each is one of the forms that its stage's reader knows, in the subset of JSON
/// schema that all services take: objects whose members are all required, and nothing about lengths and ranges.
/// </summary>
internal static class AnswerSchemas
{
    /// <summary>One word, as the prompt asks for it.</summary>
    public static ChatResponseFormat YesOrNo { get; } = Of("yes_or_no", Object(
        ("answer", new JsonObject { ["type"] = "string", ["enum"] = new JsonArray("yes", "no") })));

    /// <summary>A phrase for each number.</summary>
    public static ChatResponseFormat Phrases(int count) =>
        Of("phrases", Object([.. Enumerable.Range(1, count).Select(n => ($"{n}", (JsonNode)Typed("string")))]));

    /// <summary>Boxes in a family's form; null where its form is no JSON.</summary>
    public static ChatResponseFormat? Boxes(BoxForm form) => !form.IsJson ? null : Of("boxes", Object(("boxes", List(
        form.Member is { } member
            ? Object((member, List(Typed("number"))), ("label", Typed("string")))
            : Object(("x0", Typed("number")), ("y0", Typed("number")), ("x1", Typed("number")), ("y1", Typed("number")))))));

    private static ChatResponseFormatJson Of(string name, JsonObject schema) =>
        ChatResponseFormat.ForJsonSchema(JsonSerializer.SerializeToElement(schema), name);

    private static JsonObject Typed(string type) => new() { ["type"] = type };

    private static JsonObject List(JsonObject items) => new() { ["type"] = "array", ["items"] = items };

    private static JsonObject Object(params ReadOnlySpan<(string Name, JsonNode Schema)> members)
    {
        var (properties, required) = (new JsonObject(), new JsonArray());
        foreach (var (name, schema) in members)
        {
            properties[name] = schema;
            required.Add((JsonNode)name);
        }

        return new JsonObject
        {
            ["type"] = "object",
            ["properties"] = properties,
            ["required"] = required,
            ["additionalProperties"] = false,
        };
    }
}
