namespace Riveg.Learning;

/// <summary>Turns scores into calibrated probabilities: <c>sigmoid(Slope * score + Offset)</c> (Platt 1999), fitted on scores of examples that the scorer has not seen.</summary>
/// <param name="Slope">Factor of the score.</param>
/// <param name="Offset">Added to it.</param>
internal readonly record struct PlattScaling(double Slope, double Offset)
{
    /// <summary>The probability for a score.</summary>
    public double Probability(double score) => LogisticRegression.Sigmoid((Slope * score) + Offset);

    /// <summary>Fits slope and offset by Newton's method with a weak pull towards slope 1 and offset 0.</summary>
    public static PlattScaling Fit(ReadOnlySpan<double> scores, ReadOnlySpan<bool> labels)
    {
        double slope = 1, offset = 0;
        for (var iteration = 0; iteration < 50; iteration++)
        {
            double gradientSlope = slope - 1, gradientOffset = offset, h11 = 1, h12 = 0, h22 = 1;
            for (var i = 0; i < scores.Length; i++)
            {
                var p = LogisticRegression.Sigmoid((slope * scores[i]) + offset);
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
            slope -= stepSlope;
            offset -= stepOffset;
            if (Math.Abs(stepSlope) + Math.Abs(stepOffset) < 1e-9)
            {
                break;
            }
        }

        return new PlattScaling(slope, offset);
    }
}
