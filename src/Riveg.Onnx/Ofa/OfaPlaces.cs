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

    /// <summary>The box in pixels of the picture, corners in order; without an area where both corners name one place of a side.</summary>
    public static Box ToBox(IReadOnlyList<int> places, ImageSize size)
    {
        var (x0, x1) = (Pixels(places[0], size.Width), Pixels(places[2], size.Width));
        var (y0, y1) = (Pixels(places[1], size.Height), Pixels(places[3], size.Height));
        return new Box(Math.Min(x0, x1), Math.Min(y0, y1), Math.Max(x0, x1), Math.Max(y0, y1));
    }

    /// <summary>A box that has an area: where both corners name one place, half a place to each side of it.</summary>
    public static Box WithArea(Box box, ImageSize size)
    {
        var (x0, x1) = Widened(box.X0, box.X1, size.Width);
        var (y0, y1) = Widened(box.Y0, box.Y1, size.Height);
        return new Box(x0, y0, x1, y1);
    }

    private static bool IsPlace(int token) => token is >= OfaTokenizer.FirstBin and < OfaTokenizer.FirstBin + OfaTokenizer.Bins;

    private static double Pixels(int place, int side) => place / (double)Last * side;

    private static (double From, double To) Widened(double from, double to, int side)
    {
        var half = 0.5 / Last * side;
        return from < to ? (from, to) : (Math.Max(0, from - half), Math.Min(side, to + half));
    }
}
