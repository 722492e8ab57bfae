using System.Numerics.Tensors;
using System.Runtime.Intrinsics;
using Riveg.Builtin.Recognition;
using Riveg.Recognition;

namespace Riveg.Evaluation.Training;

/// <summary>
/// Maximises the conditional likelihood of the labels post by post with AdaGrad (Duchi et al. 2011), features dropped at random, and
/// averages the weights of the second half of the epochs. Single-threaded, so that the same input gives the same bits.
/// </summary>
internal sealed class CrfLearner
{
    private const float Epsilon = 1e-6f;
    private const int Lane = 8;

    private readonly TrainingSequences posts;
    private readonly BioesLabels labels;
    private readonly CrfTrainingOptions options;
    private readonly int width;
    private readonly float[] weights;
    private readonly float[] squares;
    private readonly float[] sums;
    private readonly ChainScores scores;
    private readonly double[] chainSquares;
    private readonly double[] chainSums;
    private readonly LinearChain chain = new();
    private readonly Random random;
    private ulong state;
    private int averaged;

    public CrfLearner(TrainingSequences posts, BioesLabels labels, CrfTrainingOptions options, int seed)
    {
        this.posts = posts;
        this.labels = labels;
        this.options = options;
        width = CrfParameters.WidthOf(labels);
        weights = new float[posts.Keys.Length * width];
        squares = new float[weights.Length];
        sums = new float[weights.Length];
        scores = CrfParameters.MakeChain(labels);
        var n = labels.Count;
        chainSquares = new double[(n * n) + (2 * n)];
        chainSums = new double[chainSquares.Length];
        random = new Random(seed);
        state = 0x9E3779B97F4A7C15ul ^ (ulong)seed;
    }

    /// <param name="cancellationToken">Ends the work early.</param>
    /// <param name="loss">The mean negative log-likelihood of a post in the last epoch.</param>
    public LearnedWeights Learn(CancellationToken cancellationToken, out double loss)
    {
        var order = Enumerable.Range(0, posts.Count).ToArray();
        loss = 0;
        for (var epoch = 1; epoch <= options.Epochs; epoch++)
        {
            random.Shuffle(order);
            var sum = 0.0;
            foreach (var post in order)
            {
                cancellationToken.ThrowIfCancellationRequested();
                sum += posts.Labels(post).Length == 0 ? 0 : Step(post);
            }

            if (epoch > options.Epochs / 2)
            {
                AddToAverage();
            }

            loss = sum / Math.Max(1, posts.Count);
        }

        return Average();
    }

    private double Step(int post)
    {
        var gold = posts.Labels(post);
        var n = labels.Count;
        var kept = HideFeatures(posts.Features(post), posts.TokenEnds(post), out var ends);
        var emissions = new double[gold.Length * n];
        Score(kept, ends, emissions);
        var logPartition = chain.Run(emissions, scores);
        var expected = new double[emissions.Length];
        chain.Marginals(expected);
        var transitions = new double[n * n];
        chain.AddExpectedTransitions(gold.Length, scores, transitions);
        var score = ScoreOf(gold, emissions);
        UpdateWeights(gold, expected, kept, ends);
        UpdateChain(gold, expected, transitions);
        return logPartition - score;
    }

    private int[] HideFeatures(int[] all, int[] allEnds, out int[] ends)
    {
        var kept = new int[all.Length];
        ends = new int[allEnds.Length];
        var count = 0;
        var at = 0;
        var threshold = (int)(options.FeatureDropout * 65536);
        for (var t = 0; t < ends.Length; t++)
        {
            for (; at < allEnds[t]; at++)
            {
                kept[count] = all[at];
                count += NextBits() >= threshold ? 1 : 0;
            }

            ends[t] = count;
        }

        return kept;
    }

    private int NextBits()
    {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return (int)((state >> 24) & 0xFFFF);
    }

    /// <summary>What the features that are seen count for, in place of those that are hidden.</summary>
    private float Amplification => (float)(1 / (1 - options.FeatureDropout));

