using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text.Encodings.Web;
using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Riveg.Evaluation.Tables;

/// <summary>
/// Reads the rows of any Parquet file as JSON objects, a group of rows at a time; columns that JSON cannot hold (bytes, dates, maps) are
/// passed over. A file is a stranger's: what it says of its sizes is looked at before it is believed.
/// </summary>
internal static class ParquetRowReader
{
    private const long MostValues = 20_000_000;
    private const long MostBytes = 1L << 30;

    // A broken head leads the library below into a loop without an end (its reader of Thrift, behind the last byte).
    private static readonly TimeSpan HeadTime = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GroupTime = TimeSpan.FromMinutes(2);

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Reads a file.</summary>
    /// <param name="stream">It can be sought in; stays open.</param>
    /// <param name="passedOver">Told the path of each column that is passed over.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="InvalidDataException">It is no such file, or broken; rows that came before are right.</exception>
    public static IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, Action<string> passedOver, CancellationToken cancellationToken = default) =>
        ReadAsync(stream, passedOver, HeadTime, cancellationToken);

    /// <inheritdoc cref="ReadAsync(Stream, Action{string}, CancellationToken)" />
    /// <param name="stream">It can be sought in; stays open.</param>
    /// <param name="passedOver">Told the path of each column that is passed over.</param>
    /// <param name="headTime">How long the reading of the file's head may take.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream stream, Action<string> passedOver, TimeSpan headTime, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var reader = await Guard(InTime(
            () => ParquetReader.CreateAsync(stream, new ParquetOptions(), true, cancellationToken), headTime)).ConfigureAwait(false);
        await using var end = reader.ConfigureAwait(false);
        for (var number = 0; number < reader.RowGroupCount; number++)
        {
            var group = number;
            var columns = await Guard(InTime(() => ReadGroupAsync(reader, group, cancellationToken), GroupTime)).ConfigureAwait(false);
            if (number == 0)
            {
                Tell(reader.Schema, columns, passedOver);
            }

            var rows = new JsonRows(reader.Schema.Fields, columns);
            while (!rows.IsAtEnd)
            {
                cancellationToken.ThrowIfCancellationRequested();
                yield return await Guard(() => Task.FromResult(Next(rows))).ConfigureAwait(false);
            }
        }
    }

    private static async Task<Dictionary<string, LeafColumn>> ReadGroupAsync(
        ParquetReader reader, int number, CancellationToken cancellationToken)
    {
        using var group = reader.OpenRowGroupReader(number);
        var columns = new Dictionary<string, LeafColumn>();
        foreach (var field in reader.Schema.DataFields.Where(f => group.ColumnExists(f)))
        {
            if (LeafColumn.ToWrite(field) is null)
            {
                continue;
            }

            if (group.GetMetadata(field)?.MetaData is not { } said || said.NumValues is < 0 or > MostValues
                || said.TotalUncompressedSize is < 0 or > MostBytes)
            {
                throw new InvalidDataException(string.Create(
                    CultureInfo.InvariantCulture,
                    $"the column {field.Path} has more than {MostValues:N0} values or {MostBytes >> 30} GiB in one group"));
            }

            if (await LeafColumn.ReadAsync(group, field, cancellationToken).ConfigureAwait(false) is { } column)
            {
                columns.Add(field.Path.ToString(), column);
            }
        }

        return columns;
    }

    private static void Tell(ParquetSchema schema, Dictionary<string, LeafColumn> columns, Action<string> passedOver)
    {
        foreach (var field in schema.DataFields.Where(f => !columns.ContainsKey(f.Path.ToString())))
        {
            passedOver(field.Path.ToString());
        }
    }

    private static ReadOnlyMemory<byte> Next(JsonRows rows)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Compact))
        {
            rows.WriteNext(writer);
        }

        return buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
    }

    // What takes longer is left to itself: nothing can end it.
    private static Func<Task<T>> InTime<T>(Func<Task<T>> read, TimeSpan limit) => () => Task.Run(read).WaitAsync(limit);

    // A broken file makes the library below fail in any way that its bytes lead to.
    private static async Task<T> Guard<T>(Func<Task<T>> read)
    {
        try
        {
            return await read().ConfigureAwait(false);
        }
        catch (NotImplementedException exception)
        {
            throw new InvalidDataException(
                "a column is written in a way that is not read (lists in data pages of version 2); write it with version 1, which is the "
                    + "usual one",
                exception);
        }
        catch (Exception exception)
            when (exception is not (OperationCanceledException or InvalidDataException or UnauthorizedAccessException))
        {
            throw new InvalidDataException("it is no Parquet file, or a broken one", exception);
        }
    }
}
