using Riveg.Networks.Conversion;
using Riveg.Recognition;

namespace Riveg.Onnx.Recognition;

/// <summary>The CRF of a model's description as a chain that can be decoded.</summary>
internal static class CrfScores
{
    /// <summary>Reads a CRF.</summary>
    /// <param name="crf">The CRF.</param>
    /// <param name="labels">How many labels the model has.</param>
    /// <param name="place">How the message says where the model lies.</param>
    /// <param name="remedy">What the message says is to be done.</param>
    /// <exception cref="InvalidDataException">Its parts have other sizes.</exception>
    public static ChainScores Of(CrfDescription crf, int labels, string place, string remedy)
    {
        var fits = crf.Start.Count == labels && crf.End.Count == labels && crf.Transitions.Count == labels
            && crf.Transitions.All(row => row.Count == labels);
        return fits
            ? new ChainScores(Widen(crf.Start), [.. crf.Transitions.SelectMany(Widen)], Widen(crf.End))
            : throw new InvalidDataException(
                $"{place} has {labels} labels, and a CRF of {crf.Start.Count} start scores, {crf.End.Count} end scores and "
                + $"{crf.Transitions.Count} rows of transitions; {remedy}.");
    }

    private static double[] Widen(IReadOnlyList<float> values) => [.. values.Select(v => (double)v)];
}
