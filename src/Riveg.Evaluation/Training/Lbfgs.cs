namespace Riveg.Evaluation.Training;

/// <summary>
/// Minimises a smooth function by limited-memory BFGS (Nocedal and Wright, Numerical Optimization, algorithm 7.5) with a backtracking line
/// search.
/// The same function and start give the same result.
/// </summary>
internal static class Lbfgs
{
    private const int History = 8;
    private const double SufficientDecrease = 1e-4;

    /// <summary>Writes the gradient at a point and returns the value there.</summary>
    public delegate double Function(ReadOnlySpan<double> point, Span<double> gradient);

    /// <summary>Moves <paramref name="point"/> to a minimum.</summary>
    /// <param name="function">What to minimise.</param>
    /// <param name="point">The start; afterwards the minimum.</param>
    /// <param name="maxIterations">At least 1.</param>
    /// <param name="tolerance">Ends when the value falls by less than this share of itself in one iteration.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public static void Minimize(Function function, double[] point, int maxIterations, double tolerance, CancellationToken cancellationToken)
    {
        var gradient = new double[point.Length];
        var next = new double[point.Length];
        var nextGradient = new double[point.Length];
        var direction = new double[point.Length];
        var pairs = new List<(double[] Step, double[] Change, double Rho)>();
        var value = function(point, gradient);
        for (var iteration = 0; iteration < maxIterations; iteration++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            SetDirection(gradient, pairs, direction);
            var slope = Dot(gradient, direction);
            if (!(slope < 0))
            {
                return;
            }

            var size = pairs.Count == 0 ? Math.Min(1, 1 / Math.Sqrt(-slope)) : 1;
            double nextValue;
            while (true)
            {
                for (var i = 0; i < point.Length; i++)
                {
                    next[i] = point[i] + (size * direction[i]);
                }

                nextValue = function(next, nextGradient);
                if (nextValue <= value + (SufficientDecrease * size * slope))
                {
                    break;
                }

                size /= 2;
                if (size < 1e-12)
                {
                    return;
                }
            }

            Remember(pairs, point, next, gradient, nextGradient);
            var gain = value - nextValue;
            value = nextValue;
            next.CopyTo(point, 0);
            nextGradient.CopyTo(gradient, 0);
            if (gain < tolerance * Math.Max(1, Math.Abs(value)))
            {
                return;
            }
        }
    }

    private static void SetDirection(double[] gradient, List<(double[] Step, double[] Change, double Rho)> pairs, double[] direction)
    {
        for (var i = 0; i < gradient.Length; i++)
        {
            direction[i] = -gradient[i];
        }

        var alphas = new double[pairs.Count];
        for (var p = pairs.Count - 1; p >= 0; p--)
        {
            alphas[p] = pairs[p].Rho * Dot(pairs[p].Step, direction);
            AddScaled(direction, pairs[p].Change, -alphas[p]);
        }

        if (pairs.Count > 0)
        {
            var last = pairs[^1];
            var scale = 1 / (last.Rho * Dot(last.Change, last.Change));
            for (var i = 0; i < direction.Length; i++)
            {
                direction[i] *= scale;
            }
        }

        for (var p = 0; p < pairs.Count; p++)
        {
            AddScaled(direction, pairs[p].Step, alphas[p] - (pairs[p].Rho * Dot(pairs[p].Change, direction)));
        }
    }

    private static void Remember(
        List<(double[] Step, double[] Change, double Rho)> pairs, double[] point, double[] next, double[] gradient, double[] nextGradient)
    {
        var step = new double[point.Length];
        var change = new double[point.Length];
        for (var i = 0; i < point.Length; i++)
        {
            step[i] = next[i] - point[i];
            change[i] = nextGradient[i] - gradient[i];
        }

        var curvature = Dot(step, change);
        if (curvature <= 1e-12)
        {
            return;
        }

        if (pairs.Count == History)
        {
            pairs.RemoveAt(0);
        }

        pairs.Add((step, change, 1 / curvature));
    }

    private static double Dot(double[] a, double[] b) => System.Numerics.Tensors.TensorPrimitives.Dot<double>(a, b);

    private static void AddScaled(double[] target, double[] source, double scale) =>
        System.Numerics.Tensors.TensorPrimitives.MultiplyAdd(source, scale, target, target);
}
