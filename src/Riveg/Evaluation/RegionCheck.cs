using Riveg.Annotations;
using Riveg.Datasets;
using Riveg.Regions;

namespace Riveg.Evaluation;

/// <summary>
/// Whether a predicted region is right: gold has none and the prediction has none, or its best region overlaps any gold one with IoU >= 0.5 (METHOD; for masks the same is our reading).
/// </summary>
internal static class RegionCheck
{
    public const double LeastOverlap = 0.5;

    public static bool IsRight(ScoringTask task, AnnotatedEntity predicted, GoldEntity gold, ImageSize? size) => task switch
    {
        ScoringTask.Mner => true,
        ScoringTask.Smner => IsMaskRight(predicted, gold),
        _ => IsBoxRight(predicted, gold, size),
    };

    private static bool IsBoxRight(AnnotatedEntity predicted, GoldEntity gold, ImageSize? size)
    {
        if (predicted.Regions.Count == 0 || gold.Boxes.Count == 0)
        {
            return predicted.Regions.Count == gold.Boxes.Count;
        }

        var region = predicted.Regions[0];
        if (region.Unit == RegionUnit.Relative && size is null)
        {
            return false;
        }

        var box = size is { } known ? region.ToPixels(known) : region.Box;
        return gold.Boxes.Any(g => box.IntersectionOverUnion(g) >= LeastOverlap);
    }

    private static bool IsMaskRight(AnnotatedEntity predicted, GoldEntity gold)
    {
        if (predicted.Regions.Count == 0 || gold.Masks.Count == 0)
        {
            return predicted.Regions.Count == 0 && gold.Masks.Count == 0;
        }

        return predicted.Regions[0].Mask is { } mask
            && gold.Masks.Any(g => g.Width == mask.Width && g.Height == mask.Height && mask.IntersectionOverUnion(g) >= LeastOverlap);
    }
}
