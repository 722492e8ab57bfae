using Riveg.Evaluation.Datasets;
using Riveg.Posts;

namespace Riveg.Evaluation.Scores;

/// <summary>Scores predictions against a data set.</summary>
public static class Evaluator
{
    /// <summary>Scores one set of predictions in all tasks.</summary>
    /// <param name="gold">The split as people marked it.</param>
    /// <param name="predictions">The predictions for it.</param>
    /// <param name="rule">When a prediction is right; exact spans if null.</param>
    public static EvaluationReport Evaluate(Dataset gold, PredictionSet predictions, IScoringRule? rule = null)
    {
        ArgumentNullException.ThrowIfNull(gold);
        ArgumentNullException.ThrowIfNull(predictions);
        rule ??= ScoringRules.Span;
        var posts = gold.Posts.Select(p => (Gold: p, Predicted: predictions.EntitiesOf(p))).ToList();
        var hasMasks = gold.Posts.Any(p => p.Entities.Any(e => e.Masks.Count > 0));
        return new EvaluationReport
        {
            Rule = rule.Name,
            Posts = posts.Count,
            Tasks = Enum.GetValues<ScoringTask>().Where(t => t != ScoringTask.Smner || hasMasks)
                .ToDictionary(t => t, t => ScoreTask(t, posts, rule)),
            Errors = posts.Aggregate(default(ErrorBreakdown), (sum, p) => sum + ErrorBreakdown.Of(p.Gold, p.Predicted, rule)),
            Entailment = EntailmentScore.Of(posts),
        };
    }

    /// <summary>Compares two sets of predictions for the same split, post by post.</summary>
    /// <param name="first">The scores of the first.</param>
    /// <param name="second">The scores of the second.</param>
    /// <exception cref="ArgumentException">They are not of the same split and rule.</exception>
    public static IReadOnlyDictionary<ScoringTask, PairedDifference> Compare(EvaluationReport first, EvaluationReport second)
    {
        ArgumentNullException.ThrowIfNull(first);
        ArgumentNullException.ThrowIfNull(second);
        return first.Posts == second.Posts && first.Rule == second.Rule
            ? first.Tasks.ToDictionary(t => t.Key, t => Bootstrap.Compare(t.Value.ByPost, second.Tasks[t.Key].ByPost))
            : throw new ArgumentException("Only scores of the same split and rule can be compared.", nameof(second));
    }

    private static TaskScore ScoreTask(
        ScoringTask task, List<(GoldPost Gold, IReadOnlyList<AnnotatedEntity> Predicted)> posts, IScoringRule rule)
    {
        var byPost = new List<Score>(posts.Count);
        var byType = new Dictionary<EntityType, Score>();
        foreach (var (gold, predicted) in posts)
        {
            var matches = rule.Match(task, gold, predicted);
            byPost.Add(new Score(matches.Count(m => m >= 0), predicted.Count, gold.Entities.Count));
            foreach (var entity in gold.Entities)
            {
                Add(byType, entity.Type, new Score(0, 0, 1));
            }

            // A right prediction may have another type where the task asks for none; all of its row is gold's.
            for (var i = 0; i < predicted.Count; i++)
            {
                Add(
                    byType,
                    matches[i] < 0 ? predicted[i].Mention.Type : gold.Entities[matches[i]].Type,
                    new Score(matches[i] < 0 ? 0 : 1, 1, 0));
            }
        }

        var overall = byPost.Aggregate(default(Score), (a, b) => a + b);
        return new TaskScore(
            overall,
            Bootstrap.IntervalOfF1(byPost),
            byType.OrderBy(t => t.Key.Name, StringComparer.Ordinal).ToDictionary(t => t.Key, t => t.Value),
            byPost);
    }

    private static void Add(Dictionary<EntityType, Score> byType, EntityType type, Score score) =>
        byType[type] = byType.GetValueOrDefault(type) + score;
}
