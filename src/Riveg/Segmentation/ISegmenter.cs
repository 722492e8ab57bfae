using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Segmentation;

/// <summary>Stage 5: the outline of what a box shows (TMM 2025, section III-E). One picture and many boxes, so that the picture is encoded once.</summary>
public interface ISegmenter : IStage
{
    /// <summary>Segments what each box shows.</summary>
    /// <param name="image">The upright picture.</param>
    /// <param name="boxes">In pixels inside the picture, each with an area.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>For each box a mask of the picture's size.</returns>
    ValueTask<IReadOnlyList<Mask>> SegmentAsync(RgbImage image, IReadOnlyList<Box> boxes, CancellationToken cancellationToken = default);
}
