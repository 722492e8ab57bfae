using Riveg.Networks.Conversion;
using Riveg.Recognition;

namespace Riveg.Onnx.Recognition;

/// <summary>
/// The linear chain over a tagger's labels: a converted model's own CRF, or for a model without one what the tagging scheme allows.
/// Immutable.
/// </summary>
internal sealed class TaggerChain
{
    private readonly ChainScores scores;

    private TaggerChain(ChainScores scores) => this.scores = scores;

    /// <summary>The CRF of a converted model.</summary>
    /// <exception cref="InvalidDataException">Its parts have different sizes.</exception>
    public static TaggerChain From(CrfDescription crf)
    {
        var n = crf.Start.Count;
        return crf.End.Count == n && crf.Transitions.Count == n && crf.Transitions.All(row => row is not null && row.Count == n)
            ? new TaggerChain(new ChainScores(Widen(crf.Start), [.. crf.Transitions.SelectMany(Widen)], Widen(crf.End)))
            : throw new InvalidDataException(
                $"The CRF has {n} start scores, {crf.End.Count} end scores and {crf.Transitions.Count} rows of transitions; "
                + "they must agree.");
    }

    /// <summary>A chain without learned scores, in which only what the tagging scheme allows may follow.</summary>
    public static TaggerChain From(TaggerLabels labels)
    {
        static double Allow(bool allowed) => allowed ? 0 : double.NegativeInfinity;
        var all = Enumerable.Range(0, labels.Count).ToList();
        return new TaggerChain(new ChainScores(
            [.. all.Select(l => Allow(labels.MayStart(l)))],
            [.. all.SelectMany(from => all.Select(to => Allow(labels.MayFollow(from, to))))],
            [.. all.Select(l => Allow(labels.MayEnd(l)))]));
    }

    /// <summary>The best labels of a sequence.</summary>
    /// <param name="emissions"><c>[token * labels + label]</c>, at least one token.</param>
    public Decoding Decode(double[] emissions)
    {
        var labels = new int[emissions.Length / scores.Count];
        var chain = new LinearChain();
        chain.Viterbi(emissions, scores, labels);
        chain.Run(emissions, scores);
        return new Decoding(this, chain, labels);
    }

    private static double[] Widen(IReadOnlyList<float> values) => [.. values.Select(v => (double)v)];

    /// <summary>The best labels of one sequence, and how sure they are.</summary>
    internal sealed class Decoding(TaggerChain owner, LinearChain chain, int[] labels)
    {
        public int[] Labels => labels;

        /// <summary>The probability that the tokens <c>[first, end)</c> bear exactly the best sequence's labels.</summary>
        public double Probability(int first, int end) =>
            chain.SpanProbability(first, labels.AsSpan(first, end - first), labels.Length, owner.scores);
    }
}
