namespace Riveg.Scene;

/// <summary>How far each number of <see cref="SceneEvidence"/> moves the log-odds that a name is in the picture.</summary>
/// <param name="Bias">Added always.</param>
/// <param name="Weights">One for each of <see cref="SceneEvidence.Names"/>.</param>
internal sealed record EntailmentWeights(double Bias, IReadOnlyList<double> Weights)
{
    /// <summary>Fitted on photo-posts and newcomer-posts together (docs/eyes.md has the command).</summary>
    public static EntailmentWeights Shipped { get; } = new(0.6, [0.8, -0.8, 1.4, 1.3, -1.9, -1.8, 0.9, -0.5, 4.2, -2, 0.4, 3, -1.4]);

    /// <summary>The probability that the name is in the picture.</summary>
    public double Probability(IReadOnlyList<double> evidence) =>
        1 / (1 + Math.Exp(-(Bias + Weights.Zip(evidence, (w, e) => w * e).Sum())));
}
