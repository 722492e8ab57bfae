using System.Numerics.Tensors;

namespace Riveg.Recognition;

/// <summary>
/// Exact inference of a linear-chain CRF for one sequence: sums by the scaled forward-backward recursion in double precision, the best
/// sequence by Viterbi. Emissions are finite logarithms, <c>[token * n + label]</c>, of at least one token. An instance keeps its buffers
/// from call to call; it is not thread-safe.
/// </summary>
/// <remarks>Lafferty, McCallum and Pereira, ICML 2001; scaling as in Rabiner, Proceedings of the IEEE 1989, section V.</remarks>
public sealed class LinearChain
{
    /// <summary>Emissions are cut off so far below the best of their token: their share is below 1e-130, and no sum becomes zero.</summary>
    private const double Floor = -300;

    private double[] factors = [];
    private double[] forward = [];
    private double[] backward = [];
    private double[] norms = [];
    private int[] origins = [];

    /// <summary>
    /// The forward-backward recursion; <see cref="Marginals"/> and <see cref="SpanProbability"/> speak of the sequence given last.
    /// </summary>
    /// <param name="emissions">The score of each label at each token.</param>
    /// <param name="scores">The chain's own scores.</param>
    /// <returns>The logarithm of the partition function.</returns>
    public double Run(ReadOnlySpan<double> emissions, ChainScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var n = scores.Count;
        var length = emissions.Length / n;
        EnsureRoom(emissions.Length, length);
        var logPartition = Prepare(emissions, n);
        var potentials = scores.Potentials;
        for (var t = 0; t < length; t++)
        {
            var row = forward.AsSpan(t * n, n);
            if (t == 0)
            {
                for (var j = 0; j < n; j++)
                {
                    row[j] = Math.Exp(scores.Start[j]);
                }
            }
            else
            {
                row.Clear();
                var previous = forward.AsSpan((t - 1) * n, n);
                for (var i = 0; i < n; i++)
                {
                    AddScaled(row, potentials.Slice(i * n, n), previous[i]);
                }
            }

            TensorPrimitives.Multiply(row, factors.AsSpan(t * n, n), row);
            if (t == length - 1)
            {
                for (var j = 0; j < n; j++)
                {
                    row[j] *= Math.Exp(scores.End[j]);
                }
            }

            var sum = TensorPrimitives.Sum<double>(row);
            TensorPrimitives.Divide(row, sum, row);
            norms[t] = sum;
            logPartition += Math.Log(sum);
        }

        RunBackward(length, n, scores);
        return logPartition;
    }

    /// <summary>The probability of each label at each token, <c>[token * n + label]</c>, into <paramref name="target"/>.</summary>
    /// <param name="target">As long as the emissions were.</param>
    public void Marginals(Span<double> target)
        => TensorPrimitives.Multiply(forward.AsSpan(0, target.Length), backward.AsSpan(0, target.Length), target);

    /// <summary>Adds the expected number of each transition, <c>[from * n + to]</c>, to <paramref name="target"/>.</summary>
    /// <param name="length">The number of tokens.</param>
    /// <param name="scores">As given to <see cref="Run"/>.</param>
    /// <param name="target">Of the length of <see cref="ChainScores.Transitions"/>.</param>
    public void AddExpectedTransitions(int length, ChainScores scores, double[] target)
    {
        ArgumentNullException.ThrowIfNull(scores);
        ArgumentNullException.ThrowIfNull(target);
        var n = scores.Count;
        for (var t = 1; t < length; t++)
        {
            for (var i = 0; i < n; i++)
            {
                var from = forward[((t - 1) * n) + i];
                for (var j = 0; from > 0 && j < n; j++)
                {
                    target[(i * n) + j] += from * Step(t, i, j, length, scores);
                }
            }
        }
    }

    /// <summary>The probability that the tokens from <paramref name="start"/> on bear exactly the given labels.</summary>
    /// <param name="start">The first token.</param>
    /// <param name="labels">At least one.</param>
    /// <param name="length">The number of all tokens.</param>
    /// <param name="scores">As given to <see cref="Run"/>.</param>
    /// <returns>0..1.</returns>
    public double SpanProbability(int start, ReadOnlySpan<int> labels, int length, ChainScores scores)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var n = scores.Count;
        var probability = forward[(start * n) + labels[0]];
        for (var k = 1; k < labels.Length; k++)
        {
            probability *= StepWithoutBackward(start + k, labels[k - 1], labels[k], length, scores);
        }

