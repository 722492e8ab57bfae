namespace Riveg.Evaluation.Scores;

/// <summary>The middle 95 % of a resampled figure.</summary>
/// <param name="Low">The 2.5th percentile.</param>
/// <param name="High">The 97.5th percentile.</param>
public readonly record struct Interval(double Low, double High);

/// <summary>Which of two systems is better, and how sure that is.</summary>
/// <param name="Difference">The second's F1 minus the first's.</param>
/// <param name="Interval">The middle 95 % of the difference over resampled posts.</param>
/// <param name="PValue">
/// Two-sided: how often the resampled difference has the other sign, doubled; at most 1, and never 0, since the rounds are finite.
/// </param>
public readonly record struct PairedDifference(double Difference, Interval Interval, double PValue);

/// <summary>Resamples posts with replacement (Efron's percentile bootstrap). The same input gives the same figures.</summary>
internal static class Bootstrap
{
    public const int Rounds = 1000;
    public const int Seed = 42;

    /// <summary>The interval of F1. Of a draw without an entity, predicted or gold, F1 says nothing: such draws are left out.</summary>
    /// <param name="posts">Each post's counts.</param>
    /// <returns>0 .. 0 where no draw has an entity.</returns>
    public static Interval IntervalOfF1(IReadOnlyList<Score> posts) =>
        Middle(Resample(posts.Count, draw => F1Of(Sum(posts, draw))));

    /// <summary>The interval of a figure of the cases of all posts.</summary>
    /// <param name="posts">Each post's cases.</param>
    /// <param name="measure">Makes the figure of at least one case.</param>
    public static Interval IntervalOf<T>(IReadOnlyList<IReadOnlyList<T>> posts, Func<IReadOnlyList<T>, double> measure)
    {
        // Of a draw without a case nothing can be said.
        return Middle(Resample(
            posts.Count, draw => draw.SelectMany(i => posts[i]).ToList() is { Count: > 0 } drawn ? measure(drawn) : double.NaN));
    }

    /// <summary>Compares F1. Draws in which one of the two has no entity, predicted or gold, are left out.</summary>
    /// <param name="first">Each post's counts.</param>
    /// <param name="second">The other's, of the same posts.</param>
    public static PairedDifference Compare(IReadOnlyList<Score> first, IReadOnlyList<Score> second)
    {
        var differences = Resample(first.Count, draw => F1Of(Sum(second, draw)) - F1Of(Sum(first, draw)));
        var below = differences.Count(d => d <= 0);
        var above = differences.Count(d => d >= 0);
        return new PairedDifference(
            second.Aggregate(default(Score), (a, b) => a + b).F1 - first.Aggregate(default(Score), (a, b) => a + b).F1,
            Middle(differences),
            Math.Min(1, 2.0 * (Math.Min(below, above) + 1) / (differences.Length + 1)));
    }

    // No number where there is nothing to find and nothing was found.
    private static double F1Of(Score score) => score.Predicted == 0 && score.Gold == 0 ? double.NaN : score.F1;

    // The figures of the draws of which one can be told.
    private static double[] Resample(int count, Func<int[], double> figure)
    {
        var random = new Random(Seed);
        var draw = new int[count];
        var figures = new double[Rounds];
        for (var round = 0; round < Rounds; round++)
        {
            for (var i = 0; i < count; i++)
            {
                draw[i] = random.Next(count);
            }

            figures[round] = figure(draw);
        }

        return [.. figures.Where(double.IsFinite)];
    }

    private static Score Sum(IReadOnlyList<Score> posts, int[] draw)
    {
        int right = 0, predicted = 0, gold = 0;
        foreach (var index in draw)
        {
            var score = posts[index];
            right += score.Right;
            predicted += score.Predicted;
            gold += score.Gold;
        }

        return new Score(right, predicted, gold);
    }

    private static Interval Middle(double[] figures)
    {
        if (figures.Length == 0)
        {
            return default;
        }

        var sorted = figures.Order().ToArray();
        return new Interval(sorted[(int)(0.025 * (sorted.Length - 1))], sorted[(int)Math.Ceiling(0.975 * (sorted.Length - 1))]);
    }
}
