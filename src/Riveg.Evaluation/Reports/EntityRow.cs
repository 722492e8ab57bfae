using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Posts;

namespace Riveg.Evaluation.Reports;

/// <summary>A row of a post's table: an entity that was found, or one that people marked and nobody found.</summary>
/// <param name="Name">Its words.</param>
/// <param name="Type">Its type.</param>
/// <param name="Found">What was found; null where nothing was.</param>
internal sealed record EntityRow(string Name, EntityType Type, AnnotatedEntity? Found)
{
    /// <summary>How sure its finder is of it, 0..1; null where that is not said, and where it was not found.</summary>
    public double? Score { get; init; }

    /// <summary>Whether it is in the picture, with the probability of that answer; empty where it was not found.</summary>
    public string Presence { get; init; } = string.Empty;

    /// <summary>Whether it is right; null without gold.</summary>
    public bool? IsRight { get; init; }

    /// <summary>What is wrong with it; empty where nothing is, and without gold.</summary>
    public string Fault { get; init; } = string.Empty;

    /// <summary>The rows of a post.</summary>
    /// <param name="result">What was found.</param>
    /// <param name="judgement">How it compares with gold; null without.</param>
    /// <param name="isScored">Whether an entity's score was said.</param>
    public static IReadOnlyList<EntityRow> Of(AnnotationResult result, PostJudgement? judgement, Predicate<AnnotatedEntity> isScored)
    {
        // Predictions need not name the picture that they are about.
        var hasPicture = result.Image is not null
            || judgement?.Gold.Post.Image is not null
            || result.Entities.Any(e => e.Regions.Count > 0);
        var found = result.Entities.Select((e, i) => new EntityRow(e.Text, e.Mention.Type, e)
        {
            Score = isScored(e) ? e.Score : null,
            Presence = PresenceOf(e, hasPicture),
            IsRight = judgement is null ? null : judgement.Verdicts[i] == Verdict.Right,
            Fault = judgement is null ? string.Empty : FaultOf(judgement.Verdicts[i], judgement.PartnerOf(i)),
        });
        var missed = judgement is null ? [] : judgement.Left.Select(g => Missed(result.Text, g.Entity));
        return [.. found, .. missed];
    }

    private static EntityRow Missed(string text, GoldEntity gold) =>
        new(
            gold.Span.End <= text.Length ? gold.Span.Of(text) : gold.Span.ToString(),
            gold.Type,
            null) { IsRight = false, Fault = "missed" };

    private static string FaultOf(Verdict verdict, GoldEntity? partner) => verdict switch
    {
        Verdict.Right => string.Empty,
        Verdict.Spurious => "not an entity",
        Verdict.Span => "span",
        Verdict.Type => $"type: {partner?.Type}",
        Verdict.WronglyGrounded => "is not in the picture",
        Verdict.WronglyUngrounded => "is in the picture",
        _ => "box off",
    };

    // The probability is that of the answer which stands before it.
    private static string PresenceOf(AnnotatedEntity entity, bool hasPicture) => (entity.Presence, entity.Entailment) switch
    {
        (EntityPresence.InPicture, { } p) => $"yes ({HtmlText.Percent(p)})",
        (EntityPresence.NotInPicture, { } p) => $"no ({HtmlText.Percent(1 - p)})",
        (EntityPresence.InPicture, null) => "yes",
        (EntityPresence.NotInPicture, null) => hasPicture ? "no" : "no picture",
        _ => "not judged",
    };
}
