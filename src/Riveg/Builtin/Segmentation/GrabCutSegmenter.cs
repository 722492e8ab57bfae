using Riveg.Posts;
using Riveg.Regions;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg.Builtin.Segmentation;

/// <summary>
/// The built-in stage 5: GrabCut (Rother, Kolmogorov and Blake, SIGGRAPH 2004) with a box as its prompt. It parts colours, it knows no
/// objects: an honest baseline. A mask lies inside its box and is never empty: where the cut finds next to nothing, or the box is all of
/// one colour, the mask is the ellipse in the box. Deterministic and thread-safe.
/// </summary>
internal sealed class GrabCutSegmenter : Segmenter
{
    private readonly GrabCutOptions options;

    /// <summary>Makes a segmenter.</summary>
    /// <param name="options">How it works; the defaults if null.</param>
    /// <exception cref="ArgumentException">The options are wrong.</exception>
    public GrabCutSegmenter(GrabCutOptions? options = null)
        : base(new StageInfo("builtin") { Model = "grabcut" })
    {
        this.options = options ?? new GrabCutOptions();
        this.options.Validate();
    }

    /// <inheritdoc />
    /// <exception cref="ArgumentException">A box has no area inside the picture.</exception>
    public override ValueTask<IReadOnlyList<Mask>> SegmentAsync(
        RgbImage image, IReadOnlyList<Box> boxes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(boxes);
        var size = new ImageSize(image.Width, image.Height);
        var masks = new Mask[boxes.Count];
        for (var i = 0; i < masks.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var box = boxes[i].ClampTo(size);
            masks[i] = box.IsProper
                ? Segment(image, box)
                : throw new ArgumentException(
                    $"The box {boxes[i].X0} {boxes[i].Y0} {boxes[i].X1} {boxes[i].Y1} has no area inside the picture of {size}.",
                    nameof(boxes));
        }

        return ValueTask.FromResult<IReadOnlyList<Mask>>(masks);
    }

    private Mask Segment(RgbImage image, Box box)
    {
        var crop = PictureCrop.Around(image, box, options.WorkingSide);
        var inside = ColourCut.Find(crop, box, options.Iterations);
        CutCleaning.Clean(inside, crop.Columns, crop.Rows);
        return MaskPainting.Paint(new ImageSize(image.Width, image.Height), crop, inside, box);
    }
}
