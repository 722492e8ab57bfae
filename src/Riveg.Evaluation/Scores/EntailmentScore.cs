using Riveg.Evaluation.Datasets;

namespace Riveg.Evaluation.Scores;

/// <summary>How well the probability of being in the picture fits, over gold entities that were predicted with their exact span.</summary>
/// <param name="Judged">How many gold entities have a predicted probability.</param>
/// <param name="Right">How many are judged right at a probability of 0.5.</param>
/// <param name="Brier">The mean squared error of the probability, 0 is best.</param>
/// <param name="CalibrationError">The expected calibration error over ten equal bins, 0 is best.</param>
public readonly record struct EntailmentScore(int Judged, int Right, double Brier, double CalibrationError)
{
    private const int Bins = 10;

    /// <summary>Right / judged.</summary>
    public double Accuracy => Judged == 0 ? 0 : (double)Right / Judged;

    internal static EntailmentScore? Of(IEnumerable<(GoldPost Gold, IReadOnlyList<AnnotatedEntity> Predicted)> posts) =>
        JudgedOf(posts) is { Count: > 0 } judged ? OfCases(judged) : null;

    /// <summary>The probabilities of the gold entities that were predicted with their exact span, and whether each is in its
    /// picture.</summary>
    internal static IReadOnlyList<(double Probability, bool IsThere)> JudgedOf(
        IEnumerable<(GoldPost Gold, IReadOnlyList<AnnotatedEntity> Predicted)> posts) =>
    [
        .. posts
            .SelectMany(p => p.Gold.Entities.Select(g => (Gold: g, Predicted: p.Predicted.FirstOrDefault(e => e.Mention.Span == g.Span))))
            .Where(p => p.Predicted?.Entailment is not null)
            .Select(p => (p.Predicted!.Entailment!.Value, p.Gold.IsGroundable)),
    ];

    /// <summary>Scores at least one probability.</summary>
    internal static EntailmentScore OfCases(IReadOnlyList<(double Probability, bool IsThere)> judged) => new(
        judged.Count,
        judged.Count(j => j.Probability >= 0.5 == j.IsThere),
        judged.Average(j => Math.Pow(j.Probability - (j.IsThere ? 1 : 0), 2)),
        judged.GroupBy(j => Math.Min(Bins - 1, (int)(j.Probability * Bins)))
            .Sum(b => Math.Abs(b.Average(j => j.Probability) - b.Average(j => j.IsThere ? 1.0 : 0.0)) * b.Count() / judged.Count));
}
