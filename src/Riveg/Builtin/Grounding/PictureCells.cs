using Riveg.Posts;

namespace Riveg.Builtin.Grounding;

/// <summary>
/// A picture on a grid of at most 80 cells a side: each cell's mean colour as CIE L*a*b*, in which distances are about those that people
/// see. Immutable.
/// </summary>
/// <param name="Columns">How many cells lie beside each other.</param>
/// <param name="Rows">How many cells lie below each other.</param>
/// <param name="Colours">Row by row.</param>
internal sealed record PictureCells(int Columns, int Rows, LabColour[] Colours)
{
    private const int LongSide = 80;

    /// <summary>Looks at a picture.</summary>
    /// <param name="image">The upright picture.</param>
    public static PictureCells Of(RgbImage image)
    {
        var cell = Math.Max(1, (Math.Max(image.Width, image.Height) + LongSide - 1) / LongSide);
        var (columns, rows) = (Math.Max(1, image.Width / cell), Math.Max(1, image.Height / cell));
        var colours = new LabColour[columns * rows];
        for (var row = 0; row < rows; row++)
        {
            for (var column = 0; column < columns; column++)
            {
                colours[(row * columns) + column] = Mean(image, column * cell, row * cell, cell);
            }
        }

        return new PictureCells(columns, rows, colours);
    }

    private static LabColour Mean(RgbImage image, int x0, int y0, int cell)
    {
        var (x1, y1) = (Math.Min(x0 + cell, image.Width), Math.Min(y0 + cell, image.Height));
        long red = 0, green = 0, blue = 0;
        for (var y = y0; y < y1; y++)
        {
            var row = image.Row(y);
            for (var x = x0 * 3; x < x1 * 3; x += 3)
            {
                (red, green, blue) = (red + row[x], green + row[x + 1], blue + row[x + 2]);
            }
        }

        var count = (x1 - x0) * (y1 - y0);
        return LabColour.Of((int)(red / count), (int)(green / count), (int)(blue / count));
    }
}

/// <summary>A colour as CIE L*a*b* under D65.</summary>
/// <param name="L">Lightness, 0..100.</param>
/// <param name="A">Green to red.</param>
/// <param name="B">Blue to yellow.</param>
internal readonly record struct LabColour(double L, double A, double B)
{
    private static readonly double[] Linear = [.. Enumerable.Range(0, 256).Select(v => ToLinear(v / 255.0))];

    /// <summary>From sRGB, 0..255 each.</summary>
    public static LabColour Of(int red, int green, int blue)
    {
        var (r, g, b) = (Linear[red], Linear[green], Linear[blue]);
        var x = Root(((0.4124 * r) + (0.3576 * g) + (0.1805 * b)) / 0.9505);
        var y = Root((0.2126 * r) + (0.7152 * g) + (0.0722 * b));
        var z = Root(((0.0193 * r) + (0.1192 * g) + (0.9505 * b)) / 1.089);
        return new LabColour((116 * y) - 16, 500 * (x - y), 200 * (y - z));
    }

    /// <summary>How far two colours are from each other.</summary>
    public double DistanceTo(LabColour other)
    {
        var (l, a, b) = (L - other.L, A - other.A, B - other.B);
        return Math.Sqrt((l * l) + (a * a) + (b * b));
    }

    private static double ToLinear(double s) => s > 0.04045 ? Math.Pow((s + 0.055) / 1.055, 2.4) : s / 12.92;

    private static double Root(double t) => t > 0.008856 ? Math.Cbrt(t) : (7.787 * t) + (16.0 / 116);
}
