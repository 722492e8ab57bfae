using Riveg.Posts;

namespace Riveg.Evaluation.Scores;

/// <summary>All scores of one set of predictions.</summary>
public sealed record EvaluationReport
{
    /// <summary>The scoring rule's name.</summary>
    public required string Rule { get; init; }

    /// <summary>How many gold posts were scored.</summary>
    public required int Posts { get; init; }

    /// <summary>The scores of each task; SMNER only where gold has masks.</summary>
    public required IReadOnlyDictionary<ScoringTask, TaskScore> Tasks { get; init; }

    /// <summary>Why GMNER predictions are wrong.</summary>
    public required ErrorBreakdown Errors { get; init; }

    /// <summary>How well the probability of being in the picture fits; null where nothing was judged.</summary>
    public EntailmentScore? Entailment { get; init; }
}

/// <summary>The scores of one task.</summary>
/// <param name="Overall">Over all entities.</param>
/// <param name="F1Interval">
/// The 95 % bootstrap interval of the overall F1, of the draws of posts that have an entity, predicted or gold; 0 .. 0 without one.
/// </param>
/// <param name="ByType">
/// For each type; the rows together are <paramref name="Overall"/>. A right prediction counts under its gold entity's type, which is its
/// own but in EEG; each other one under its own.
/// </param>
/// <param name="ByPost">For each gold post, in order; for paired comparisons.</param>
public sealed record TaskScore(
    Score Overall, Interval F1Interval, IReadOnlyDictionary<EntityType, Score> ByType, IReadOnlyList<Score> ByPost);
