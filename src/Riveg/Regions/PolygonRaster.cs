namespace Riveg.Regions;

/// <summary>Fills polygons: a pixel is inside where its centre lies inside any of the polygons (even-odd rule within one).</summary>
internal static class PolygonRaster
{
    /// <summary>The mask of polygons in a picture.</summary>
    /// <param name="size">The picture's size.</param>
    /// <param name="polygons">Each at least three corners in pixels; parts outside the picture are cut off, corners that are no numbers are
    /// left out.</param>
    public static Mask Fill(ImageSize size, IReadOnlyList<IReadOnlyList<(double X, double Y)>> polygons)
    {
        ArgumentNullException.ThrowIfNull(polygons);
        var pixels = new byte[size.Width * size.Height];
        foreach (var polygon in polygons)
        {
            Fill(size, [.. polygon.Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))], pixels);
        }

        return Mask.FromPixels(size.Width, size.Height, pixels);
    }

    private static void Fill(ImageSize size, (double X, double Y)[] corners, byte[] pixels)
    {
        var crossings = new List<double>();
        for (var y = 0; y < size.Height; y++)
        {
            crossings.Clear();
            var centre = y + 0.5;
            for (var i = 0; i < corners.Length; i++)
            {
                var (a, b) = (corners[i], corners[(i + 1) % corners.Length]);
                if (a.Y <= centre != b.Y <= centre)
                {
                    crossings.Add(a.X + ((centre - a.Y) / (b.Y - a.Y) * (b.X - a.X)));
                }
            }

            crossings.Sort();
            for (var i = 0; i + 1 < crossings.Count; i += 2)
            {
                var first = (int)Math.Clamp(Math.Ceiling(crossings[i] - 0.5), 0, size.Width);
                var end = (int)Math.Clamp(Math.Ceiling(crossings[i + 1] - 0.5), 0, size.Width);
                pixels.AsSpan((y * size.Width) + first, Math.Max(0, end - first)).Fill(1);
            }
        }
    }
}
