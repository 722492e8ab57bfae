namespace Riveg.Scenes;

/// <summary>How far each number of <see cref="SceneEvidence"/> moves the log-odds that a name is in the picture.</summary>
/// <param name="Bias">Added always.</param>
/// <param name="Weights">One for each of <see cref="SceneEvidence.Names"/>.</param>
internal sealed record EntailmentWeights(double Bias, IReadOnlyList<double> Weights)
{
    /// <summary>Fitted on photo-posts and newcomer-posts together (docs/eyes.md has the command).</summary>
    public static EntailmentWeights Shipped { get; } = new(
        1.14,
        [
            0.61,
            -0.84,
            1.45,
            1.38,
            -3.19,
            -3.89,
            1.42,
            -1.02,
            5.2,
            -2.69,
            0.92,
            4.53,
            -2.92,
        ]);

    /// <summary>The probability that the name is in the picture.</summary>
    public double Probability(IReadOnlyList<double> evidence) =>
        1 / (1 + Math.Exp(-(Bias + Weights.Zip(evidence, (w, e) => w * e).Sum())));
}
