using CsCheck;
using Riveg.Recognition;

namespace Riveg.Tests.Recognition;

public class LinearChainTests
{
    private const int Labels = 3;

    private static readonly Gen<(double[] Emissions, double[] Transitions)> Chains =
        Gen.Select(Gen.Int[1, 5].SelectMany(
            t => Gen.Double[-4, 4].Array[t * Labels]), Gen.Double[-3, 3].Array[(Labels * Labels) + (2 * Labels)]);

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

    [Fact]
    public void SpanProbability_AnywhereInTheSequence_IsTheShareOfItsPaths() =>
        Chains.Select(Gen.Int[0, 4], Gen.Int[1, 3], Gen.Int[0, 2].Array[3]).Sample((c, start, width, labels) =>
    {
        var scores = MakeScores(c.Transitions);
        var length = c.Emissions.Length / Labels;
        start %= length;
        labels = labels[..Math.Min(width, length - start)];
        var chain = new LinearChain();
        chain.Run(c.Emissions, scores);
        var paths = Paths(length).Select(p => (Path: p, Weight: Math.Exp(ScoreOf(p, c.Emissions, scores)))).ToArray();
        var expected = paths.Where(p => p.Path.Skip(start).Take(labels.Length).SequenceEqual(labels))
            .Sum(p => p.Weight) / paths.Sum(p => p.Weight);
        Assert.Equal(expected, chain.SpanProbability(start, labels, length, scores), 9);
    });

    [Fact]
    public void AddExpectedTransitions_AnyChain_AddsTheirNumberOverAllPaths() => Chains.Sample((emissions, values) =>
    {
        var scores = MakeScores(values);
        var length = emissions.Length / Labels;
        var chain = new LinearChain();
        chain.Run(emissions, scores);
        var found = Enumerable.Repeat(1.0, Labels * Labels).ToArray();
        chain.AddExpectedTransitions(length, scores, found);
        var expected = Enumerable.Repeat(1.0, Labels * Labels).ToArray();
        var total = Paths(length).Sum(p => Math.Exp(ScoreOf(p, emissions, scores)));
        foreach (var path in Paths(length))
        {
            for (var t = 1; t < length; t++)
            {
                expected[(path[t - 1] * Labels) + path[t]] += Math.Exp(ScoreOf(path, emissions, scores)) / total;
            }
        }

        for (var i = 0; i < expected.Length; i++)
        {
            Assert.Equal(expected[i], found[i], 9);
        }
    });

    [Fact]
    public void OneInstance_ForSequencesOfAnyLengths_AnswersLikeANewOne() => Chains.Array[1, 6].Sample(all =>
    {
        var kept = new LinearChain();
        foreach (var (emissions, values) in all)
        {
            var scores = MakeScores(values);
            var (one, other) = (new int[emissions.Length / Labels], new int[emissions.Length / Labels]);
            Assert.Equal(new LinearChain().Viterbi(emissions, scores, one), kept.Viterbi(emissions, scores, other));
            Assert.Equal(one, other);
            Assert.Equal(new LinearChain().Run(emissions, scores), kept.Run(emissions, scores));
        }
    });

    [Fact]
    public void Run_EmissionsFarApart_StaysFinite()
    {
        // The second label's share is below every number; a forbidden first label leaves it all the same.
        var scores = new ChainScores([double.NegativeInfinity, 0], [0, 0, 0, 0], [0, 0]);
        var chain = new LinearChain();
        var marginals = new double[4];
        Assert.Equal(2000 - 300, chain.Run([1000, -1000, 1000, -1000], scores), 9);
        chain.Marginals(marginals);
        Assert.Equal([0, 1, 1, 0], marginals.Select(m => Math.Round(m, 9)));
        Assert.Equal(
            new[] { Math.Exp(1), Math.Exp(2), Math.Exp(3), Math.Exp(4) },
            new ChainScores([0, 0], [1, 2, 3, 4], [0, 0]).Potentials.ToArray());
    }

    [Fact]
    public void Viterbi_EqualPaths_TakesTheLowerLabels()
    {
        var labels = new[] { 7, 7, 7 };
        Assert.Equal(0, new LinearChain().Viterbi(new double[9], new ChainScores(new double[3], new double[9], new double[3]), labels));
        Assert.Equal([0, 0, 0], labels);
    }

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
