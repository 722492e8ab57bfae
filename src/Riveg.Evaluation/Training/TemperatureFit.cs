using Riveg.Builtin.Learning;

namespace Riveg.Evaluation.Training;

/// <summary>What a model said of an entity, and what is true.</summary>
/// <param name="Ahead">
/// How far the answers by which the entity is in its picture are ahead of the one by which it is not, as log-odds.
/// </param>
/// <param name="IsInPicture">Whether it is.</param>
internal readonly record struct JudgedEntity(double Ahead, bool IsInPicture);

/// <summary>
/// Fits the temperature by which a model's answers become probabilities (Guo et al., 2017): the one under which what is true is likeliest.
/// </summary>
internal static class TemperatureFit
{
    /// <summary>The range that is searched.</summary>
    public const double Least = 0.05, Most = 20;

    private const double Tolerance = 1e-7;

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

        // In 1 / temperature the loss is convex, so its slope crosses zero once.
        double low = 1 / Most, high = 1 / Least;
        while (high - low > Tolerance)
        {
            var factor = (low + high) / 2;
            (low, high) = Slope(entities, factor) > 0 ? (low, factor) : (factor, high);
        }

        return 2 / (low + high);
    }

    /// <summary>The mean of -ln p of what is true.</summary>
    public static double Loss(IReadOnlyList<JudgedEntity> entities, double temperature) =>
        entities.Average(e => Logistic.Loss(e.Ahead / temperature, e.IsInPicture));

    private static double Slope(IReadOnlyList<JudgedEntity> entities, double factor) =>
        entities.Sum(e => (Logistic.Sigmoid(factor * e.Ahead) - (e.IsInPicture ? 1 : 0)) * e.Ahead);
}
