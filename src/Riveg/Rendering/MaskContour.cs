using Riveg.Regions;

namespace Riveg.Rendering;

/// <summary>A point of a picture in continuous pixel coordinates.</summary>
internal readonly record struct ContourPoint(double X, double Y);

/// <summary>
/// The outline of a mask as closed polygons, outer borders and holes alike (fill them even-odd). The pixel borders are followed, smoothed,
/// and thinned to the points that carry the shape.
/// </summary>
internal static class MaskContour
{
    private const double Tolerance = 0.35;

    // East, south, west, north: a step with the inside on its right hand.
    private static readonly (int X, int Y)[] Steps = [(1, 0), (0, 1), (-1, 0), (0, -1)];

    // Which pixel lies ahead on the right, and ahead on the left, of a corner reached in each direction.
    private static readonly (int X, int Y)[] AheadRight = [(0, 0), (-1, 0), (-1, -1), (0, -1)];
    private static readonly (int X, int Y)[] AheadLeft = [(0, -1), (0, 0), (-1, 0), (-1, -1)];

    /// <summary>Follows every border of the mask.</summary>
    /// <returns>Closed polygons in pixels of the mask's picture, the last point joined to the first; empty for an empty mask.</returns>
    public static IReadOnlyList<ContourPoint[]> Trace(Mask mask)
    {
        if (mask.BoundingBox is not { } bounds)
        {
            return [];
        }

        var raster = Raster.Crop(mask, bounds);
        var seen = new bool[raster.Width * raster.Height];
        var contours = new List<ContourPoint[]>();
        for (var y = 0; y < raster.Height; y++)
        {
            for (var x = 0; x < raster.Width; x++)
            {
                // Every border, of a hole too, has a pixel whose top side belongs to it.
                if (!seen[(y * raster.Width) + x] && raster.IsInside(x, y) && !raster.IsInside(x, y - 1))
                {
                    var border = Follow(raster, x, y, seen);
                    contours.Add([.. Thin(Smooth(border)).Select(p => new ContourPoint(p.X + bounds.X0, p.Y + bounds.Y0))]);
                }
            }
        }

        return contours;
    }

    // The middles of the border's pixel sides, once around.
    private static List<ContourPoint> Follow(Raster raster, int startX, int startY, bool[] seen)
    {
        var points = new List<ContourPoint>();
        int x = startX, y = startY, direction = 0;
        do
        {
            if (direction == 0)
            {
                seen[(y * raster.Width) + x] = true;
            }

            var step = Steps[direction];
            points.Add(new(x + (step.X / 2.0), y + (step.Y / 2.0)));
            x += step.X;
            y += step.Y;
            if (!raster.IsInside(x + AheadRight[direction].X, y + AheadRight[direction].Y))
            {
                direction = (direction + 1) & 3;
            }
            else if (raster.IsInside(x + AheadLeft[direction].X, y + AheadLeft[direction].Y))
            {
                direction = (direction + 3) & 3;
            }
        }
        while (x != startX || y != startY || direction != 0);

        return points;
    }

    // A binomial average over five neighbours takes the stairs away and moves no point further than half a pixel or so.
    private static ContourPoint[] Smooth(List<ContourPoint> points)
    {
        if (points.Count < 12)
        {
            return [.. points];
        }

        var smooth = new ContourPoint[points.Count];
        for (var i = 0; i < points.Count; i++)
        {
            ContourPoint At(int offset) => points[(i + offset + points.Count) % points.Count];
            smooth[i] = new(
                (At(-2).X + (4 * At(-1).X) + (6 * At(0).X) + (4 * At(1).X) + At(2).X) / 16,
                (At(-2).Y + (4 * At(-1).Y) + (6 * At(0).Y) + (4 * At(1).Y) + At(2).Y) / 16);
        }

        return smooth;
    }

    // Ramer, Douglas and Peucker, with an explicit stack; the closed line is cut at its first point and at the point furthest from it.
    private static IEnumerable<ContourPoint> Thin(ContourPoint[] points)
    {
        if (points.Length < 8)
        {
            return points;
        }

        var keep = new bool[points.Length + 1];
        var far = Enumerable.Range(0, points.Length).MaxBy(i => Distance(points[i], points[0]));
        keep[0] = keep[far] = true;
        var ranges = new Stack<(int First, int Last)>([(0, far), (far, points.Length)]);
        while (ranges.TryPop(out var range))
        {
            var (furthest, distance) = FurthestFromChord(points, range.First, range.Last);
            if (distance > Tolerance)
            {
                keep[furthest] = true;
                ranges.Push((range.First, furthest));
                ranges.Push((furthest, range.Last));
            }
        }

        return points.Where((_, i) => keep[i]);
    }

    private static (int Index, double Distance) FurthestFromChord(ContourPoint[] points, int first, int last)
    {
        var a = points[first];
        var b = points[last % points.Length];
        var length = Distance(a, b);
        var (index, furthest) = (first, 0.0);
        for (var i = first + 1; i < last; i++)
        {
            var p = points[i];
            var distance = length == 0 ? Distance(p, a) : Math.Abs(((b.X - a.X) * (a.Y - p.Y)) - ((a.X - p.X) * (b.Y - a.Y))) / length;
            if (distance > furthest)
            {
                (index, furthest) = (i, distance);
            }
        }

        return (index, furthest);
    }

    private static double Distance(ContourPoint a, ContourPoint b) => Math.Sqrt(((a.X - b.X) * (a.X - b.X)) + ((a.Y - b.Y) * (a.Y - b.Y)));

    // Only the part of the mask that holds something, so that a small mask in a huge picture costs little.
    private sealed class Raster(int width, int height)
    {
        private readonly bool[] inside = new bool[width * height];

        public int Width => width;

        public int Height => height;

        public static Raster Crop(Mask mask, Box bounds)
        {
            var raster = new Raster((int)bounds.Width, (int)bounds.Height);
            long position = 0;
            for (var i = 0; i < mask.Counts.Length; i++)
            {
                var end = position + mask.Counts[i];
                for (var p = position; (i & 1) == 1 && p < end; p++)
                {
                    var row = (int)(p % mask.Height) - (int)bounds.Y0;
                    var column = (int)(p / mask.Height) - (int)bounds.X0;
                    raster.inside[(row * raster.Width) + column] = true;
                }

                position = end;
            }

            return raster;
        }

        public bool IsInside(int x, int y) => x >= 0 && y >= 0 && x < width && y < height && inside[(y * width) + x];
    }
}
