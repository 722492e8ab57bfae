namespace Riveg.Onnx.Observation.Reading;

/// <summary>The smallest rectangle around points, tilted as it must be: one side lies on an edge of their hull.</summary>
internal static class MinimumRectangle
{
    /// <summary>The rectangle.</summary>
    /// <param name="points">At least one; sorted here.</param>
    public static TiltedBox Around(List<(double X, double Y)> points)
    {
        var hull = Hull(points);
        var best = default(TiltedBox);
        var least = double.PositiveInfinity;
        for (var i = 0; i < hull.Count; i++)
        {
            var (from, to) = (hull[i], hull[(i + 1) % hull.Count]);
            var length = Math.Sqrt(((to.X - from.X) * (to.X - from.X)) + ((to.Y - from.Y) * (to.Y - from.Y)));
            var (ux, uy) = length > 0 ? ((to.X - from.X) / length, (to.Y - from.Y) / length) : (1.0, 0.0);
            var box = Along(hull, ux, uy);
            if (box.Width * box.Height < least)
            {
                (best, least) = (box, box.Width * box.Height);
            }
        }

        return best;
    }

    private static TiltedBox Along(List<(double X, double Y)> hull, double ux, double uy)
    {
        var (left, right) = (double.PositiveInfinity, double.NegativeInfinity);
        var (top, bottom) = (left, right);
        foreach (var (x, y) in hull)
        {
            var (along, across) = ((x * ux) + (y * uy), (y * ux) - (x * uy));
            (left, right) = (Math.Min(left, along), Math.Max(right, along));
            (top, bottom) = (Math.Min(top, across), Math.Max(bottom, across));
        }

        var (a, b) = ((left + right) / 2, (top + bottom) / 2);
        return new TiltedBox((a * ux) - (b * uy), (a * uy) + (b * ux), ux, uy, right - left, bottom - top);
    }

    // Andrew's monotone chain.
    private static List<(double X, double Y)> Hull(List<(double X, double Y)> points)
    {
        points.Sort();
        var hull = new List<(double X, double Y)>();
        for (var pass = 0; pass < 2; pass++)
        {
            var start = hull.Count;
            foreach (var point in points)
            {
                while (hull.Count >= start + 2 && Cross(hull[^2], hull[^1], point) <= 0)
                {
                    hull.RemoveAt(hull.Count - 1);
                }

                hull.Add(point);
            }

            hull.RemoveAt(hull.Count - 1);
            points.Reverse();
        }

        return hull.Count > 0 ? hull : [points[0]];
    }

    private static double Cross((double X, double Y) o, (double X, double Y) a, (double X, double Y) b) =>
        ((a.X - o.X) * (b.Y - o.Y)) - ((a.Y - o.Y) * (b.X - o.X));
}
