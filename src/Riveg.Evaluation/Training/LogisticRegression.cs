using Riveg.Builtin.Learning;

namespace Riveg.Evaluation.Training;

/// <summary>
/// Trains logistic regressions with an L2 penalty on hashed binary features: one for each column of labels, all over the same features.
/// The features that fewer than <see cref="MinCount"/> examples have are left out.
/// </summary>
internal sealed record LogisticRegression
{
    /// <summary>How strongly weights are drawn to 0: the penalty is <c>L2 / 2 * |w|²</c> beside the summed log-loss.</summary>
    public double L2 { get; init; } = 100;

    /// <summary>How many examples must have a feature.</summary>
    public int MinCount { get; init; } = 5;

    /// <summary>Features whose weights are all smaller than this are left out of the model.</summary>
    public double LeastWeight { get; init; } = 0.005;

    /// <summary>At most so many steps of L-BFGS.</summary>
    public int MaxIterations { get; init; } = 60;

    /// <summary>Fits one output.</summary>
    /// <param name="examples">The features of each example, ascending.</param>
    /// <param name="labels">One for each example.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public HashedLinearModel Fit(IReadOnlyList<uint[]> examples, bool[] labels, CancellationToken cancellationToken = default) =>
        Fit(examples, [labels], cancellationToken);

    /// <summary>Fits one output for each array of labels.</summary>
    public HashedLinearModel Fit(
        IReadOnlyList<uint[]> examples, IReadOnlyList<bool[]> labels, CancellationToken cancellationToken = default)
    {
        var keys = Frequent(examples);
        var rows = Index(examples, keys);
        var outputs = new double[labels.Count][];
        Parallel.For(
            0,
            labels.Count,
            new ParallelOptions { CancellationToken = cancellationToken },
            k => outputs[k] = FitOne(rows, labels[k], keys.Length, cancellationToken));

        // Weights that hardly move a score are not worth their place in the file.
        var kept = Enumerable.Range(0, keys.Length).Where(f => outputs.Any(o => Math.Abs(o[f]) >= LeastWeight)).ToArray();
        return new HashedLinearModel(
            [.. kept.Select(f => keys[f])],
            [.. kept.SelectMany(f => outputs.Select(o => (float)o[f]))],
            [.. outputs.Select(o => (float)o[^1])]);
    }

    private uint[] Frequent(IReadOnlyList<uint[]> examples)
    {
        var counts = new Dictionary<uint, int>();
        foreach (var example in examples)
        {
            foreach (var feature in example)
            {
                counts[feature] = counts.GetValueOrDefault(feature) + 1;
            }
        }

        var keys = counts.Where(c => c.Value >= MinCount).Select(c => c.Key).ToArray();
        Array.Sort(keys);
        return keys;
    }

    private static int[][] Index(IReadOnlyList<uint[]> examples, uint[] keys)
    {
        var columns = new Dictionary<uint, int>(keys.Length);
        for (var i = 0; i < keys.Length; i++)
        {
            columns.Add(keys[i], i);
        }

        return [.. examples.Select(e => e.Where(columns.ContainsKey).Select(f => columns[f]).ToArray())];
    }

    private double[] FitOne(int[][] rows, bool[] labels, int featureCount, CancellationToken cancellationToken)
    {
        var weights = new double[featureCount + 1];
        var positive = labels.Count(l => l);

        // Smoothed log-odds: a start near the minimum, finite where all labels are equal.
        weights[featureCount] = Math.Log((positive + 0.5) / (labels.Length - positive + 0.5));
        Lbfgs.Minimize(
            (point, gradient) => LossAndGradient(rows, labels, point, gradient), weights, MaxIterations, 1e-5, cancellationToken);
        return weights;
    }

    private double LossAndGradient(int[][] rows, bool[] labels, ReadOnlySpan<double> weights, Span<double> gradient)
    {
        var bias = weights.Length - 1;
        double loss = 0;
        for (var f = 0; f < bias; f++)
        {
            gradient[f] = L2 * weights[f];
            loss += 0.5 * L2 * weights[f] * weights[f];
        }

        // A weak pull on the bias keeps it finite where all labels are equal.
        gradient[bias] = 1e-3 * weights[bias];
        loss += 0.5e-3 * weights[bias] * weights[bias];
        for (var i = 0; i < rows.Length; i++)
        {
            var score = weights[bias];
            foreach (var column in rows[i])
            {
                score += weights[column];
            }

            loss += Logistic.Loss(score, labels[i]);
            var error = Logistic.Sigmoid(score) - (labels[i] ? 1 : 0);
            gradient[bias] += error;
            foreach (var column in rows[i])
            {
                gradient[column] += error;
            }
        }

        return loss;
    }
}
