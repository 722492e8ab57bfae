using SkiaSharp;

namespace Riveg.Benchmarks.Words;

/// <summary>The perspective map of a rectangle to four corners (Heckbert 1989, section 2.2.3).</summary>
internal static class Homography
{
    /// <summary>The map of <c>0 0 width height</c> to corners, from the left upper one clockwise.</summary>
    public static SKMatrix FromRectangle(float width, float height, IReadOnlyList<SKPoint> to)
    {
        var (p0, p1, p2, p3) = (to[0], to[1], to[2], to[3]);
        var (dx1, dx2, sx) = (p1.X - p2.X, p3.X - p2.X, p0.X - p1.X + p2.X - p3.X);
        var (dy1, dy2, sy) = (p1.Y - p2.Y, p3.Y - p2.Y, p0.Y - p1.Y + p2.Y - p3.Y);
        var determinant = (dx1 * dy2) - (dx2 * dy1);
        var g = ((sx * dy2) - (dx2 * sy)) / determinant;
        var h = ((dx1 * sy) - (sx * dy1)) / determinant;
        return new SKMatrix(
            (p1.X - p0.X + (g * p1.X)) / width, (p3.X - p0.X + (h * p3.X)) / height, p0.X,
            (p1.Y - p0.Y + (g * p1.Y)) / width, (p3.Y - p0.Y + (h * p3.Y)) / height, p0.Y,
            g / width, h / height, 1);
    }
}
