using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Segmentation;

/// <summary>
/// Stage 5: the outline of what a box shows (TMM 2025, section III-E). All mentions of a picture come together, so that it is encoded once.
/// It answers for each mention asked about with one mask for each of its regions, in their order, of the picture's size.
/// </summary>
public interface ISegmenter : IStage<IReadOnlyList<Answer<IReadOnlyList<Mask>>>>
{
}

/// <summary>A segmenter that serves one picture and many boxes at a time.</summary>
/// <example><code source="../../../samples/Riveg.Samples.Programs/OtherStages.cs" region="segmenter"><![CDATA[
/// /// <summary>Gives the box itself as the outline.</summary>
/// public sealed class BoxSegmenter() : Segmenter("boxes")
/// {
///     public override ValueTask<IReadOnlyList<Mask>> SegmentAsync(
///         RgbImage image, IReadOnlyList<Box> boxes, CancellationToken cancellationToken = default) =>
///         ValueTask.FromResult<IReadOnlyList<Mask>>([.. boxes.Select(box => Fill(image.Width, image.Height, box))]);
///
///     private static Mask Fill(int width, int height, Box box)
///     {
///         var pixels = new byte[width * height];
///         for (var y = (int)box.Y0; y < Math.Min(height, box.Y1); y++)
///         {
///             pixels.AsSpan(y * width, width)[(int)box.X0..Math.Min(width, (int)Math.Ceiling(box.X1))].Fill(1);
///         }
///
///         return Mask.FromPixels(width, height, pixels).AsPlaceholder();
///     }
/// }
/// ]]></code></example>
public abstract class Segmenter : PostStage<IReadOnlyList<Answer<IReadOnlyList<Mask>>>>, ISegmenter
{
    /// <inheritdoc cref="PostStage{TAnswer}(string)" />
    protected Segmenter(string name)
        : base(name)
    {
    }

    /// <inheritdoc cref="PostStage{TAnswer}(StageInfo)" />
    protected Segmenter(StageInfo info)
        : base(info)
    {
    }

    /// <summary>Segments what each box shows.</summary>
    /// <param name="image">The upright picture.</param>
    /// <param name="boxes">In pixels inside the picture, each with an area.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>For each box, in order, a mask of the picture's size.</returns>
    /// <exception cref="ArgumentException">A box has no area inside the picture.</exception>
    public abstract ValueTask<IReadOnlyList<Mask>> SegmentAsync(
        RgbImage image, IReadOnlyList<Box> boxes, CancellationToken cancellationToken = default);

    /// <inheritdoc />
    protected sealed override async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Mask>>>> AnswerPostAsync(
        PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        if (post.Image is not { } image)
        {
            return [.. post.Asked.Select(_ => Answer.Of<IReadOnlyList<Mask>>([]))];
        }

        var boxes = post.Asked.SelectMany(m => m.Regions).Select(r => r.Box).ToList();
        var masks = await SegmentAsync(image, boxes, cancellationToken).ConfigureAwait(false);
        if (masks.Count != boxes.Count)
        {
            throw new InvalidOperationException($"There are {masks.Count} masks for {boxes.Count} boxes.");
        }

        // One mask after the other, to the mention whose box it is.
        using var next = masks.GetEnumerator();
        return [.. post.Asked.Select(
            m => Answer.Of<IReadOnlyList<Mask>>(
                [.. m.Regions.Select(_ => next.MoveNext() ? next.Current : throw new InvalidOperationException())]))];
    }
}
