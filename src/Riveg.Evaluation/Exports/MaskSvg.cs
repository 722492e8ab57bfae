using System.Globalization;
using System.Numerics;
using System.Text;
using Riveg.Regions;

namespace Riveg.Evaluation.Exports;

/// <summary>
/// A mask as an SVG that fills exactly its pixels: the borders of all its parts and holes, followed along the pixels' sides.
/// </summary>
internal static class MaskSvg
{
    // Sides go with the inside on their right: above a pixel to the right, behind it down, below it to the left, before it up.
    private static readonly (int X, int Y)[] Ways = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    /// <summary>Writes the SVG.</summary>
    /// <param name="mask">Not empty.</param>
    public static string Of(Mask mask)
    {
        var svg = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {mask.Width} {mask.Height}\"><path fill-rule=\"evenodd\" d=\"");
        var sides = Sides(mask);
        for (var y = 0; y <= mask.Height; y++)
        {
            for (var x = 0; x <= mask.Width; x++)
            {
                while (sides[(y * (mask.Width + 1)) + x] != 0)
                {
                    Follow(sides, mask.Width + 1, (x, y), svg);
                }
            }
        }

        return svg.Append("\"/></svg>").ToString();
    }

    // For each corner of a pixel the ways on which sides leave it, a bit each: a byte a corner, however many borders there are.
    private static byte[] Sides(Mask mask)
    {
        var (width, height, pixels) = (mask.Width, mask.Height, mask.ToPixels());
        var sides = new byte[checked((width + 1) * (height + 1))];
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                if (IsInside(x, y))
                {
                    Add(0, !IsInside(x, y - 1), x, y);
                    Add(1, !IsInside(x + 1, y), x + 1, y);
                    Add(2, !IsInside(x, y + 1), x + 1, y + 1);
                    Add(3, !IsInside(x - 1, y), x, y + 1);
                }
            }
        }

        return sides;

        bool IsInside(int x, int y) => x >= 0 && y >= 0 && x < width && y < height && pixels[(y * width) + x] != 0;

        void Add(int way, bool isBorder, int x, int y) => sides[(y * (width + 1)) + x] |= (byte)(isBorder ? 1 << way : 0);
    }

    // As many sides arrive at a corner as leave it, so that each border comes back. Its start is the first corner of what is left, row by
    // row, where no side goes straight on.
    private static void Follow(byte[] sides, int columns, (int X, int Y) start, StringBuilder svg)
    {
        svg.Append(CultureInfo.InvariantCulture, $"M{start.X} {start.Y}");
        var (here, before) = (start, -1);
        do
        {
            ref var left = ref sides[(here.Y * columns) + here.X];
            var way = BitOperations.TrailingZeroCount(left);
            left &= (byte)(left - 1);
            if (way != before && before >= 0)
            {
                // Sides lie along the axes, in turns.
                svg.Append(before % 2 == 0 ? 'H' : 'V').Append(before % 2 == 0 ? here.X : here.Y);
            }

            here = (here.X + Ways[way].X, here.Y + Ways[way].Y);
            before = way;
        }
        while (here != start);

        svg.Append('Z');
    }
}
