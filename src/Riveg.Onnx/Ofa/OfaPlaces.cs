using Riveg.Onnx.Tokenization;
using Riveg.Regions;

namespace Riveg.Onnx.Ofa;

/// <summary>Boxes as OFA writes them: four of 1000 places, x0 y0 x1 y1, each a share of its side.</summary>
internal static class OfaPlaces
{
    private const int Last = OfaTokenizer.Bins - 1;

    /// <summary>The places that tokens name; null where these are not four places and the end.</summary>
    public static int[]? Read(IReadOnlyList<int> tokens) =>
        tokens.Count == 5 && tokens[4] == OfaTokenizer.End && tokens.Take(4).All(IsPlace)
            ? [.. tokens.Take(4).Select(t => t - OfaTokenizer.FirstBin)]
            : null;

    /// <summary>The box in pixels of the picture: corners in order, and wide enough to hold the places it names.</summary>
    public static Box ToBox(IReadOnlyList<int> places, ImageSize size)
    {
        var (x0, x1) = Side(places[0], places[2], size.Width);
        var (y0, y1) = Side(places[1], places[3], size.Height);
        return new Box(x0, y0, x1, y1);
    }

    private static bool IsPlace(int token) => token is >= OfaTokenizer.FirstBin and < OfaTokenizer.FirstBin + OfaTokenizer.Bins;

    private static (double From, double To) Side(int a, int b, int length)
    {
        var (from, to) = (Math.Min(a, b) / (double)Last * length, Math.Max(a, b) / (double)Last * length);
        if (a != b)
        {
            return (from, to);
        }

        // One place for both corners: half a place to each side.
        var half = 0.5 / Last * length;
        return (Math.Max(0, from - half), Math.Min(length, to + half));
    }
}
