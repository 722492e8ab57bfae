using Riveg.Formats;

namespace Riveg.Evaluation.Exports;

/// <summary>Annotated posts as <c>riveg annotate -o</c> writes them.</summary>
internal sealed class JsonLinesExport(Stream stream, ExportOptions options) : BufferedExport(stream)
{
    private readonly AnnotationJsonWriter writer = new(options.Offsets ?? OffsetUnit.Utf16, options.Folder);

    /// <inheritdoc />
    protected override void Write(AnnotationResult result) => writer.WriteLine(Buffer, result);
}
