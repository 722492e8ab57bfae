using System.Globalization;
using System.Text;
using Riveg.Regions;

namespace Riveg.Evaluation.Exports;

/// <summary>
/// A mask as an SVG that fills exactly its pixels: the borders of all its parts and holes, followed along the pixels' sides.
/// </summary>
internal static class MaskSvg
{
    /// <summary>Writes the SVG.</summary>
    /// <param name="mask">Not empty.</param>
    public static string Of(Mask mask)
    {
        var svg = new StringBuilder().Append(
            CultureInfo.InvariantCulture,
            $"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {mask.Width} {mask.Height}\"><path fill-rule=\"evenodd\" d=\"");
        foreach (var border in Borders(mask))
        {
            svg.Append(CultureInfo.InvariantCulture, $"M{border[0].X} {border[0].Y}");
            for (var i = 1; i < border.Count; i++)
            {
                // Sides lie along the axes, in turns.
                svg.Append(
                    CultureInfo.InvariantCulture, $"{(border[i].Y == border[i - 1].Y ? $"H{border[i].X}" : $"V{border[i].Y}")}");
            }

            svg.Append('Z');
        }

        return svg.Append("\"/></svg>").ToString();
    }

    // The corners of each closed border. Sides go with the inside on their right, so that at each point as many arrive as leave.
    private static IEnumerable<List<(int X, int Y)>> Borders(Mask mask)
    {
        var pixels = mask.ToPixels();
        var sides = new Dictionary<(int X, int Y), List<(int X, int Y)>>();
        for (var y = 0; y < mask.Height; y++)
        {
            for (var x = 0; x < mask.Width; x++)
            {
                if (!IsInside(x, y))
                {
                    continue;
                }

                Add(!IsInside(x, y - 1), (x, y), (x + 1, y));
                Add(!IsInside(x + 1, y), (x + 1, y), (x + 1, y + 1));
                Add(!IsInside(x, y + 1), (x + 1, y + 1), (x, y + 1));
                Add(!IsInside(x - 1, y), (x, y + 1), (x, y));
            }
        }

        foreach (var start in sides.Keys.ToList())
        {
            while (sides[start].Count > 0)
            {
                yield return Follow(sides, start);
            }
        }

        bool IsInside(int x, int y) => x >= 0 && y >= 0 && x < mask.Width && y < mask.Height && pixels[(y * mask.Width) + x] != 0;

        void Add(bool isBorder, (int X, int Y) from, (int X, int Y) to)
        {
            if (isBorder)
            {
                (sides.TryGetValue(from, out var ends) ? ends : sides[from] = []).Add(to);
            }
        }
    }

    private static List<(int X, int Y)> Follow(Dictionary<(int X, int Y), List<(int X, int Y)>> sides, (int X, int Y) start)
    {
        var border = new List<(int X, int Y)> { start };
        var here = start;
        do
        {
            var ends = sides[here];
            var next = ends[^1];
            ends.RemoveAt(ends.Count - 1);
            if (border.Count > 1 && IsStraight(border[^2], here, next))
            {
                border[^1] = next;
            }
            else
            {
                border.Add(next);
            }

            here = next;
        }
        while (here != start);

        // The last corner is the first one, which closing the path comes back to.
        border.RemoveAt(border.Count - 1);
        return border;
    }

    private static bool IsStraight((int X, int Y) a, (int X, int Y) b, (int X, int Y) c) =>
        (a.X == b.X && b.X == c.X) || (a.Y == b.Y && b.Y == c.Y);
}
