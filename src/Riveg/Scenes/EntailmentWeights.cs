namespace Riveg.Scenes;

/// <summary>How far each number of <see cref="SceneEvidence"/> moves the log-odds that a name is in the picture.</summary>
/// <param name="Bias">Added always.</param>
/// <param name="Weights">One for each of <see cref="SceneEvidence.Names"/>.</param>
internal sealed record EntailmentWeights(double Bias, IReadOnlyList<double> Weights)
{
    /// <summary>Fitted on photo-posts and newcomer-posts together (docs/eyes.md has the command).</summary>
    public static EntailmentWeights Shipped { get; } = new(
        1.75,
        [
            0.59,
            -2.29,
            1.52,
            2.07,
            -3.08,
            -1.91,
            -3.27,
            1.26,
            -1.65,
            4.18,
            -3.43,
            -1.62,
            4.54,
            -3.56,
        ]);

    /// <summary>What the words alone give (0..1) as log-odds; words that are nearly sure stay open to what is seen.</summary>
    public static double LogOdds(double prior)
    {
        var p = Math.Clamp(prior, 0.01, 0.99);
        return Math.Log(p / (1 - p));
    }

    /// <summary>The probability that the name is in the picture.</summary>
    public double Probability(IReadOnlyList<double> evidence) =>
        1 / (1 + Math.Exp(-(Bias + Weights.Zip(evidence, (w, e) => w * e).Sum())));
}
