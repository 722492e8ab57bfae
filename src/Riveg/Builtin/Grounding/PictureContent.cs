using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Builtin.Grounding;

/// <summary>
/// What stands out in a picture, cell by cell on a grid of at most <see cref="LongSide"/> cells: a cell's colour contrast against the
/// picture's border, its edges and, for persons, whether it has the colour of skin. No model: rules of thumb, since the data set comes
/// without pictures to learn from.
/// </summary>
internal sealed class PictureContent
{
    private const int LongSide = 80;
    private const double BorderShare = 0.06;
    private readonly int columns;
    private readonly int rows;

    // Summed-area table of the salience, (columns + 1) x (rows + 1).
    private readonly double[] sums;

    private PictureContent(int columns, int rows, double[] salience)
    {
        this.columns = columns;
        this.rows = rows;
        sums = new double[(columns + 1) * (rows + 1)];
        for (var y = 0; y < rows; y++)
        {
            double line = 0;
            for (var x = 0; x < columns; x++)
            {
                line += salience[(y * columns) + x];
                sums[((y + 1) * (columns + 1)) + x + 1] = sums[(y * (columns + 1)) + x + 1] + line;
            }
        }
    }

    /// <summary>Looks at a picture.</summary>
    /// <param name="image">The upright picture.</param>
    /// <param name="isPerson">Whether the colour of skin counts.</param>
    public static PictureContent Of(RgbImage image, bool isPerson)
    {
        var cell = Math.Max(1, (Math.Max(image.Width, image.Height) + LongSide - 1) / LongSide);
        var columns = Math.Max(1, image.Width / cell);
        var rows = Math.Max(1, image.Height / cell);
        var (colours, edges) = Cells(image, cell, columns, rows);
        var contrast = Scaled(BorderContrast(colours, columns, rows));
        var edge = Scaled(edges);
        var salience = new double[columns * rows];
        for (var i = 0; i < salience.Length; i++)
        {
            var skin = isPerson && IsSkin(colours[i]) ? 1 : 0;
            salience[i] = Math.Min(1, (0.75 * contrast[i]) + (0.25 * edge[i]) + (0.35 * skin));
        }

        return new PictureContent(columns, rows, salience);
    }

    /// <summary>The summed salience of the cells inside a relative box; cells on the box's edge count by their share.</summary>
    public double Sum(Box box) => At(box.X1, box.Y1) - At(box.X0, box.Y1) - At(box.X1, box.Y0) + At(box.X0, box.Y0);

    /// <summary>The area of a relative box in cells.</summary>
    public double Area(Box box) => box.Area * columns * rows;

    // The summed-area table between its grid points, bilinear.
    private double At(double x, double y)
    {
        var gx = Math.Clamp(x, 0, 1) * columns;
        var gy = Math.Clamp(y, 0, 1) * rows;
        var x0 = Math.Min((int)gx, columns - 1);
        var y0 = Math.Min((int)gy, rows - 1);
        var (fx, fy) = (gx - x0, gy - y0);
        var top = (y0 * (columns + 1)) + x0;
        var bottom = top + columns + 1;
        return ((1 - fy) * (((1 - fx) * sums[top]) + (fx * sums[top + 1]))) + (fy * (((1 - fx) * sums[bottom]) + (fx * sums[bottom + 1])));
    }

    private static ((double R, double G, double B)[] Colours, double[] Edges) Cells(RgbImage image, int cell, int columns, int rows)
    {
        var colours = new (double R, double G, double B)[columns * rows];
        var edges = new double[columns * rows];
        for (var row = 0; row < rows; row++)
        {
            for (var y = row * cell; y < (row + 1) * cell && y < image.Height; y++)
            {
                var pixels = image.Row(y);
                var above = image.Row(Math.Max(0, y - 1));
                for (var column = 0; column < columns; column++)
                {
                    AddPixels(
                        pixels,
                        above,
                        column * cell,
                        Math.Min(image.Width, (column + 1) * cell),
                        ref colours[(row * columns) + column],
                        ref edges[(row * columns) + column]);
                }
            }
        }

        double area = cell * cell;
        for (var i = 0; i < colours.Length; i++)
        {
            colours[i] = (colours[i].R / area, colours[i].G / area, colours[i].B / area);
            edges[i] /= area;
        }

        return (colours, edges);
    }

    private static void AddPixels(
        ReadOnlySpan<byte> pixels, ReadOnlySpan<byte> above, int from, int to, ref (double R, double G, double B) colour, ref double edge)
    {
        int r = 0, g = 0, b = 0, e = 0;
        for (var x = from; x < to; x++)
        {
            var p = x * 3;
            r += pixels[p];
            g += pixels[p + 1];
            b += pixels[p + 2];
            e += Math.Abs(pixels[p + 1] - above[p + 1]) + (x > 0 ? Math.Abs(pixels[p + 1] - pixels[p - 2]) : 0);
        }

        colour = (colour.R + r, colour.G + g, colour.B + b);
        edge += e;
    }

    // The distance to the nearest of the four sides' mean colours: sky above and ground below are both background.
    private static double[] BorderContrast((double R, double G, double B)[] colours, int columns, int rows)
    {
        var bx = Math.Max(1, (int)(columns * BorderShare));
        var by = Math.Max(1, (int)(rows * BorderShare));
        var sides = new[]
        {
            Mean(colours, columns, 0, 0, columns, by),
            Mean(colours, columns, 0, rows - by, columns, rows),
            Mean(colours, columns, 0, 0, bx, rows),
            Mean(colours, columns, columns - bx, 0, columns, rows),
        };
        return Array.ConvertAll(colours, c => sides.Min(s => Math.Sqrt(Square(c.R - s.R) + Square(c.G - s.G) + Square(c.B - s.B))));
    }

    private static (double R, double G, double B) Mean(
        (double R, double G, double B)[] colours, int columns, int x0, int y0, int x1, int y1)
    {
        double r = 0, g = 0, b = 0;
        for (var y = y0; y < y1; y++)
        {
            for (var x = x0; x < x1; x++)
            {
                var c = colours[(y * columns) + x];
                (r, g, b) = (r + c.R, g + c.G, b + c.B);
            }
        }

        double n = (y1 - y0) * (x1 - x0);
        return (r / n, g / n, b / n);
    }

    // To 0..1 by the 95th percentile, so that one bright spot does not dim the rest; a flat picture stays 0.
    private static double[] Scaled(double[] values)
    {
        var sorted = values.Order().ToArray();
        var top = sorted[(int)((sorted.Length - 1) * 0.95)];
        top = Math.Max(Math.Max(top, sorted[^1] / 2), 1);
        return Array.ConvertAll(values, v => Math.Min(1, v / top));
    }

    // The rule of Kovac, Peer and Solina (2003) for daylight, with a softer lower bound for red.
    private static bool IsSkin((double R, double G, double B) c) =>
        c.R > 80 && c.G > 40 && c.B > 20 && c.R - Math.Min(c.G, c.B) > 15 && c.R - c.G > 12 && c.R > c.B;

    private static double Square(double v) => v * v;
}
