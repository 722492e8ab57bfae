using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Builtin.Segmentation;

/// <summary>The part of a picture around a box, reduced to a grid of mean colours.</summary>
internal sealed class PictureCrop
{
    // Beyond the box this share of its sides is taken as a sample of the background.
    private const double Margin = 0.2;

    private PictureCrop(int x0, int y0, int x1, int y1, int columns, int rows, float[] colours)
    {
        (X0, Y0, X1, Y1, Columns, Rows, Colours) = (x0, y0, x1, y1, columns, rows, colours);
    }

    public int X0 { get; }

    public int Y0 { get; }

    public int X1 { get; }

    public int Y1 { get; }

    public int Columns { get; }

    public int Rows { get; }

    /// <summary>R, G, B of each cell, row by row, 0..255.</summary>
    public float[] Colours { get; }

    public static PictureCrop Around(RgbImage image, Box box, int workingSide)
    {
        var x0 = (int)Math.Clamp(Math.Floor(box.X0 - (Margin * box.Width)), 0, image.Width - 1);
        var y0 = (int)Math.Clamp(Math.Floor(box.Y0 - (Margin * box.Height)), 0, image.Height - 1);
        var x1 = (int)Math.Clamp(Math.Ceiling(box.X1 + (Margin * box.Width)), x0 + 1, image.Width);
        var y1 = (int)Math.Clamp(Math.Ceiling(box.Y1 + (Margin * box.Height)), y0 + 1, image.Height);
        var scale = Math.Min(1, (double)workingSide / Math.Max(x1 - x0, y1 - y0));
        var columns = Math.Max(1, (int)Math.Round((x1 - x0) * scale));
        var rows = Math.Max(1, (int)Math.Round((y1 - y0) * scale));
        return new PictureCrop(x0, y0, x1, y1, columns, rows, Reduce(image, x0, y0, x1, y1, columns, rows));
    }

    /// <summary>Whether a cell's centre lies in a box.</summary>
    public bool IsInside(int column, int row, Box box)
    {
        var x = X0 + ((column + 0.5) * (X1 - X0) / Columns);
        var y = Y0 + ((row + 0.5) * (Y1 - Y0) / Rows);
        return x >= box.X0 && x <= box.X1 && y >= box.Y0 && y <= box.Y1;
    }

    private static float[] Reduce(RgbImage image, int x0, int y0, int x1, int y1, int columns, int rows)
    {
        var sums = new float[columns * rows * 3];
        var counts = new int[columns * rows];
        var columnOf = Enumerable.Range(0, x1 - x0).Select(x => (int)((long)x * columns / (x1 - x0))).ToArray();
        for (var y = y0; y < y1; y++)
        {
            var row = image.Row(y);
            var first = (int)((long)(y - y0) * rows / (y1 - y0)) * columns;
            for (var x = x0; x < x1; x++)
            {
                var cell = first + columnOf[x - x0];
                counts[cell]++;
                for (var c = 0; c < 3; c++)
                {
                    sums[(cell * 3) + c] += row[(x * 3) + c];
                }
            }
        }

        for (var i = 0; i < sums.Length; i++)
        {
            sums[i] /= Math.Max(1, counts[i / 3]);
        }

        return sums;
    }
}
