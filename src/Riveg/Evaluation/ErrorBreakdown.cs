using Riveg.Annotations;
using Riveg.Datasets;
using Riveg.Regions;

namespace Riveg.Evaluation;

/// <summary>Why GMNER predictions are wrong, seen from the gold entities: each is right or has the first of these faults that applies; spurious predictions are counted beside them.</summary>
/// <param name="Right">Span, type and region are right.</param>
/// <param name="Missed">No prediction touches the entity.</param>
/// <param name="Span">Predictions touch the entity, but none has its span.</param>
/// <param name="Type">A prediction has the span, but not the type.</param>
/// <param name="WronglyGrounded">Span and type are right; a region is predicted, but the entity is not in the picture.</param>
/// <param name="WronglyUngrounded">Span and type are right; no region is predicted, but the entity is in the picture.</param>
/// <param name="BoxOff">Span and type are right; the region does not overlap enough.</param>
/// <param name="Spurious">Predictions that touch no gold entity.</param>
public readonly record struct ErrorBreakdown(int Right, int Missed, int Span, int Type, int WronglyGrounded, int WronglyUngrounded, int BoxOff, int Spurious)
{
    /// <summary>Adds the counts.</summary>
    public static ErrorBreakdown operator +(ErrorBreakdown left, ErrorBreakdown right) => new(
        left.Right + right.Right,
        left.Missed + right.Missed,
        left.Span + right.Span,
        left.Type + right.Type,
        left.WronglyGrounded + right.WronglyGrounded,
        left.WronglyUngrounded + right.WronglyUngrounded,
        left.BoxOff + right.BoxOff,
        left.Spurious + right.Spurious);

    internal static ErrorBreakdown Of(GoldPost gold, IReadOnlyList<AnnotatedEntity> predicted)
    {
        var breakdown = new ErrorBreakdown { Spurious = predicted.Count(p => !gold.Entities.Any(g => g.Span.Overlaps(p.Mention.Span))) };
        foreach (var entity in gold.Entities)
        {
            breakdown += Classify(entity, predicted, gold.ImageSize);
        }

        return breakdown;
    }

    private static ErrorBreakdown Classify(GoldEntity gold, IReadOnlyList<AnnotatedEntity> predicted, ImageSize? size)
    {
        var sameSpan = predicted.Where(p => p.Mention.Span == gold.Span).ToList();
        if (sameSpan.Count == 0)
        {
            return predicted.Any(p => p.Mention.Span.Overlaps(gold.Span)) ? new ErrorBreakdown { Span = 1 } : new ErrorBreakdown { Missed = 1 };
        }

        var sameType = sameSpan.Where(p => p.Mention.Type == gold.Type).ToList();
        if (sameType.Count == 0)
        {
            return new ErrorBreakdown { Type = 1 };
        }

        if (sameType.Exists(p => RegionCheck.IsRight(ScoringTask.Gmner, p, gold, size)))
        {
            return new ErrorBreakdown { Right = 1 };
        }

        if (gold.Boxes.Count == 0)
        {
            return new ErrorBreakdown { WronglyGrounded = 1 };
        }

        return sameType.TrueForAll(p => p.Regions.Count == 0) ? new ErrorBreakdown { WronglyUngrounded = 1 } : new ErrorBreakdown { BoxOff = 1 };
    }
}
