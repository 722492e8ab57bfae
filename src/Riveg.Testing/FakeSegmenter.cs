using Riveg.Posts;
using Riveg.Regions;
using Riveg.Segmentation;

namespace Riveg.Testing;

/// <summary>Stage 5 as a test says it. Thread-safe where its callback is.</summary>
public sealed class FakeSegmenter : Segmenter
{
    private readonly Func<RgbImage, Box, CancellationToken, ValueTask<Mask>> segment;
    private int boxesAsked;

    /// <summary>Makes the stage.</summary>
    /// <param name="segment">Answers about a box; what it throws is a fault of all mentions of the post.</param>
    /// <param name="name">Names the implementation in the provenance.</param>
    public FakeSegmenter(Func<RgbImage, Box, CancellationToken, ValueTask<Mask>> segment, string name = "fake")
        : base(name) => this.segment = segment;

    /// <inheritdoc cref="FakeSegmenter(Func{RgbImage, Box, CancellationToken, ValueTask{Mask}}, string)" />
    public FakeSegmenter(Func<RgbImage, Box, Mask> segment, string name = "fake")
        : this((image, box, _) => ValueTask.FromResult(segment(image, box)), name)
    {
    }

    /// <summary>How many boxes it was asked about so far.</summary>
    public int BoxesAsked => Volatile.Read(ref boxesAsked);

    /// <summary>A stage whose masks are the boxes themselves.</summary>
    public static FakeSegmenter Rectangles() => new((image, box) =>
    {
        var pixels = new byte[image.Width * image.Height];
        for (var y = (int)box.Y0; y < Math.Min(image.Height, (int)Math.Ceiling(box.Y1)); y++)
        {
            for (var x = (int)box.X0; x < Math.Min(image.Width, (int)Math.Ceiling(box.X1)); x++)
            {
                pixels[(y * image.Width) + x] = 1;
            }
        }

        return Mask.FromPixels(image.Width, image.Height, pixels);
    });

    /// <inheritdoc />
    public override async ValueTask<IReadOnlyList<Mask>> SegmentAsync(
        RgbImage image, IReadOnlyList<Box> boxes, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(boxes);
        var masks = new List<Mask>(boxes.Count);
        foreach (var box in boxes)
        {
            Interlocked.Increment(ref boxesAsked);
            masks.Add(await segment(image, box, cancellationToken).ConfigureAwait(false));
        }

        return masks;
    }
}
