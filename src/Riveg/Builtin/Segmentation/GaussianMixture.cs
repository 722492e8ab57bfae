namespace Riveg.Builtin.Segmentation;

/// <summary>
/// Colours as a mixture of Gaussians with full covariances. Fitted by splitting along the widest axis, then reassigning, so that the same
/// colours give the same mixture.
/// </summary>
internal sealed class GaussianMixture
{
    private const int Components = 5;
    private const int Rounds = 4;

    // A floor of the variance, in squared grey levels: one-coloured parts have none of their own.
    private const double LeastVariance = 9;

    // Fewer cells than this, by weight, are no sample.
    private const double LeastCells = 4;

    private readonly List<Gaussian> gaussians;

    private GaussianMixture(List<Gaussian> gaussians) => this.gaussians = gaussians;

    /// <summary>Fits a mixture to colours.</summary>
    /// <param name="colours">R, G, B of each cell, 0..255.</param>
    /// <param name="weights">How much each cell counts, 0..1.</param>
    /// <returns>Null where next to nothing counts.</returns>
    public static GaussianMixture? Fit(float[] colours, double[] weights)
    {
        List<int> cells = [.. Enumerable.Range(0, weights.Length).Where(c => weights[c] > 0)];
        var total = weights.Sum();
        if (total < LeastCells)
        {
            return null;
        }

        var parts = Split(colours, weights, cells);
        var mixture = new GaussianMixture([.. parts.Select(p => Gaussian.Fit(colours, weights, p, total))]);
        for (var round = 0; round < Rounds; round++)
        {
            var groups = mixture.gaussians.Select(_ => new List<int>()).ToArray();
            foreach (var cell in cells)
            {
                groups[mixture.Nearest(colours, cell)].Add(cell);
            }

            mixture = new GaussianMixture([.. groups.Where(g => g.Count > 0).Select(g => Gaussian.Fit(colours, weights, g, total))]);
        }

        return mixture;
    }

    /// <summary>
    /// How unlikely a cell's colour is: the negative logarithm of its density under the likeliest component (GrabCut, equation 9).
    /// </summary>
    public double Cost(float[] colours, int cell)
    {
        var least = double.PositiveInfinity;
        foreach (var gaussian in gaussians)
        {
            least = Math.Min(least, gaussian.Cost(colours, cell));
        }

        return least;
    }

    private int Nearest(float[] colours, int cell)
    {
        var best = 0;
        var least = double.PositiveInfinity;
        for (var k = 0; k < gaussians.Count; k++)
        {
            var cost = gaussians[k].Cost(colours, cell);
            if (cost < least)
            {
                (best, least) = (k, cost);
            }
        }

        return best;
    }

    // Halves the part with the widest channel at that channel's mean until there are enough parts.
    private static List<List<int>> Split(float[] colours, double[] weights, List<int> cells)
    {
        var parts = new List<List<int>> { cells };
        while (parts.Count < Components)
        {
            var (index, channel, mean, spread) = Widest(colours, weights, parts);
            if (spread <= 0)
            {
                break;
            }

            var part = parts[index];
            List<int> above = [.. part.Where(c => colours[(c * 3) + channel] > mean)];
            if (above.Count == 0 || above.Count == part.Count)
            {
                break;
            }

            parts[index] = [.. part.Where(c => colours[(c * 3) + channel] <= mean)];
            parts.Add(above);
        }

        return parts;
    }

    // The spread is the variance times the weight: many cells first; below the least variance there is nothing to part.
    private static (int Index, int Channel, double Mean, double Spread) Widest(float[] colours, double[] weights, List<List<int>> parts)
    {
        (int Index, int Channel, double Mean, double Spread) widest = (0, 0, 0, 0);
        for (var i = 0; i < parts.Count; i++)
        {
            var weight = parts[i].Sum(c => weights[c]);
            for (var channel = 0; channel < 3; channel++)
            {
                double sum = 0, squares = 0;
                foreach (var cell in parts[i])
                {
                    double value = colours[(cell * 3) + channel];
                    sum += weights[cell] * value;
                    squares += weights[cell] * value * value;
                }

                var mean = sum / weight;
                var spread = squares - (sum * mean);
                if (spread > widest.Spread && spread > LeastVariance * weight)
                {
                    widest = (i, channel, mean, spread);
                }
            }
        }

        return widest;
    }

    private sealed class Gaussian
    {
        private readonly double[] mean;
        private readonly double[] inverse;
        private readonly double constant;

        private Gaussian(double[] mean, double[] inverse, double constant)
        {
            this.mean = mean;
            this.inverse = inverse;
            this.constant = constant;
        }

        public static Gaussian Fit(float[] colours, double[] weights, List<int> cells, double total)
        {
            double weight = 0;
            var mean = new double[3];
            foreach (var cell in cells)
            {
                weight += weights[cell];
                for (var c = 0; c < 3; c++)
                {
                    mean[c] += weights[cell] * colours[(cell * 3) + c];
                }
            }

            for (var c = 0; c < 3; c++)
            {
                mean[c] /= weight;
            }

            // Covariance as xx, xy, xz, yy, yz, zz.
            double xx = LeastVariance, xy = 0, xz = 0, yy = LeastVariance, yz = 0, zz = LeastVariance;
            foreach (var cell in cells)
            {
                double x = colours[cell * 3] - mean[0], y = colours[(cell * 3) + 1] - mean[1], z = colours[(cell * 3) + 2] - mean[2];
                var share = weights[cell] / weight;
                xx += x * x * share;
                xy += x * y * share;
                xz += x * z * share;
                yy += y * y * share;
                yz += y * z * share;
                zz += z * z * share;
            }

            var determinant = (xx * ((yy * zz) - (yz * yz))) - (xy * ((xy * zz) - (yz * xz))) + (xz * ((xy * yz) - (yy * xz)));
            double[] inverse =
            [
                ((yy * zz) - (yz * yz)) / determinant,
                ((xz * yz) - (xy * zz)) / determinant,
                ((xy * yz) - (xz * yy)) / determinant,
                ((xx * zz) - (xz * xz)) / determinant,
                ((xy * xz) - (xx * yz)) / determinant,
                ((xx * yy) - (xy * xy)) / determinant,
            ];
            return new Gaussian(mean, inverse, (0.5 * Math.Log(determinant)) - Math.Log(weight / total));
        }

        public double Cost(float[] colours, int cell)
        {
            double x = colours[cell * 3] - mean[0], y = colours[(cell * 3) + 1] - mean[1], z = colours[(cell * 3) + 2] - mean[2];
            return constant
                + (0.5 * ((x * x * inverse[0]) + (y * y * inverse[3]) + (z * z * inverse[5])))
                + (x * y * inverse[1]) + (x * z * inverse[2]) + (y * z * inverse[4]);
        }
    }
}
