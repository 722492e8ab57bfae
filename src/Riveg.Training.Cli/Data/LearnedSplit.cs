using Riveg.Cli.Output;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Training;
using Riveg.Training.Tagging;

namespace Riveg.Training.Cli.Data;

/// <summary>What is learned from one split.</summary>
/// <param name="Split">The split.</param>
/// <param name="Posts">The posts that are learned from.</param>
/// <param name="Answers">What was answered about them in other data sets.</param>
/// <param name="LeftOut">How many are not, by reason.</param>
internal sealed record LearnedSplit(
    NamedSplit Split, IReadOnlyList<GoldPost> Posts, RepeatedAnswers Answers, IReadOnlyList<(string Reason, int Count)> LeftOut)
{
    /// <summary>The posts as they are learned from.</summary>
    public IEnumerable<TaggerExample> Examples => Read.Select(
        p => new TaggerExample(p.Post, [.. p.Entities.Select(e => (e.Span, e.Type))])
        {
            Knowledge = Answers.Of(p),
            Rules = Split.Rules,
        });

    /// <summary>How many entities are learned from.</summary>
    public int EntityCount => Read.Sum(p => p.Entities.Count);

    // Of other rules only what posts that are read may have.
    private IEnumerable<GoldPost> Read => Posts.Select(p => Split.Rules is null ? p : RelatedPost.Of(p));

    /// <summary>In a line.</summary>
    public override string ToString() =>
        $"{Split.Place} ({Split.Name}): {Counted.Of(Posts.Count, "post")}, {Entities(EntityCount)}"
        + $"{(Split.Rules is { } rules ? $", rules \"{rules}\"" : string.Empty)}"
        + (LeftOut.Count == 0 ? string.Empty : $"; left out: {string.Join(", ", LeftOut.Select(l => $"{l.Count:N0} {l.Reason}"))}");

    private static string Entities(int count) => count == 1 ? "1 entity" : Counted.Of(count, "entit", "ies");
}
