namespace Riveg.Evaluation.Training;

/// <summary>The logits that a model gave three answers about an entity, and what is true.</summary>
/// <param name="Yes">Of yes.</param>
/// <param name="No">Of no, the one answer by which an entity is not in the picture.</param>
/// <param name="Maybe">Of maybe.</param>
/// <param name="IsInPicture">Whether it is.</param>
internal readonly record struct JudgedEntity(double Yes, double No, double Maybe, bool IsInPicture)
{
    /// <summary>The probability that the entity is in the picture: that of everything but no.</summary>
    /// <param name="temperature">Divides the logits.</param>
    public double Probability(double temperature)
    {
        var largest = Math.Max(Yes, Math.Max(No, Maybe));
        var (yes, no, maybe) = (Power(Yes), Power(No), Power(Maybe));
        return (yes + maybe) / (yes + no + maybe);

        double Power(double logit) => Math.Exp((logit - largest) / temperature);
    }
}

/// <summary>
/// Fits the temperature by which a model's answers become probabilities (Guo et al., 2017): the one under which what is true is likeliest.
/// </summary>
internal static class TemperatureFit
{
    /// <summary>The range that is searched.</summary>
    public const double Least = 0.05, Most = 20;

    private const int Grid = 60;
    private const double Tolerance = 1e-6;
    private static readonly double Golden = (Math.Sqrt(5) - 1) / 2;

    /// <summary>Fits.</summary>
    /// <param name="entities">Entities of posts that the model was not trained on.</param>
    /// <exception cref="ArgumentException">All are in their pictures, or none is: any temperature would do.</exception>
    public static double Fit(IReadOnlyList<JudgedEntity> entities)
    {
        if (entities.All(e => e.IsInPicture) || !entities.Any(e => e.IsInPicture))
        {
            throw new ArgumentException(
                "A temperature is fitted on entities that are in their pictures and on some that are not; these are all of one kind.");
        }

        // Sums of answers make the loss no convex function; the best place of a grid begins the search.
        var width = Math.Log(Most / Least) / Grid;
        var best = Enumerable.Range(0, Grid + 1).Select(i => Math.Log(Least) + (i * width)).MinBy(At);
        var (low, high) = (Math.Max(best - width, Math.Log(Least)), Math.Min(best + width, Math.Log(Most)));
        while (high - low > Tolerance)
        {
            var (left, right) = (high - (Golden * (high - low)), low + (Golden * (high - low)));
            (low, high) = At(left) < At(right) ? (low, right) : (left, high);
        }

        return Math.Exp((low + high) / 2);

        double At(double logarithm) => Loss(entities, Math.Exp(logarithm));
    }

    /// <summary>The mean of -ln p of what is true.</summary>
    public static double Loss(IReadOnlyList<JudgedEntity> entities, double temperature) => entities.Average(e =>
    {
        var p = e.Probability(temperature);
        return -Math.Log(Math.Max(e.IsInPicture ? p : 1 - p, 1e-12));
    });
}
