using Riveg.Evaluation.Datasets;
using Riveg.Regions;

namespace Riveg.Evaluation.Scores;

/// <summary>
/// Whether a predicted region is right: gold has none and the prediction has none, or its region with the highest score overlaps any gold one with IoU >= 0.5 (METHOD; for masks the same is our reading).
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

    // The first of equals, since regions stand best first where their scores do not say it.
    private static Region Best(AnnotatedEntity predicted) => predicted.Regions.MaxBy(r => r.Score)!;

    private static bool IsBoxRight(AnnotatedEntity predicted, GoldEntity gold, ImageSize? size)
    {
        if (predicted.Regions.Count == 0 || gold.Boxes.Count == 0)
        {
            return predicted.Regions.Count == gold.Boxes.Count;
        }

        var region = Best(predicted);
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

        return Best(predicted).Mask is { } mask
            && gold.Masks.Any(g => g.Width == mask.Width && g.Height == mask.Height && mask.IntersectionOverUnion(g) >= LeastOverlap);
    }
}
