using Riveg.Evaluation.Datasets;
using Riveg.Regions;

namespace Riveg.Evaluation.Scores;

/// <summary>What is wrong with a predicted entity; of several faults the first of these.</summary>
public enum Verdict
{
    /// <summary>Everything that the task asks for is right.</summary>
    Right,

    /// <summary>It touches no gold entity.</summary>
    Spurious,

    /// <summary>It touches gold entities, but has the span of none that is left for it.</summary>
    Span,

    /// <summary>The span is right, the type is not.</summary>
    Type,

    /// <summary>A region is predicted, but the entity is not in the picture.</summary>
    WronglyGrounded,

    /// <summary>No region is predicted, but the entity is in the picture.</summary>
    WronglyUngrounded,

    /// <summary>The region does not overlap enough.</summary>
    RegionOff,
}

/// <summary>
/// Judges one predicted entity against one gold entity that it is put beside, for every task and in every place (docs/method.md;
/// for masks the same is our reading): the type is gold's, and gold has no region and the prediction has
/// none, or its region with the highest score overlaps any gold one with IoU >= 0.5.
/// </summary>
internal static class EntityJudgement
{
    /// <summary>The least intersection over union of a right region.</summary>
    private const double LeastOverlap = 0.5;

    /// <summary>Whether everything that a task asks for is right.</summary>
    public static bool IsRight(ScoringTask task, AnnotatedEntity predicted, GoldEntity gold, ImageSize? size) =>
        Of(task, predicted, gold, size) == Verdict.Right;

    /// <summary>What is wrong with a prediction whose span is gold's.</summary>
    /// <param name="task">What has to be right.</param>
    /// <param name="predicted">The prediction.</param>
    /// <param name="gold">What people marked.</param>
    /// <param name="size">The picture's size; null where it is not known, and then regions in fractions are off.</param>
    public static Verdict Of(ScoringTask task, AnnotatedEntity predicted, GoldEntity gold, ImageSize? size)
    {
        if (task != ScoringTask.Eeg && predicted.Mention.Type != gold.Type)
        {
            return Verdict.Type;
        }

        return task switch
        {
            ScoringTask.Mner => Verdict.Right,
            ScoringTask.Smner => OfRegion(predicted, gold.Masks.Count > 0, best => IsMaskRight(best, gold.Masks)),
            _ => OfRegion(predicted, gold.Boxes.Count > 0, best => IsBoxRight(best, gold.Boxes, size)),
        };
    }

    /// <summary>Whether a box overlaps any gold one enough.</summary>
    public static bool IsRight(Box box, IEnumerable<Box> gold) => gold.Any(g => box.IntersectionOverUnion(g) >= LeastOverlap);

    private static Verdict OfRegion(AnnotatedEntity predicted, bool isThere, Predicate<Region> isRight) =>
        (predicted.Regions.Count > 0, isThere) switch
    {
        (false, false) => Verdict.Right,
        (true, false) => Verdict.WronglyGrounded,
        (false, true) => Verdict.WronglyUngrounded,

        // The first of equals, since regions stand best first where their scores do not say it.
        _ => isRight(predicted.Regions.MaxBy(r => r.Score)!) ? Verdict.Right : Verdict.RegionOff,
    };

    private static bool IsBoxRight(Region region, IEnumerable<Box> gold, ImageSize? size) =>
        (region.Unit == RegionUnit.Pixels || size is not null) && IsRight(region.ToPixels(size ?? default), gold);

    private static bool IsMaskRight(Region region, IEnumerable<Mask> gold) => region.Mask is { } mask
        && gold.Any(g => g.Width == mask.Width && g.Height == mask.Height && mask.IntersectionOverUnion(g) >= LeastOverlap);
}
