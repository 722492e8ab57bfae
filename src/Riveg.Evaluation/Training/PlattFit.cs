using Riveg.Builtin.Learning;

namespace Riveg.Evaluation.Training;

/// <summary>Fits a <see cref="PlattScaling"/> on scores of examples that the scorer has not seen (Platt 1999).</summary>
internal static class PlattFit
{
    private const int MaxIterations = 50;
    private const double Tolerance = 1e-9;

    /// <summary>Fits slope and offset by Newton's method with a weak pull towards slope 1 and offset 0.</summary>
    public static PlattScaling Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var fit = new PlattScaling(1, 0);
        var loss = Loss(fit, scores, labels);
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
            var nextLoss = Loss(next, scores, labels);
            while (!(nextLoss <= loss) && Math.Abs(stepSlope) + Math.Abs(stepOffset) >= Tolerance)
            {
                (stepSlope, stepOffset) = (stepSlope / 2, stepOffset / 2);
                next = new PlattScaling(fit.Slope - stepSlope, fit.Offset - stepOffset);
                nextLoss = Loss(next, scores, labels);
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
                gradient += (Logistic.Sigmoid(logOdds[i] + (factor * scores[i])) - (labels[i] ? 1 : 0)) * scores[i];
            }

            (low, high) = gradient > 0 ? (low, factor) : (factor, high);
        }

        return (low + high) / 2;
    }

    private static double Loss(PlattScaling scaling, ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        var loss = (((scaling.Slope - 1) * (scaling.Slope - 1)) + (scaling.Offset * scaling.Offset)) / 2;
        for (var i = 0; i < scores.Length; i++)
        {
            loss += Logistic.Loss(scaling.LogOdds(scores[i]), labels[i]);
        }

        return loss;
    }
}
