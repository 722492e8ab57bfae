using Riveg.Networks.Conversion;

namespace Riveg.Onnx.Recognition;

/// <summary>
/// Inference in a linear-chain CRF over given emissions: the best path and the probability of a stretch of it (forward-backward in log space). Start, end
/// and transitions are scores; -infinity forbids. Immutable.
/// </summary>
internal sealed class LinearChain
{
    private readonly double[] start;
    private readonly double[] end;
    private readonly double[,] transitions;
    private readonly int labels;

    public LinearChain(double[] start, double[] end, double[,] transitions)
    {
        this.start = start;
        this.end = end;
        this.transitions = transitions;
        labels = start.Length;
    }

    /// <summary>The CRF of a converted model.</summary>
    public static LinearChain From(CrfDescription crf)
    {
        var n = crf.Start.Count;
        if (crf.End.Count != n || crf.Transitions.Count != n || crf.Transitions.Any(row => row.Count != n))
        {
            throw new InvalidDataException($"The CRF has {n} start scores, {crf.End.Count} end scores and {crf.Transitions.Count} rows of transitions; they must agree.");
        }

        var steps = new double[n, n];
        for (var from = 0; from < n; from++)
        {
            for (var to = 0; to < n; to++)
            {
                steps[from, to] = crf.Transitions[from][to];
            }
        }

        return new LinearChain([.. crf.Start.Select(s => (double)s)], [.. crf.End.Select(s => (double)s)], steps);
    }

    /// <summary>A chain without learned scores, in which only what the tagging scheme allows may follow.</summary>
    public static LinearChain From(TaggerLabels tags)
    {
        var n = tags.Count;
        var first = new double[n];
        var last = new double[n];
        var steps = new double[n, n];
        for (var to = 0; to < n; to++)
        {
            first[to] = tags.MayStart(to) ? 0 : double.NegativeInfinity;
            last[to] = tags.MayEnd(to) ? 0 : double.NegativeInfinity;
            for (var from = 0; from < n; from++)
            {
                steps[from, to] = tags.MayFollow(from, to) ? 0 : double.NegativeInfinity;
            }
        }

        return new LinearChain(first, last, steps);
    }

    /// <summary>The path with the highest score; of equal ones that with the lower labels.</summary>
    /// <param name="emissions"><c>[length, labels]</c>.</param>
    public int[] BestPath(double[,] emissions)
    {
        var length = emissions.GetLength(0);
        if (length == 0)
        {
            return [];
        }

        var scores = new double[length, labels];
        var previous = new int[length, labels];
        for (var to = 0; to < labels; to++)
        {
            scores[0, to] = start[to] + emissions[0, to];
        }

        for (var t = 1; t < length; t++)
        {
            for (var to = 0; to < labels; to++)
            {
                var step = t;
                var next = to;
                var best = ArgMax(from => scores[step - 1, from] + transitions[from, next]);
                previous[t, to] = best;
                scores[t, to] = scores[t - 1, best] + transitions[best, to] + emissions[t, to];
            }
        }

        var path = new int[length];
        path[^1] = ArgMax(from => scores[length - 1, from] + end[from]);
        for (var t = length - 1; t > 0; t--)
        {
            path[t - 1] = previous[t, path[t]];
        }

        return path;
    }

    /// <summary>The sums over all paths up to and from each place, from which probabilities of stretches follow.</summary>
    public Marginals Sums(double[,] emissions) => new(this, emissions);

    private int ArgMax(Func<int, double> score)
    {
        var best = 0;
        for (var i = 1; i < labels; i++)
        {
            if (score(i) > score(best))
            {
                best = i;
            }
        }

        return best;
    }

    private double LogSum(Func<int, double> term)
    {
        var max = double.NegativeInfinity;
        for (var i = 0; i < labels; i++)
        {
            max = Math.Max(max, term(i));
        }

        if (double.IsNegativeInfinity(max))
        {
            return max;
        }

        double sum = 0;
        for (var i = 0; i < labels; i++)
        {
            sum += Math.Exp(term(i) - max);
        }

        return max + Math.Log(sum);
    }

    /// <summary>The forward and backward sums of one sequence.</summary>
    internal sealed class Marginals
    {
        private readonly LinearChain chain;
        private readonly double[,] emissions;
        private readonly double[,] forward;
        private readonly double[,] backward;

        public Marginals(LinearChain chain, double[,] emissions)
        {
            this.chain = chain;
            this.emissions = emissions;
            var length = emissions.GetLength(0);
            forward = new double[length, chain.labels];
            backward = new double[length, chain.labels];
            for (var t = 0; t < length; t++)
            {
                for (var i = 0; i < chain.labels; i++)
                {
                    var (at, label) = (t, i);
                    forward[t, i] = emissions[t, i] + (t == 0 ? chain.start[i] : chain.LogSum(from => forward[at - 1, from] + chain.transitions[from, label]));
                }
            }

            for (var t = length - 1; t >= 0; t--)
            {
                for (var i = 0; i < chain.labels; i++)
                {
                    var (at, label) = (t, i);
                    backward[t, i] = t == length - 1
                        ? chain.end[i]
                        : chain.LogSum(to => chain.transitions[label, to] + emissions[at + 1, to] + backward[at + 1, to]);
                }
            }

            LogPartition = length == 0 ? 0 : chain.LogSum(i => forward[length - 1, i] + chain.end[i]);
        }

        /// <summary>The logarithm of the sum over all paths.</summary>
        public double LogPartition { get; }

        /// <summary>The probability that the labels from a place on are exactly these.</summary>
        public double Probability(int first, ReadOnlySpan<int> stretch)
        {
            var score = forward[first, stretch[0]];
            for (var k = 1; k < stretch.Length; k++)
            {
                score += chain.transitions[stretch[k - 1], stretch[k]] + emissions[first + k, stretch[k]];
            }

            return Math.Min(1, Math.Exp(score + backward[first + stretch.Length - 1, stretch[^1]] - LogPartition));
        }
    }
}
