using CsCheck;
using Riveg.Recognition;

namespace Riveg.Tests.Recognition;

public class LinearChainTests
{
    private const int Labels = 3;

    private static readonly Gen<(double[] Emissions, double[] Transitions)> Chains =
        Gen.Select(Gen.Int[1, 5].SelectMany(t => Gen.Double[-4, 4].Array[t * Labels]), Gen.Double[-3, 3].Array[(Labels * Labels) + (2 * Labels)]);

    [Fact]
    public void Run_AnyChain_GivesThePartitionAndMarginalsOfEnumeration() => Chains.Sample((emissions, values) =>
    {
        var scores = MakeScores(values);
        var length = emissions.Length / Labels;
        var chain = new LinearChain();
        var logPartition = chain.Run(emissions, scores);
        var marginals = new double[emissions.Length];
        chain.Marginals(marginals);
        var expected = new double[emissions.Length];
        var total = 0.0;
        foreach (var path in Paths(length))
        {
            var weight = Math.Exp(ScoreOf(path, emissions, scores));
            total += weight;
            for (var t = 0; t < length; t++)
            {
                expected[(t * Labels) + path[t]] += weight;
            }
        }

        Assert.Equal(Math.Log(total), logPartition, 9);
        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i] / total, marginals[i], 9);
        }
    });

    [Fact]
    public void SpanProbability_AnySpan_IsTheShareOfItsPaths() => Chains.Sample((emissions, values) =>
    {
        var scores = MakeScores(values);
        var length = emissions.Length / Labels;
        var chain = new LinearChain();
        chain.Run(emissions, scores);
        int[] span = length > 1 ? [1, 2] : [1];
        var paths = Paths(length).Select(p => (Path: p, Weight: Math.Exp(ScoreOf(p, emissions, scores)))).ToArray();
        var expected = paths.Where(p => p.Path.Take(span.Length).SequenceEqual(span)).Sum(p => p.Weight) / paths.Sum(p => p.Weight);

        Assert.Equal(expected, chain.SpanProbability(0, span, length, scores), 9);
    });

    [Fact]
    public void Viterbi_AnyChain_FindsTheBestPath() => Chains.Sample((emissions, values) =>
    {
        var scores = MakeScores(values);
        var labels = new int[emissions.Length / Labels];
        var score = new LinearChain().Viterbi(emissions, scores, labels);

        Assert.Equal(Paths(labels.Length).Max(p => ScoreOf(p, emissions, scores)), score, 9);
        Assert.Equal(score, ScoreOf(labels, emissions, scores), 9);
    });

    private static ChainScores MakeScores(double[] values)
        => new(values[..Labels], values[(2 * Labels)..], values[Labels..(2 * Labels)]);

    private static IEnumerable<int[]> Paths(int length)
        => length == 0 ? [[]] : Paths(length - 1).SelectMany(p => Enumerable.Range(0, Labels).Select(l => (int[])[.. p, l]));

    private static double ScoreOf(int[] path, double[] emissions, ChainScores scores)
    {
        var score = scores.Start[path[0]] + scores.End[path[^1]];
        for (var t = 0; t < path.Length; t++)
        {
            score += emissions[(t * Labels) + path[t]] + (t > 0 ? scores.Transitions[(path[t - 1] * Labels) + path[t]] : 0);
        }

        return score;
    }
}
