namespace Riveg.Learning;

/// <summary>Turns scores into calibrated probabilities: <c>sigmoid(Slope * score + Offset)</c> (Platt 1999), fitted on scores of examples that the scorer has not seen.</summary>
/// <param name="Slope">Factor of the score.</param>
/// <param name="Offset">Added to it.</param>
internal readonly record struct PlattScaling(double Slope, double Offset)
{
    private const int MaxIterations = 50;
    private const double Tolerance = 1e-9;

    /// <summary>The probability for a score.</summary>
    public double Probability(double score) => LogisticRegression.Sigmoid(LogOdds(score));

    /// <summary>The calibrated log-odds for a score.</summary>
    public double LogOdds(double score) => (Slope * score) + Offset;

    /// <summary>Fits slope and offset by Newton's method with a weak pull towards slope 1 and offset 0.</summary>
    public static PlattScaling Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var fit = new PlattScaling(1, 0);
        var loss = fit.Loss(scores, labels);
        for (var iteration = 0; iteration < MaxIterations; iteration++)
        {
            double gradientSlope = fit.Slope - 1, gradientOffset = fit.Offset, h11 = 1, h12 = 0, h22 = 1;
            for (var i = 0; i < scores.Length; i++)
            {
                var p = fit.Probability(scores[i]);
                var error = p - (labels[i] ? 1 : 0);
                var curvature = Math.Max(p * (1 - p), 1e-9);
                gradientSlope += error * scores[i];
                gradientOffset += error;
                h11 += curvature * scores[i] * scores[i];
                h12 += curvature * scores[i];
                h22 += curvature;
            }

            var determinant = (h11 * h22) - (h12 * h12);
            var stepSlope = ((h22 * gradientSlope) - (h12 * gradientOffset)) / determinant;
            var stepOffset = ((h11 * gradientOffset) - (h12 * gradientSlope)) / determinant;

            // A whole step can overshoot where hardly any example is in doubt.
            var next = new PlattScaling(fit.Slope - stepSlope, fit.Offset - stepOffset);
            var nextLoss = next.Loss(scores, labels);
            while (!(nextLoss <= loss) && Math.Abs(stepSlope) + Math.Abs(stepOffset) >= Tolerance)
            {
                (stepSlope, stepOffset) = (stepSlope / 2, stepOffset / 2);
                next = new PlattScaling(fit.Slope - stepSlope, fit.Offset - stepOffset);
                nextLoss = next.Loss(scores, labels);
            }

            (fit, loss) = (next, nextLoss);
            if (Math.Abs(stepSlope) + Math.Abs(stepOffset) < Tolerance)
            {
                break;
            }
        }

        return fit;
    }

    /// <summary>Fits the factor of a score that is added to log-odds that are known already; a weak pull draws it to 1.</summary>
    /// <param name="logOdds">What is known of each example.</param>
    /// <param name="scores">What is to be added, times the factor.</param>
    /// <param name="labels">One for each example.</param>
    public static double FitFactor(ReadOnlySpan<double> logOdds, ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        // The loss is convex, so its slope crosses zero once: bisection finds the place whatever the scores are.
        double low = -64, high = 64;
        while (high - low > Tolerance)
        {
            var factor = (low + high) / 2;
            var gradient = factor - 1;
            for (var i = 0; i < scores.Length; i++)
            {
                gradient += (LogisticRegression.Sigmoid(logOdds[i] + (factor * scores[i])) - (labels[i] ? 1 : 0)) * scores[i];
            }

            (low, high) = gradient > 0 ? (low, factor) : (factor, high);
        }

        return (low + high) / 2;
    }

    private double Loss(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var loss = (((Slope - 1) * (Slope - 1)) + (Offset * Offset)) / 2;
        for (var i = 0; i < scores.Length; i++)
        {
            loss += LogisticRegression.Loss(LogOdds(scores[i]), labels[i]);
        }

        return loss;
    }
}
