namespace Riveg.Regions;

/// <summary>The one place that turns other forms of a box into <see cref="Box"/> (pixels, corners) and back.</summary>
public static class BoxConversions
{
    /// <summary>From corners in fractions 0..1 of the picture.</summary>
    public static Box FromRelative(Box relative, ImageSize size) =>
        new(relative.X0 * size.Width, relative.Y0 * size.Height, relative.X1 * size.Width, relative.Y1 * size.Height);

    /// <summary>To corners in fractions 0..1 of the picture.</summary>
    public static Box ToRelative(Box box, ImageSize size) =>
        new(box.X0 / size.Width, box.Y0 / size.Height, box.X1 / size.Width, box.Y1 / size.Height);

    /// <summary>From the left top corner and the size (COCO's form).</summary>
    public static Box FromXywh(double x, double y, double width, double height) => new(x, y, x + width, y + height);

    /// <summary>From the centre and the size.</summary>
    public static Box FromCxcywh(double cx, double cy, double width, double height) =>
        new(cx - (width / 2), cy - (height / 2), cx + (width / 2), cy + (height / 2));

    /// <summary>From corners in percent, 0..100.</summary>
    public static Box FromPercent(Box percent, ImageSize size) => FromScale(percent, 100, size);

    /// <summary>
    /// From corners on a scale 0..<paramref name="scale"/> along both sides (1000 for Qwen and Gemini, 1024 for PaliGemma).
    /// </summary>
    public static Box FromScale(Box box, double scale, ImageSize size) =>
        FromRelative(new Box(box.X0 / scale, box.Y0 / scale, box.X1 / scale, box.Y1 / scale), size);

    /// <summary>
    /// From OFA's location bins: bin <c>b</c> of <paramref name="bins"/> stands for <c>b / (bins - 1)</c> of the side
    /// (docs/method.md, "The stages").
    /// </summary>
    public static Box FromBins(int x0, int y0, int x1, int y1, ImageSize size, int bins = 1000) =>
        FromScale(new Box(x0, y0, x1, y1), bins - 1, size);

    /// <summary>To OFA's location bins, rounded half to even.</summary>
    public static (int X0, int Y0, int X1, int Y1) ToBins(Box box, ImageSize size, int bins = 1000)
    {
        var relative = ToRelative(box, size);
        int Bin(double v) => (int)Math.Clamp(Math.Round(v * (bins - 1), MidpointRounding.ToEven), 0, bins - 1);
        return (Bin(relative.X0), Bin(relative.Y0), Bin(relative.X1), Bin(relative.Y1));
    }

    /// <summary>A region's box in pixels of a picture of the given size.</summary>
    public static Box ToPixels(this Region region, ImageSize size)
    {
        ArgumentNullException.ThrowIfNull(region);
        return region.Unit == RegionUnit.Relative ? FromRelative(region.Box, size) : region.Box;
    }
}
