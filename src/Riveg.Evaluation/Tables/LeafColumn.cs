using System.Text.Json;
using Parquet;
using Parquet.Data;
using Parquet.Schema;

namespace Riveg.Evaluation.Tables;

/// <summary>
/// The values of one leaf of a schema in a group of rows, as Parquet keeps them: what is there, and for each place its levels. The
/// definition level says down to where something is there, the repetition level at which list a new element begins (0: a new row).
/// </summary>
internal abstract class LeafColumn
{
    /// <summary>One for each place.</summary>
    protected List<int> Definitions { get; } = [];

    /// <summary>One for each place.</summary>
    protected List<int> Repetitions { get; } = [];

    /// <summary>The place that is read next.</summary>
    protected int Place { get; private set; }

    /// <summary>Makes an empty column to be filled; null for a type that is not written.</summary>
    public static LeafColumn? ToWrite(DataField field) => Create(field);

    /// <summary>Reads a column; null for a type that no JSON holds (bytes, dates).</summary>
    public static async ValueTask<LeafColumn?> ReadAsync(ParquetRowGroupReader group, DataField field, CancellationToken cancellationToken)
    {
        if (Create(field) is not { } column)
        {
            return null;
        }

        using var raw = await group.ReadRawColumnDataBaseAsync(field, cancellationToken).ConfigureAwait(false);
        column.Take(raw, field);
        return column;
    }

    /// <summary>Whether all places were read.</summary>
    public bool IsAtEnd => Place >= Definitions.Count;

    /// <summary>The definition level of the next place.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public int Definition => IsAtEnd ? throw Short() : Definitions[Place];

    /// <summary>The repetition level of the next place; 0 at the end, as before a new row.</summary>
    public int Repetition => IsAtEnd || Repetitions.Count == 0 ? 0 : Repetitions[Place];

    /// <summary>Passes over a place that holds nothing.</summary>
    public void Skip() => Place++;

    /// <summary>Writes the value of the next place as JSON.</summary>
    public abstract void WriteNext(Utf8JsonWriter writer);

    /// <summary>Adds a place that holds nothing.</summary>
    public void AddNothing(int repetition, int definition)
    {
        Repetitions.Add(repetition);
        Definitions.Add(definition);
    }

    /// <summary>Adds a place with a value.</summary>
    /// <exception cref="InvalidOperationException">The JSON holds a value of another kind.</exception>
    public abstract void Add(JsonElement value, int repetition, int definition);

    /// <summary>Writes the column.</summary>
    public abstract Task WriteAsync(ParquetRowGroupWriter group, DataField field, CancellationToken cancellationToken);

    /// <summary>Takes over the values.</summary>
    protected abstract void TakeValues(RawColumnData raw);

    /// <summary>The fault of a file whose columns do not fit together.</summary>
    protected static InvalidDataException Short() => new("a column has fewer values than its levels say");

    private void Take(RawColumnData raw, DataField field)
    {
        TakeValues(raw);
        if (field.MaxDefinitionLevel > 0)
        {
            Definitions.AddRange(raw.DefinitionLevels);
        }
        else
        {
            Definitions.AddRange(Enumerable.Repeat(0, ValueCount));
        }

        if (field.MaxRepetitionLevel > 0)
        {
            Repetitions.AddRange(raw.RepetitionLevels);
        }
    }

    /// <summary>How many values there are.</summary>
    protected abstract int ValueCount { get; }

    private static LeafColumn? Create(DataField field) => field switch
    {
        { IsArray: true } => null,
        _ when field.ClrType == typeof(ReadOnlyMemory<char>) || field.ClrType == typeof(string) =>
            new LeafColumn<ReadOnlyMemory<char>>((w, v) => w.WriteStringValue(v.Span), e => e.GetString().AsMemory()),
        _ when field.ClrType == typeof(int) => new LeafColumn<int>((w, v) => w.WriteNumberValue(v), e => e.GetInt32()),
        _ when field.ClrType == typeof(long) => new LeafColumn<long>((w, v) => w.WriteNumberValue(v), e => e.GetInt64()),
        _ when field.ClrType == typeof(uint) => new LeafColumn<uint>((w, v) => w.WriteNumberValue(v), e => e.GetUInt32()),
        _ when field.ClrType == typeof(ulong) => new LeafColumn<ulong>((w, v) => w.WriteNumberValue(v), e => e.GetUInt64()),
        _ when field.ClrType == typeof(short) => new LeafColumn<short>((w, v) => w.WriteNumberValue(v), e => e.GetInt16()),
        _ when field.ClrType == typeof(ushort) => new LeafColumn<ushort>((w, v) => w.WriteNumberValue(v), e => e.GetUInt16()),
        _ when field.ClrType == typeof(byte) => new LeafColumn<byte>((w, v) => w.WriteNumberValue(v), e => e.GetByte()),
        _ when field.ClrType == typeof(sbyte) => new LeafColumn<sbyte>((w, v) => w.WriteNumberValue(v), e => e.GetSByte()),
        _ when field.ClrType == typeof(bool) => new LeafColumn<bool>((w, v) => w.WriteBooleanValue(v), e => e.GetBoolean()),
        _ when field.ClrType == typeof(double) => new LeafColumn<double>(WriteReal, e => e.GetDouble()),
        _ when field.ClrType == typeof(float) => new LeafColumn<float>((w, v) => WriteReal(w, v), e => e.GetSingle()),
        _ => null,
    };

    // JSON has no word for what is no number.
    private static void WriteReal(Utf8JsonWriter writer, double value)
    {
        if (double.IsFinite(value))
        {
            writer.WriteNumberValue(value);
        }
        else
        {
            writer.WriteNullValue();
        }
    }
}

/// <inheritdoc cref="LeafColumn" />
/// <param name="write">Writes a value as JSON.</param>
/// <param name="read">Reads a value from JSON.</param>
internal sealed class LeafColumn<T>(Action<Utf8JsonWriter, T> write, Func<JsonElement, T> read) : LeafColumn
    where T : struct
{
    private readonly List<T> values = [];
    private int next;

    /// <inheritdoc />
    protected override int ValueCount => values.Count;

    /// <inheritdoc />
    public override void WriteNext(Utf8JsonWriter writer)
    {
        if (next >= values.Count)
        {
            throw Short();
        }

        write(writer, values[next++]);
        Skip();
    }

    /// <inheritdoc />
    public override void Add(JsonElement value, int repetition, int definition)
    {
        AddNothing(repetition, definition);
        values.Add(read(value));
    }

    /// <inheritdoc />
    public override Task WriteAsync(ParquetRowGroupWriter group, DataField field, CancellationToken cancellationToken) =>
        group.WriteAllPartsAsync<T>(
            field,
            values.ToArray(),
            field.MaxDefinitionLevel > 0 ? Definitions.ToArray() : null,
            field.MaxRepetitionLevel > 0 ? Repetitions.ToArray() : null,
            cancellationToken);

    /// <inheritdoc />
    protected override void TakeValues(RawColumnData raw)
    {
        foreach (var value in ((RawColumnData<T>)raw).Values)
        {
            // What the library lends is taken back with the raw column.
            values.Add(value is ReadOnlyMemory<char> text ? (T)(object)(ReadOnlyMemory<char>)text.ToArray() : value);
        }
    }
}
