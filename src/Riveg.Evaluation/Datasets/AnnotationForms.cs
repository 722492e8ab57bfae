using System.Buffers;
using System.Text.Json;
using Riveg.Formats;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Reads one annotation in Riveg's own form, or in the small one that any script can write:
/// <c>{"id","entities":[{"start","end","type","box"}]}</c>, where an entity
/// has <c>box</c> or <c>boxes</c>, with <c>unit</c> and <c>mask</c> beside it, instead of <c>regions</c>.
/// </summary>
internal static class AnnotationForms
{
    // Without case, underscores and hyphens.
    private static readonly HashSet<string> NearlyBoxes =
        new(
            ["box", "boxes", "regions", "region", "bbox", "bboxes", "rect", "rects", "boundingbox", "boundingboxes"],
            StringComparer.OrdinalIgnoreCase);

    // What an entity may have; the rest of what 'annotate' writes is known and not read as gold.
    private static readonly HashSet<string> EntityFields =
    [
        "start", "end", "text", "type", "fineType", "score", "expansion", "entailment", "entailmentAnswer",
        "entailmentIsFlatGuess", "regions", "box", "boxes", "unit", "mask",
        "candidates", "fault",
    ];

    // Regions lie two levels deeper than boxes; 64 levels are read.
    private static readonly JsonDocumentOptions Deeper = new() { MaxDepth = 66 };

    private static readonly string[] OwnFields = ["regions", "box", "boxes", "unit", "mask"];

    /// <summary>Reads an annotation.</summary>
    /// <param name="root">An object.</param>
    /// <param name="id">The post's id, already read.</param>
    /// <param name="text">The post's text, already read or known otherwise.</param>
    /// <exception cref="FormatException">It is none; the message says what is wrong.</exception>
    public static AnnotationResult Read(JsonElement root, string id, string text)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id);
            writer.WriteString("text", text);
            foreach (var (name, value) in Fields(root))
            {
                Copy(writer, name, value);
            }

            writer.WriteEndObject();
        }

        using var normal = JsonDocument.Parse(buffer.WrittenMemory, Deeper);
        return AnnotationJsonReader.Read(normal.RootElement);
    }

    /// <summary>The objects in a list <c>entities</c>.</summary>
    /// <exception cref="FormatException">There is no such list, or something else is in it.</exception>
    public static IReadOnlyList<JsonElement> Entities(JsonElement root)
    {
        if (!root.TryGetProperty("entities", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("\"entities\" is missing or no list; [] says that the post names nothing");
        }

        return list.EnumerateArray().All(e => e.ValueKind == JsonValueKind.Object)
            ? [.. list.EnumerateArray()]
            : throw new FormatException("an entity is no object with \"start\", \"end\" and \"type\"");
    }

    /// <summary>The fields of an entity that nothing reads.</summary>
    public static IEnumerable<string> UnreadFields(JsonElement entity) =>
        entity.EnumerateObject().Select(f => f.Name).Where(n => !EntityFields.Contains(n));

    // Of two values of one name nobody knows which is meant.
    private static Dictionary<string, JsonElement> Fields(JsonElement element)
    {
        var fields = new Dictionary<string, JsonElement>();
        foreach (var field in element.EnumerateObject())
        {
            if (!fields.TryAdd(field.Name, field.Value))
            {
                throw new FormatException($"\"{field.Name}\" stands there twice");
            }
        }

        return fields;
    }

    private static void Copy(Utf8JsonWriter writer, string name, JsonElement value)
    {
        if (name is "id" or "text")
        {
            return;
        }

        if (name == "image" && !HasPath(value))
        {
            WritePathAlone(writer, value);
            return;
        }

        if (name != "entities" || value.ValueKind != JsonValueKind.Array)
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
            return;
        }

        writer.WriteStartArray("entities");
        foreach (var entity in value.EnumerateArray())
        {
            WriteEntity(writer, entity);
        }

        writer.WriteEndArray();
    }

    private static void WritePathAlone(Utf8JsonWriter writer, JsonElement image)
    {
        if (image.ValueKind == JsonValueKind.String && !string.IsNullOrWhiteSpace(image.GetString()))
        {
            writer.WriteStartObject("image");
            writer.WritePropertyName("path");
            image.WriteTo(writer);
            writer.WriteEndObject();
        }
    }

    private static bool HasPath(JsonElement image) => image.ValueKind == JsonValueKind.Object && image.TryGetProperty("path", out _);

    private static void WriteEntity(Utf8JsonWriter writer, JsonElement entity)
    {
        if (entity.ValueKind != JsonValueKind.Object)
        {
            entity.WriteTo(writer);
            return;
        }

        var fields = Fields(entity);
        var own = OwnFields.Where(f => f is "regions" or "box" or "boxes" && fields.ContainsKey(f)).ToList();
        if (own.Count > 1)
        {
            throw new FormatException($"an entity has \"{own[0]}\" and \"{own[1]}\"; give one of them");
        }

        if (own.Count == 0 && fields.Keys.FirstOrDefault(IsNearlyBoxes) is { } nearly)
        {
            throw new FormatException(
                $"\"{nearly}\" is not read; a box stands in \"box\":[x0,y0,x1,y1], in pixels from the left top corner to the right "
                    + "bottom one");
        }

        writer.WriteStartObject();
        foreach (var (name, value) in fields.Where(f => own is ["regions"] || !OwnFields.Contains(f.Key)))
        {
            writer.WritePropertyName(name);
            value.WriteTo(writer);
        }

        if (own is ["box" or "boxes"])
        {
            WriteRegions(writer, fields, own[0]);
        }

        writer.WriteEndObject();
    }

    private static bool IsNearlyBoxes(string name) => NearlyBoxes.Contains(
        name.Replace("_", string.Empty, StringComparison.Ordinal).Replace("-", string.Empty, StringComparison.Ordinal));

    private static void WriteRegions(Utf8JsonWriter writer, Dictionary<string, JsonElement> fields, string name)
    {
        var value = fields[name];
        var isList = value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(v => v.ValueKind == JsonValueKind.Array);
        IReadOnlyList<JsonElement> boxes = value.ValueKind switch
        {
            JsonValueKind.Null => [],
            JsonValueKind.Array when isList => [.. value.EnumerateArray()],
            JsonValueKind.Array when name == "box" => [value],
            _ => throw new FormatException($"\"{name}\" is no {(name == "box" ? "box" : "list of boxes")} [x0,y0,x1,y1]"),
        };
        writer.WriteStartArray("regions");
        foreach (var box in boxes)
        {
            writer.WriteStartObject();
            writer.WritePropertyName("box");
            box.WriteTo(writer);
            foreach (var further in new[] { "unit", "mask" }.Where(fields.ContainsKey))
            {
                writer.WritePropertyName(further);
                fields[further].WriteTo(writer);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }
}