    private void Score(int[] features, int[] ends, double[] emissions)
    {
        Span<float> row = stackalloc float[width];
        var at = 0;
        for (var t = 0; t < ends.Length; t++)
        {
            row.Clear();
            for (; at < ends[t]; at++)
            {
                ref var w = ref weights[features[at] * width];
                for (var k = 0; k < width; k += Lane)
                {
                    ref var target = ref row[k];
                    Vector256.Add(Vector256.LoadUnsafe(ref target), Vector256.LoadUnsafe(ref w, (nuint)k)).StoreUnsafe(ref target);
                }
            }

            for (var k = 0; k < labels.Outside; k++)
            {
                emissions[(t * labels.Count) + k] = row[k] * Amplification;
            }
        }
    }

    private double ScoreOf(int[] gold, double[] emissions)
    {
        var n = labels.Count;
        var score = scores.Start[gold[0]] + scores.End[gold[^1]];
        for (var t = 0; t < gold.Length; t++)
        {
            score += emissions[(t * n) + gold[t]] + (t > 0 ? scores.Transitions[(gold[t - 1] * n) + gold[t]] : 0);
        }

        return score;
    }

    private void UpdateWeights(int[] gold, double[] expected, int[] features, int[] ends)
    {
        Span<float> gradient = stackalloc float[width];
        var rate = Vector256.Create((float)options.LearningRate);
        var epsilon = Vector256.Create(Epsilon);
        var decay = Vector256.Create((float)options.L2);
        var at = 0;
        for (var t = 0; t < gold.Length; t++)
        {
            gradient.Clear();
            for (var k = 0; k < labels.Outside; k++)
            {
                gradient[k] = ((gold[t] == k ? 1 : 0) - (float)expected[(t * labels.Count) + k]) * Amplification;
            }

            for (; at < ends[t]; at++)
            {
                var from = features[at] * width;
                for (var k = 0; k < width; k += Lane)
                {
                    ref var w = ref weights[from + k];
                    ref var s = ref squares[from + k];
                    var weight = Vector256.LoadUnsafe(ref w);
                    var g = Vector256.LoadUnsafe(ref gradient[k]) - (decay * weight);
                    var square = Vector256.LoadUnsafe(ref s) + (g * g);
                    square.StoreUnsafe(ref s);
                    (weight + (rate * g / (Vector256.Sqrt(square) + epsilon))).StoreUnsafe(ref w);
                }
            }
        }
    }

    private void UpdateChain(int[] gold, double[] expected, double[] transitions)
    {
        var n = labels.Count;
        for (var t = 1; t < gold.Length; t++)
        {
            transitions[(gold[t - 1] * n) + gold[t]]--;
        }

        for (var i = 0; i < transitions.Length; i++)
        {
            Move(ref scores.Transitions[i], ref chainSquares[i], -transitions[i]);
        }

        var last = (gold.Length - 1) * n;
        for (var j = 0; j < n; j++)
        {
            Move(ref scores.Start[j], ref chainSquares[transitions.Length + j], (gold[0] == j ? 1 : 0) - expected[j]);
            Move(ref scores.End[j], ref chainSquares[transitions.Length + n + j], (gold[^1] == j ? 1 : 0) - expected[last + j]);
        }

        scores.Refresh();
    }

    private void Move(ref double value, ref double square, double gradient)
    {
        if (gradient != 0 && !double.IsNegativeInfinity(value))
        {
            square += gradient * gradient;
            value += options.LearningRate * gradient / (Math.Sqrt(square) + Epsilon);
        }
    }

    private void AddToAverage()
    {
        averaged++;
        TensorPrimitives.Add(sums, weights, sums);
        var at = 0;
        foreach (var value in LearnedWeights.ChainValues(scores))
        {
            chainSums[at++] += value;
        }
    }

    private LearnedWeights Average()
    {
        TensorPrimitives.Divide(sums, averaged, sums);
        TensorPrimitives.Divide(chainSums, (double)averaged, chainSums);
        return new LearnedWeights(sums, chainSums);
    }
}
