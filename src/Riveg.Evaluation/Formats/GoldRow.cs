using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Tables;

namespace Riveg.Evaluation.Formats;

/// <summary>Gold posts as rows of a table.</summary>
internal static class GoldRow
{
    /// <summary>The row of a post.</summary>
    /// <param name="gold">The post.</param>
    /// <param name="picturePath">How the row names the picture; as the post does if null.</param>
    public static PostRow Of(GoldPost gold, string? picturePath) => new(GoldJsonWriter.ToAnnotation(gold, picturePath))
    {
        Tokens = gold.Post.Tokens,
        Knowledge = gold.Post.AuxiliaryKnowledge,
        Captions = gold.Post.Captions,
        FineTypes = [.. gold.Entities.Select(e => e.FineType)],
    };

    /// <summary>Writes posts as a Parquet file.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public static async Task WriteParquetAsync(Stream stream, IEnumerable<PostRow> rows, CancellationToken cancellationToken)
    {
        var writer = new ParquetRowWriter(stream, PostColumns.Schema);
        await using var end = writer.ConfigureAwait(false);
        foreach (var row in rows)
        {
            using var json = new MemoryStream();
            row.Write(json);
            await writer.AddAsync(json.GetBuffer().AsMemory(0, (int)json.Length), cancellationToken).ConfigureAwait(false);
        }

        await writer.CompleteAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Writes posts as the lines of Hugging Face's <c>metadata.jsonl</c>.</summary>
    /// <param name="stream">Where to; stays open.</param>
    /// <param name="rows">The rows.</param>
    public static void WriteLines(Stream stream, IEnumerable<PostRow> rows)
    {
        foreach (var row in rows)
        {
            row.Write(stream);
            stream.WriteByte((byte)'\n');
        }
    }
}
