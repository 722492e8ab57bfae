using Riveg.Posts;
using Riveg.Regions;
using Riveg.Segmentation;
using Riveg.Stages;

namespace Riveg.Builtin.Segmentation;

/// <summary>
/// The built-in stage 5: GrabCut (Rother, Kolmogorov and Blake, SIGGRAPH 2004) with a box as its prompt and a shape in the
/// box as its start. It parts colours, it knows no objects: an honest baseline. A mask lies inside its box and is never empty: where the
/// cut finds next to nothing the mask is the shape, the ellipse where nothing else is known. Deterministic and thread-safe.
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
        return ValueTask.FromResult<IReadOnlyList<Mask>>(
            [.. boxes.Select(box => Segment(image, ShapePrior.Of(Inside(image, box), ObjectShape.Plain), cancellationToken))]);
    }

    /// <summary>The part of a box that lies inside a picture.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public static Box Inside(RgbImage image, Box box)
    {
        var size = new ImageSize(image.Width, image.Height);
        return box.ClampTo(size) is { IsProper: true } inside
            ? inside
            : throw new ArgumentException(
                $"The box {box.X0} {box.Y0} {box.X1} {box.Y1} has no area inside the picture of {size}.", nameof(box));
    }

    /// <summary>Segments what has a known shape.</summary>
    /// <param name="image">The upright picture.</param>
    /// <param name="prior">The shape; its box lies inside the picture.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public Mask Segment(RgbImage image, ShapePrior prior, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var crop = PictureCrop.Around(image, prior.Box, options.WorkingSide);
        var inside = ColourCut.Find(crop, prior, options.Iterations);
        CutCleaning.Clean(inside, crop.Columns, crop.Rows);
        return MaskPainting.Paint(new ImageSize(image.Width, image.Height), crop, inside, prior);
    }
}
