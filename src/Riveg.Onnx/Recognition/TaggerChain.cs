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
    /// <param name="crf">The CRF.</param>
    /// <param name="labels">How many labels the model has.</param>
    /// <param name="place">How the message says where the model lies.</param>
    /// <exception cref="InvalidDataException">Its parts have other sizes.</exception>
    public static TaggerChain From(CrfDescription crf, int labels, string place) =>
        new(CrfScores.Of(crf, labels, place, "convert it again"));

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

    /// <summary>The best labels of one sequence, and how sure they are.</summary>
    internal sealed class Decoding(TaggerChain owner, LinearChain chain, int[] labels)
    {
        public int[] Labels => labels;

        /// <summary>The probability that the tokens <c>[first, end)</c> bear exactly the best sequence's labels.</summary>
        public double Probability(int first, int end) =>
            chain.SpanProbability(first, labels.AsSpan(first, end - first), labels.Length, owner.scores);
    }
}
