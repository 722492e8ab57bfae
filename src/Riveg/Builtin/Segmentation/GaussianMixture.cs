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
    private const double LeastVariance = 4;

    private readonly List<Gaussian> gaussians;

    private GaussianMixture(List<Gaussian> gaussians) => this.gaussians = gaussians;

    /// <summary>Fits a mixture to colours.</summary>
    /// <param name="colours">R, G, B of each cell, 0..255.</param>
    /// <param name="cells">The cells that count; at least one.</param>
    public static GaussianMixture Fit(float[] colours, IReadOnlyList<int> cells)
    {
        var parts = Split(colours, cells);
        var mixture = new GaussianMixture([.. parts.Select(p => Gaussian.Fit(colours, p, (double)p.Count / cells.Count, LeastVariance))]);
        for (var round = 0; round < Rounds; round++)
        {
            var groups = mixture.gaussians.Select(_ => new List<int>()).ToArray();
            foreach (var cell in cells)
            {
                groups[mixture.Nearest(colours, cell)].Add(cell);
            }

            mixture = new GaussianMixture(
                [.. groups.Where(g => g.Count > 0).Select(g => Gaussian.Fit(colours, g, (double)g.Count / cells.Count, LeastVariance))]);
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
    private static List<IReadOnlyList<int>> Split(float[] colours, IReadOnlyList<int> cells)
    {
        var parts = new List<IReadOnlyList<int>> { cells };
        while (parts.Count < Components)
        {
            var (index, channel, mean, spread) = Widest(colours, parts);
            if (spread < LeastVariance)
            {
                break;
            }

            var part = parts[index];
            parts[index] = [.. part.Where(c => colours[(c * 3) + channel] <= mean)];
            parts.Add([.. part.Where(c => colours[(c * 3) + channel] > mean)]);
        }

        return parts;
    }

    private static (int Index, int Channel, double Mean, double Spread) Widest(float[] colours, List<IReadOnlyList<int>> parts)
    {
        (int Index, int Channel, double Mean, double Spread) widest = (0, 0, 0, -1);
        for (var i = 0; i < parts.Count; i++)
        {
            for (var channel = 0; channel < 3; channel++)
            {
                double sum = 0, squares = 0;
                foreach (var cell in parts[i])
                {
                    double value = colours[(cell * 3) + channel];
                    sum += value;
                    squares += value * value;
                }

                var mean = sum / parts[i].Count;
                var spread = (squares / parts[i].Count) - (mean * mean);
                if (spread > widest.Spread)
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

        public static Gaussian Fit(float[] colours, IReadOnlyList<int> cells, double weight, double leastVariance)
        {
            var mean = new double[3];
            foreach (var cell in cells)
            {
                for (var c = 0; c < 3; c++)
                {
                    mean[c] += colours[(cell * 3) + c] / (double)cells.Count;
                }
            }

            // Covariance as xx, xy, xz, yy, yz, zz.
            double xx = leastVariance, xy = 0, xz = 0, yy = leastVariance, yz = 0, zz = leastVariance;
            foreach (var cell in cells)
            {
                double x = colours[cell * 3] - mean[0], y = colours[(cell * 3) + 1] - mean[1], z = colours[(cell * 3) + 2] - mean[2];
                xx += x * x / cells.Count;
                xy += x * y / cells.Count;
                xz += x * z / cells.Count;
                yy += y * y / cells.Count;
                yz += y * z / cells.Count;
                zz += z * z / cells.Count;
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
            return new Gaussian(mean, inverse, (0.5 * Math.Log(determinant)) - Math.Log(weight));
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
