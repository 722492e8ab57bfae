using Riveg.Evaluation.Tables;
using Riveg.Formats;

namespace Riveg.Evaluation.Exports;

/// <summary>A Parquet file with a row a post.</summary>
internal sealed class ParquetExport(Stream stream, ExportOptions options) : AnnotationWriter
{
    private readonly ParquetRowWriter writer = new(stream, PostColumns.Schema);

    /// <inheritdoc />
    public override async ValueTask WriteAsync(AnnotationResult result, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(result);
        using var row = new MemoryStream();
        new PostRow(result)
        {
            FileName = result.Image is { } image ? options.PicturePrefix + image.Path : null,
            Unit = options.Offsets ?? OffsetUnit.CodePoints,
        }.Write(row);
        await writer.AddAsync(row.GetBuffer().AsMemory(0, (int)row.Length), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc />
    public override ValueTask CompleteAsync(CancellationToken cancellationToken = default) => writer.CompleteAsync(cancellationToken);

    /// <inheritdoc />
    public override async ValueTask DisposeAsync()
    {
        await writer.DisposeAsync().ConfigureAwait(false);
        await base.DisposeAsync().ConfigureAwait(false);
    }
}
