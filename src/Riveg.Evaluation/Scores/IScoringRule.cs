using Riveg.Evaluation.Datasets;

namespace Riveg.Evaluation.Scores;

/// <summary>Decides which predictions of a post are right. Implementations are thread-safe.</summary>
public interface IScoringRule
{
    /// <summary>The rule's name: <c>span</c> or <c>riveg</c>.</summary>
    string Name { get; }

    /// <summary>Matches predictions with gold entities, one to one.</summary>
    /// <param name="task">What has to be right.</param>
    /// <param name="gold">The post as people marked it.</param>
    /// <param name="predicted">The predicted entities in their order.</param>
    /// <returns>For each prediction the index of its gold entity, or -1 where it is wrong.</returns>
    IReadOnlyList<int> Match(ScoringTask task, GoldPost gold, IReadOnlyList<AnnotatedEntity> predicted);
}

/// <summary>The rules that there are.</summary>
public static class ScoringRules
{
    /// <summary>Exact spans; of all one-to-one matchings one with the most right predictions.</summary>
    public static IScoringRule Span { get; } = new SpanRule();

    /// <summary>
    /// The authors' string matching: in order, a prediction takes the first gold entity left whose surface (and type) is its own and whose
    /// region is right.
    /// </summary>
    public static IScoringRule Riveg { get; } = new RivegRule();

    private sealed class SpanRule : IScoringRule
    {
        public string Name => "span";

        public IReadOnlyList<int> Match(ScoringTask task, GoldPost gold, IReadOnlyList<AnnotatedEntity> predicted)
        {
            ArgumentNullException.ThrowIfNull(gold);
            ArgumentNullException.ThrowIfNull(predicted);
            return BipartiteMatching.FindLargest(predicted.Count, gold.Entities.Count, (p, g) =>
                predicted[p].Mention.Span == gold.Entities[g].Span
                    && EntityJudgement.IsRight(task, predicted[p], gold.Entities[g], gold.ImageSize));
        }
    }

    private sealed class RivegRule : IScoringRule
    {
        public string Name => "riveg";

        public IReadOnlyList<int> Match(ScoringTask task, GoldPost gold, IReadOnlyList<AnnotatedEntity> predicted)
        {
            ArgumentNullException.ThrowIfNull(gold);
            ArgumentNullException.ThrowIfNull(predicted);
            var used = new bool[gold.Entities.Count];
            var matches = new int[predicted.Count];
            for (var p = 0; p < predicted.Count; p++)
            {
                matches[p] = -1;
                for (var g = 0; g < used.Length && matches[p] < 0; g++)
                {
                    if (!used[g] && gold.Entities[g].Span.Slice(gold.Post.Text).SequenceEqual(predicted[p].Text)
                        && EntityJudgement.IsRight(task, predicted[p], gold.Entities[g], gold.ImageSize))
                    {
                        used[g] = true;
                        matches[p] = g;
                    }
                }
            }

            return matches;
        }
    }
}
