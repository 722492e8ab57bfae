namespace Riveg.Scenes;

/// <summary>How far each number of <see cref="SceneEvidence"/> moves the log-odds that a name is in the picture.</summary>
/// <param name="Bias">Added always.</param>
/// <param name="Weights">One for each of <see cref="SceneEvidence.Names"/>.</param>
internal sealed record EntailmentWeights(double Bias, IReadOnlyList<double> Weights)
{
    /// <summary>Fitted on photo-posts and newcomer-posts together (docs/eyes.md has the command).</summary>
    public static EntailmentWeights Shipped { get; } = new(
        1.11,
        [
            0.61,
            -0.82,
            1.44,
            1.38,
            -3.18,
            -3.87,
            1.44,
            -1.01,
            5.28,
            -2.67,
            0.93,
            4.53,
            -2.9,
        ]);

    /// <summary>The probability that the name is in the picture.</summary>
    public double Probability(IReadOnlyList<double> evidence) =>
        1 / (1 + Math.Exp(-(Bias + Weights.Zip(evidence, (w, e) => w * e).Sum())));
}