        return Math.Clamp(probability * backward[((start + labels.Length - 1) * n) + labels[^1]], 0, 1);
    }

    /// <summary>The best sequence of labels into <paramref name="labels"/>; of equal ones that with the lower labels.</summary>
    /// <param name="emissions">The score of each label at each token.</param>
    /// <param name="scores">The chain's own scores.</param>
    /// <param name="labels">One for each token.</param>
    /// <returns>Its score.</returns>
    public double Viterbi(ReadOnlySpan<double> emissions, ChainScores scores, Span<int> labels)
    {
        ArgumentNullException.ThrowIfNull(scores);
        var n = scores.Count;
        var length = labels.Length;
        EnsureRoom(emissions.Length, length);
        for (var j = 0; j < n; j++)
        {
            forward[j] = scores.Start[j] + emissions[j];
        }

        for (var t = 1; t < length; t++)
        {
            for (var j = 0; j < n; j++)
            {
                var best = 0;
                var bestScore = double.NegativeInfinity;
                for (var i = 0; i < n; i++)
                {
                    var score = forward[((t - 1) * n) + i] + scores.Transitions[(i * n) + j];
                    if (score > bestScore)
                    {
                        (best, bestScore) = (i, score);
                    }
                }

                forward[(t * n) + j] = bestScore + emissions[(t * n) + j];
                origins[(t * n) + j] = best;
            }
        }

        return FollowBack(scores, labels);
    }

    private double FollowBack(ChainScores scores, Span<int> labels)
    {
        var n = scores.Count;
        var last = (labels.Length - 1) * n;
        var best = 0;
        for (var j = 1; j < n; j++)
        {
            best = forward[last + j] + scores.End[j] > forward[last + best] + scores.End[best] ? j : best;
        }

        var total = forward[last + best] + scores.End[best];
        for (var t = labels.Length - 1; t >= 0; t--)
        {
            labels[t] = best;
            best = origins[(t * n) + best];
        }

        return total;
    }

    private void RunBackward(int length, int n, ChainScores scores)
    {
        backward.AsSpan((length - 1) * n, n).Fill(1);
        Span<double> next = stackalloc double[n];
        for (var t = length - 2; t >= 0; t--)
        {
            TensorPrimitives.Multiply(backward.AsSpan((t + 1) * n, n), factors.AsSpan((t + 1) * n, n), next);
            if (t + 1 == length - 1)
            {
                for (var j = 0; j < n; j++)
                {
                    next[j] *= Math.Exp(scores.End[j]);
                }
            }

            TensorPrimitives.Divide(next, norms[t + 1], next);
            for (var i = 0; i < n; i++)
            {
                backward[(t * n) + i] = TensorPrimitives.Dot(scores.Potentials.Slice(i * n, n), next);
            }
        }
    }

    private double Step(int t, int from, int to, int length, ChainScores scores)
        => StepWithoutBackward(t, from, to, length, scores) * backward[(t * scores.Count) + to];

    private double StepWithoutBackward(int t, int from, int to, int length, ChainScores scores)
    {
        var n = scores.Count;
        var step = scores.Potentials[(from * n) + to] * factors[(t * n) + to] / norms[t];
        return t == length - 1 ? step * Math.Exp(scores.End[to]) : step;
    }

    /// <summary>Turns emissions into factors, each token's best one 1.</summary>
    private double Prepare(ReadOnlySpan<double> emissions, int n)
    {
        var sum = 0.0;
        for (var at = 0; at < emissions.Length; at += n)
        {
            var row = emissions.Slice(at, n);
            var max = TensorPrimitives.Max<double>(row);
            for (var j = 0; j < n; j++)
            {
                factors[at + j] = Math.Exp(Math.Max(Floor, row[j] - max));
            }

            sum += max;
        }

        return sum;
    }

    private void EnsureRoom(int cells, int length)
    {
        if (factors.Length < cells)
        {
            factors = new double[cells];
            forward = new double[cells];
            backward = new double[cells];
            origins = new int[cells];
        }

        if (norms.Length < length)
        {
            norms = new double[length];
        }
    }

    private static void AddScaled(Span<double> target, ReadOnlySpan<double> row, double factor)
        => TensorPrimitives.MultiplyAdd(row, factor, target, target);
}
