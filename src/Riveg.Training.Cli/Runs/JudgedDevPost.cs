using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Training.Cli.Runs;

/// <summary>A post of dev with what a recogniser found in it.</summary>
/// <param name="Gold">The post.</param>
/// <param name="Found">The mentions.</param>
/// <param name="Right">Whether each of them is right.</param>
/// <param name="Fault">Why nothing was found; null where the recogniser answered.</param>
internal sealed record JudgedDevPost(
    GoldPost Gold, IReadOnlyList<AnnotatedEntity> Found, IReadOnlyList<bool> Right, string? Fault)
{
    /// <summary>The counts of the post.</summary>
    public Score Score => new(Right.Count(r => r), Found.Count, Gold.Entities.Count);

    public static JudgedDevPost Of(GoldPost gold, Answer<IReadOnlyList<Mention>> answer)
    {
        AnnotatedEntity[] found = answer.HasFailed
            ? []
            : [.. answer.Value!.Select(m => new AnnotatedEntity { Mention = m, Text = m.Span.Slice(gold.Post.Text).ToString() })];
        return new JudgedDevPost(
            gold,
            found,
            [.. ScoringRules.Span.Match(ScoringTask.Mner, gold, found).Select(m => m >= 0)],
            answer.HasFailed ? $"the post {gold.Post.Id} of dev failed ({answer.Fault.Message}); its entities count as missed." : null);
    }
}
