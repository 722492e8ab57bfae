using System.Text.Json;
using Parquet.Schema;

namespace Riveg.Evaluation.Tables;

/// <summary>
/// Turns JSON objects into columns and back, by the fields of a Parquet schema (as the paper on Dremel describes it). Structs and lists may
/// hold each other to any depth; maps, and lists that older writers wrote without a group around, are passed over.
/// </summary>
/// <param name="fields">The schema.</param>
/// <param name="columns">The columns by their paths; those that are missing are passed over.</param>
internal sealed class JsonRows(IReadOnlyList<Field> fields, IReadOnlyDictionary<string, LeafColumn> columns)
{
    private readonly Dictionary<Field, LeafColumn[]> leaves = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether all rows were read.</summary>
    public bool IsAtEnd => columns.Values.All(c => c.IsAtEnd);

    /// <summary>Adds a row to the columns.</summary>
    public void Add(JsonElement row)
    {
        foreach (var field in fields)
        {
            Add(field, Property(row, field.Name), repetition: 0, definition: 0);
        }
    }

    /// <summary>Writes the next row of the columns as a JSON object.</summary>
    /// <exception cref="InvalidDataException">The columns do not fit together.</exception>
    public void WriteNext(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        WriteProperties(writer, fields, definition: 0);
        writer.WriteEndObject();
    }

    private void Add(Field field, JsonElement? value, int repetition, int definition)
    {
        if (value is not { } there)
        {
            foreach (var leaf in LeavesOf(field))
            {
                leaf.AddNothing(repetition, definition);
            }

            return;
        }

        var level = definition + (field.IsNullable ? 1 : 0);
        switch (field)
        {
            case DataField:
                LeavesOf(field)[0].Add(there, repetition, level);
                break;
            case StructField group:
                foreach (var child in group.Fields)
                {
                    Add(child, Property(there, child.Name), repetition, level);
                }

                break;
            case ListField { Item: var item }:
                AddItems(item, there, repetition, level, field.MaxRepetitionLevel);
                break;
        }
    }

    private void AddItems(Field item, JsonElement list, int repetition, int level, int ownRepetition)
    {
        if (list.GetArrayLength() == 0)
        {
            Add(item, null, repetition, level);
            return;
        }

        foreach (var element in list.EnumerateArray())
        {
            Add(item, element.ValueKind == JsonValueKind.Null ? null : element, repetition, level + 1);
            repetition = ownRepetition;
        }
    }

    private void WriteProperties(Utf8JsonWriter writer, IEnumerable<Field> group, int definition)
    {
        foreach (var field in group.Where(f => LeavesOf(f).Length > 0))
        {
            writer.WritePropertyName(field.Name);
            Write(writer, field, definition);
        }
    }

    private void Write(Utf8JsonWriter writer, Field field, int definition)
    {
        var own = LeavesOf(field);
        var level = definition + (field.IsNullable ? 1 : 0);
        if (own[0].Definition < level)
        {
            Skip(own);
            writer.WriteNullValue();
            return;
        }

        switch (field)
        {
            case StructField group:
                writer.WriteStartObject();
                WriteProperties(writer, group.Fields, level);
                writer.WriteEndObject();
                break;
            case ListField list:
                WriteItems(writer, list, own, level);
                break;
            default:
                own[0].WriteNext(writer);
                break;
        }
    }

    private void WriteItems(Utf8JsonWriter writer, ListField list, LeafColumn[] own, int level)
    {
        writer.WriteStartArray();
        if (own[0].Definition == level)
        {
            Skip(own);
        }
        else
        {
            do
            {
                Write(writer, list.Item, level + 1);
            }
            while (!own[0].IsAtEnd && own[0].Repetition == list.MaxRepetitionLevel);
        }

        writer.WriteEndArray();
    }

    private static void Skip(LeafColumn[] own)
    {
        foreach (var leaf in own)
        {
            leaf.Skip();
        }
    }

    // The leaves below a field that are there.
    private LeafColumn[] LeavesOf(Field field)
    {
        if (!leaves.TryGetValue(field, out var found))
        {
            leaves[field] = found =
            [
                .. field switch
                {
                    DataField => columns.TryGetValue(field.Path.ToString(), out var column) ? [column] : [],
                    StructField group => group.Fields.SelectMany(LeavesOf),
                    ListField { Item: var item } => LeavesOf(item),
                    _ => Array.Empty<LeafColumn>(),
                },
            ];
        }

        return found;
    }

    private static JsonElement? Property(JsonElement row, string name) =>
        row.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
