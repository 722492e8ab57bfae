using Riveg.Evaluation.Formats;

namespace Riveg.Evaluation.Exports;

/// <summary>COCO's instances; the images and categories stand at the end, and a few words of each image are kept till then.</summary>
internal sealed class CocoExport : BufferedExport
{
    private readonly CocoDocument document;
    private readonly CountedLosses losses = new();

    public CocoExport(Stream stream, ExportOptions options)
        : base(stream) => document = new CocoDocument(Buffer, options.PicturePrefix);

    /// <inheritdoc />
    public override IReadOnlyList<string> Losses => losses.Lines;

    /// <inheritdoc />
    public override ValueTask DisposeAsync()
    {
        document.Dispose();
        return base.DisposeAsync();
    }

    /// <inheritdoc />
    protected override void Write(AnnotationResult result)
    {
        var regions = result.Entities.Sum(e => e.Regions.Count);
        if (document.Write(result))
        {
            losses.Add(
                "box is left out that is infinite.",
                "boxes are left out that are infinite.",
                result.Entities.Sum(e => e.Regions.Count(r => !CocoDocument.HasNumbers(r))));
        }
        else
        {
            losses.Add(
                "box is left out: the size of its picture is not known.",
                "boxes are left out: the sizes of their pictures are not known.",
                regions);
        }

        losses.Add(
            "name is left out that is not in its picture, which the form does not hold.",
            "names are left out that are not in their picture, which the form does not hold.",
            result.Entities.Count(e => e.Regions.Count == 0));
    }

    /// <inheritdoc />
    protected override void End() => document.Complete();
}
