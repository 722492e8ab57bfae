using Riveg.Evaluation.Datasets;
using Riveg.Posts;

namespace Riveg.Evaluation.Scores;

/// <summary>
/// Each predicted entity of a post put beside at most one gold entity, with the rule that scores: first those that are right in GMNER; of
/// the others those with span
/// and type, then those with the span alone, so that each prediction explains one gold entity. Immutable.
/// </summary>
public sealed class PostJudgement
{
    private readonly Verdict[] verdicts;
    private readonly int[] partners;

    private PostJudgement(GoldPost gold, IReadOnlyList<AnnotatedEntity> predicted)
    {
        Gold = gold;
        Predicted = predicted;
        verdicts = new Verdict[predicted.Count];
        partners = new int[predicted.Count];
        Array.Fill(partners, -1);
    }

    /// <summary>What people marked.</summary>
    public GoldPost Gold { get; }

    /// <summary>The predictions.</summary>
    public IReadOnlyList<AnnotatedEntity> Predicted { get; }

    /// <summary>What is wrong with each prediction, in their order.</summary>
    public IReadOnlyList<Verdict> Verdicts => verdicts;

    /// <summary>
    /// The gold entities that no prediction is put beside, in their order; whether a prediction without a partner touches them.
    /// </summary>
    public IEnumerable<(GoldEntity Entity, bool IsTouched)> Left => Gold.Entities.Where((_, g) => !partners.Contains(g))
        .Select(e => (e, Predicted.Where((p, i) => partners[i] < 0 && p.Mention.Span.Overlaps(e.Span)).Any()));

    /// <summary>The gold entity that a prediction is put beside; null for none.</summary>
    /// <param name="index">Which of the predictions.</param>
    public GoldEntity? PartnerOf(int index) => partners[index] < 0 ? null : Gold.Entities[partners[index]];

    /// <summary>Judges a post.</summary>
    /// <param name="gold">What people marked.</param>
    /// <param name="predicted">The predictions, with boxes in the size of gold's picture.</param>
    /// <param name="rule">When a prediction is right; exact spans if null.</param>
    public static PostJudgement Of(GoldPost gold, IReadOnlyList<AnnotatedEntity> predicted, IScoringRule? rule = null)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(predicted);
        rule ??= ScoringRules.Span;
        var judgement = new PostJudgement(gold, predicted);
        judgement.Pair(rule, ScoringTask.Gmner, e => e, e => e);
        judgement.Pair(rule, ScoringTask.Mner, e => e, e => e);
        judgement.Pair(
            rule,
            ScoringTask.Mner,
            e => e with { Mention = new Mention(e.Mention.Span, EntityType.Other, e.Mention.Score) },
            e => e with { Type = EntityType.Other });
        judgement.JudgeAll();
        return judgement;
    }

    // What no earlier step has paired yet.
    private void Pair(
        IScoringRule rule, ScoringTask task, Func<AnnotatedEntity, AnnotatedEntity> ofPredicted, Func<GoldEntity, GoldEntity> ofGold)
    {
        int[] waiting = [.. Enumerable.Range(0, Predicted.Count).Where(p => partners[p] < 0)];
        int[] free = [.. Enumerable.Range(0, Gold.Entities.Count).Where(g => !partners.Contains(g))];
        var matches = rule.Match(
            task,
            Gold with { Entities = [.. free.Select(g => ofGold(Gold.Entities[g]))] },
            [.. waiting.Select(p => ofPredicted(Predicted[p]))]);
        for (var i = 0; i < waiting.Length; i++)
        {
            partners[waiting[i]] = matches[i] < 0 ? -1 : free[matches[i]];
        }
    }

    private void JudgeAll()
    {
        for (var i = 0; i < verdicts.Length; i++)
        {
            verdicts[i] = PartnerOf(i) is { } partner ? EntityJudgement.Of(ScoringTask.Gmner, Predicted[i], partner, Gold.ImageSize)
                : Gold.Entities.Any(g => g.Span.Overlaps(Predicted[i].Mention.Span)) ? Verdict.Span
                : Verdict.Spurious;
        }
    }
}
