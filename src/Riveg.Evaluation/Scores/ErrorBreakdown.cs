using Riveg.Evaluation.Datasets;

namespace Riveg.Evaluation.Scores;

/// <summary>
/// Why GMNER predictions are wrong, seen from the gold entities: each is right or has the first of these faults that applies; spurious
/// predictions are counted beside them.
/// </summary>
/// <param name="Right">Span, type and region are right.</param>
/// <param name="Missed">No prediction touches the entity.</param>
/// <param name="Span">Predictions touch the entity, but none has its span.</param>
/// <param name="Type">A prediction has the span, but not the type.</param>
/// <param name="WronglyGrounded">Span and type are right; a region is predicted, but the entity is not in the picture.</param>
/// <param name="WronglyUngrounded">Span and type are right; no region is predicted, but the entity is in the picture.</param>
/// <param name="BoxOff">Span and type are right; the region does not overlap enough.</param>
/// <param name="Spurious">Predictions that touch no gold entity.</param>
public readonly record struct ErrorBreakdown(
    int Right, int Missed, int Span, int Type, int WronglyGrounded, int WronglyUngrounded, int BoxOff, int Spurious)
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

    /// <summary>Counts with the rule that scores: what is right here is what GMNER counts as right.</summary>
    internal static ErrorBreakdown Of(GoldPost gold, IReadOnlyList<AnnotatedEntity> predicted, IScoringRule rule)
    {
        var judgement = PostJudgement.Of(gold, predicted, rule);
        var left = judgement.Left.ToList();
        return new ErrorBreakdown(
            Count(Verdict.Right),
            left.Count(g => !g.IsTouched),
            left.Count(g => g.IsTouched),
            Count(Verdict.Type),
            Count(Verdict.WronglyGrounded),
            Count(Verdict.WronglyUngrounded),
            Count(Verdict.RegionOff),
            Count(Verdict.Spurious));

        int Count(Verdict verdict) => judgement.Verdicts.Count(v => v == verdict);
    }
}
