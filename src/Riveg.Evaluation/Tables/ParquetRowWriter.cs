using System.Text.Json;
using Parquet;
using Parquet.Schema;

namespace Riveg.Evaluation.Tables;

/// <summary>Writes JSON objects as rows of a Parquet file, packed by Snappy. What is kept in memory is one group of rows.</summary>
internal sealed class ParquetRowWriter(Stream stream, ParquetSchema schema) : IAsyncDisposable
{
    // Readers take a group at a time, too.
    private const int MostRows = 10_000;
    private const long MostBytes = 32 << 20;

    private ParquetWriter? writer;
    private Dictionary<string, LeafColumn> columns = [];
    private JsonRows? rows;
    private int count;
    private long bytes;

    /// <summary>Adds a row.</summary>
    /// <param name="row">A JSON object with the schema's properties.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public async ValueTask AddAsync(ReadOnlyMemory<byte> row, CancellationToken cancellationToken)
    {
        rows ??= Begin();
        using (var document = JsonDocument.Parse(row))
        {
            rows.Add(document.RootElement);
        }

        bytes += row.Length;
        if (++count == MostRows || bytes > MostBytes)
        {
            await FlushAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Writes the last rows and the file's end.</summary>
    public async ValueTask CompleteAsync(CancellationToken cancellationToken)
    {
        await FlushAsync(cancellationToken).ConfigureAwait(false);
        await DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc />
    public async ValueTask DisposeAsync()
    {
        if (writer is { } open)
        {
            writer = null;
            await open.DisposeAsync().ConfigureAwait(false);
        }
    }

    private JsonRows Begin()
    {
        columns = schema.DataFields.ToDictionary(f => f.Path.ToString(), f => LeafColumn.ToWrite(f)!);
        return new JsonRows(schema.Fields, columns);
    }

    // A file without a row has its schema all the same.
    private async ValueTask FlushAsync(CancellationToken cancellationToken)
    {
        var options = new ParquetOptions { CompressionMethod = CompressionMethod.Snappy };
        writer ??= await ParquetWriter.CreateAsync(schema, stream, options, false, cancellationToken).ConfigureAwait(false);
        if (count == 0)
        {
            return;
        }

        using var group = writer.CreateRowGroup();
        foreach (var field in schema.DataFields)
        {
            await columns[field.Path.ToString()].WriteAsync(group, field, cancellationToken).ConfigureAwait(false);
        }

        group.CompleteValidate();
        (rows, count, bytes) = (null, 0, 0);
    }
}
