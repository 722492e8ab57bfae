using Riveg.Evaluation.Datasets;
using Riveg.Posts;

namespace Riveg.Evaluation.Scores;

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

    /// <summary>
    /// Counts with the rule that scores: what is right here is what GMNER counts as right. What is left over is matched by span and type alone, then by span
    /// alone, so that each prediction explains one gold entity.
    /// </summary>
    internal static ErrorBreakdown Of(GoldPost gold, IReadOnlyList<AnnotatedEntity> predicted, IScoringRule rule)
    {
        var left = new Remainder(gold, predicted);
        var breakdown = new ErrorBreakdown { Right = left.Take(rule, ScoringTask.Gmner).Count };
        foreach (var (prediction, entity) in left.Take(rule, ScoringTask.Mner))
        {
            breakdown += OfRegion(prediction, entity);
        }

        breakdown += new ErrorBreakdown { Type = left.TakeOfAnyType(rule).Count };
        foreach (var entity in left.Gold)
        {
            breakdown += left.Predicted.Any(p => p.Mention.Span.Overlaps(entity.Span)) ? new ErrorBreakdown { Span = 1 } : new ErrorBreakdown { Missed = 1 };
        }

        return breakdown + new ErrorBreakdown { Spurious = left.Predicted.Count(p => !gold.Entities.Any(g => g.Span.Overlaps(p.Mention.Span))) };
    }

    private static ErrorBreakdown OfRegion(AnnotatedEntity predicted, GoldEntity gold)
    {
        if (gold.Boxes.Count == 0)
        {
            return new ErrorBreakdown { WronglyGrounded = 1 };
        }

        return predicted.Regions.Count == 0 ? new ErrorBreakdown { WronglyUngrounded = 1 } : new ErrorBreakdown { BoxOff = 1 };
    }

    /// <summary>What no step has matched yet.</summary>
    private sealed class Remainder(GoldPost post, IReadOnlyList<AnnotatedEntity> predicted)
    {
        public List<GoldEntity> Gold { get; private set; } = [.. post.Entities];

        public List<AnnotatedEntity> Predicted { get; private set; } = [.. predicted];

        public List<(AnnotatedEntity Predicted, GoldEntity Gold)> Take(IScoringRule rule, ScoringTask task) => Take(rule.Match(task, post with { Entities = Gold }, Predicted));

        public List<(AnnotatedEntity Predicted, GoldEntity Gold)> TakeOfAnyType(IScoringRule rule) => Take(rule.Match(
            ScoringTask.Mner,
            post with { Entities = [.. Gold.Select(g => g with { Type = EntityType.Other })] },
            [.. Predicted.Select(p => p with { Mention = new Mention(p.Mention.Span, EntityType.Other) })]));

        private List<(AnnotatedEntity Predicted, GoldEntity Gold)> Take(IReadOnlyList<int> matches)
        {
            var pairs = matches.Select((g, p) => (Predicted: p, Gold: g)).Where(m => m.Gold >= 0).ToList();
            var taken = pairs.Select(m => (Predicted[m.Predicted], Gold[m.Gold])).ToList();
            Predicted = [.. Predicted.Where((_, i) => matches[i] < 0)];
            Gold = [.. Gold.Where((_, i) => !matches.Contains(i))];
            return taken;
        }
    }
}
