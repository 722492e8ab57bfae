namespace Riveg.Builtin.Learning;

/// <summary>
/// Turns scores into calibrated probabilities: <c>sigmoid(Slope * score + Offset)</c> (Platt 1999), fitted on scores of examples that the
/// scorer has not seen.
/// </summary>
/// <param name="Slope">Factor of the score.</param>
/// <param name="Offset">Added to it.</param>
internal readonly record struct PlattScaling(double Slope, double Offset)
{
    /// <summary>The probability for a score.</summary>
    public double Probability(double score) => Logistic.Sigmoid(LogOdds(score));

    /// <summary>The calibrated log-odds for a score.</summary>
    public double LogOdds(double score) => (Slope * score) + Offset;
}
