using System.Text.Json;
using Riveg.Evaluation.Tables;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Rows of a table of posts (<see cref="PostColumns"/>): a line of <c>metadata.jsonl</c>, or a row of a Parquet file. Offsets count code
/// points where a row does not say otherwise, and <c>entities</c> may be a list of objects or, as Hugging Face keeps sequences, an object
/// of lists.
/// </summary>
internal sealed class TableRows(GoldJson gold, string path, List<DatasetFault> faults) : ForeignPosts(gold, path, faults)
{
    private static readonly string[] OwnColumns =
    [
        PostColumns.FileName, PostColumns.Width, PostColumns.Height, PostColumns.Unseen, PostColumns.Error, PostColumns.Entities,
        PostColumns.Offsets,
    ];

    /// <inheritdoc />
    protected override void Rewrite(JsonElement item, Utf8JsonWriter writer, Action<DatasetFaultKind, string> tell)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("a row is a JSON object with the columns file_name, text and entities");
        }

        writer.WriteStartObject();
        WriteId(writer, item);
        WriteImage(writer, item);
        writer.WritePropertyName(PostColumns.Offsets);
        if (Value(item, PostColumns.Offsets) is { } offsets)
        {
            offsets.WriteTo(writer);
        }
        else
        {
            writer.WriteStringValue("code-points");
        }

        if (Value(item, PostColumns.Error) is { ValueKind: JsonValueKind.String } error)
        {
            writer.WriteStartObject("error");
            writer.WriteString("stage", "input");
            writer.WriteString("message", error.GetString());
            writer.WriteEndObject();
        }

        if (Value(item, PostColumns.Entities) is { } entities)
        {
            writer.WritePropertyName("entities");
            WriteEntities(writer, entities);
        }

        foreach (var column in item.EnumerateObject().Where(c => !OwnColumns.Contains(c.Name) && c.Value.ValueKind != JsonValueKind.Null))
        {
            column.WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    // A picture is a row's name where it has no other, as in a folder of pictures it is.
    private static void WriteId(Utf8JsonWriter writer, JsonElement row)
    {
        if (Value(row, PostColumns.Id) is null && Value(row, PostColumns.FileName) is { ValueKind: JsonValueKind.String } name)
        {
            writer.WriteString("id", name.GetString());
        }
    }

    private static void WriteImage(Utf8JsonWriter writer, JsonElement row)
    {
        if (Value(row, PostColumns.FileName) is not { } name)
        {
            return;
        }

        writer.WriteStartObject("image");
        writer.WritePropertyName("path");
        name.WriteTo(writer);
        foreach (var column in new[] { PostColumns.Width, PostColumns.Height, PostColumns.Unseen })
        {
            if (Value(row, column) is { } value)
            {
                writer.WritePropertyName(column);
                value.WriteTo(writer);
            }
        }

        writer.WriteEndObject();
    }

    private static void WriteEntities(Utf8JsonWriter writer, JsonElement entities)
    {
        if (entities.ValueKind is not (JsonValueKind.Array or JsonValueKind.Object))
        {
            entities.WriteTo(writer);
            return;
        }

        writer.WriteStartArray();
        foreach (var entity in entities.ValueKind == JsonValueKind.Array ? entities.EnumerateArray().Select(Fields) : Turned(entities))
        {
            if (entity is null)
            {
                writer.WriteNullValue();
                continue;
            }

            writer.WriteStartObject();
            foreach (var (name, value) in entity.Where(f => f.Value.ValueKind != JsonValueKind.Null))
            {
                writer.WritePropertyName(name == PostColumns.FineType ? "fineType" : name);
                WriteWithoutNulls(writer, value);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static List<(string Name, JsonElement Value)>? Fields(JsonElement entity) =>
        entity.ValueKind == JsonValueKind.Object ? [.. entity.EnumerateObject().Select(f => (f.Name, f.Value))] : null;

    // Lists of one length, one for each field.
    private static IEnumerable<List<(string Name, JsonElement Value)>?> Turned(JsonElement lists)
    {
        var columns = lists.EnumerateObject().Where(l => l.Value.ValueKind != JsonValueKind.Null).ToList();
        if (columns.FindIndex(l => l.Value.ValueKind != JsonValueKind.Array) is var single and >= 0)
        {
            throw new FormatException($"\"entities\" is an object, and its \"{columns[single].Name}\" no list");
        }

        var lengths = columns.Select(l => l.Value.GetArrayLength()).Distinct().ToList();
        return lengths.Count > 1
            ? throw new FormatException("the lists in \"entities\" are of different lengths")
            : Enumerable.Range(0, lengths.FirstOrDefault())
                .Select(i => (List<(string, JsonElement)>?)[.. columns.Select(l => (l.Name, l.Value[i]))]);
    }

    // A table has every field in every row.
    private static void WriteWithoutNulls(Utf8JsonWriter writer, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
        {
            writer.WriteStartObject();
            foreach (var field in value.EnumerateObject().Where(f => f.Value.ValueKind != JsonValueKind.Null))
            {
                writer.WritePropertyName(field.Name);
                WriteWithoutNulls(writer, field.Value);
            }

            writer.WriteEndObject();
        }
        else if (value.ValueKind == JsonValueKind.Array)
        {
            writer.WriteStartArray();
            foreach (var item in value.EnumerateArray())
            {
                WriteWithoutNulls(writer, item);
            }

            writer.WriteEndArray();
        }
        else
        {
            value.WriteTo(writer);
        }
    }

    private static JsonElement? Value(JsonElement row, string column) =>
        row.TryGetProperty(column, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
