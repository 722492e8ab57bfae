namespace Riveg.Regions;

/// <summary>
/// An axis-parallel box with corners <c>(X0, Y0)</c> top left and <c>(X1, Y1)</c> bottom right, in pixels of the upright picture
/// (continuous coordinates: a box around the whole picture is <c>0 0 width height</c>) unless a <see cref="Region"/> says
/// <see cref="RegionUnit.Relative"/>. Other forms are converted here, nowhere else.
/// </summary>
/// <param name="X0">Left.</param>
/// <param name="Y0">Top.</param>
/// <param name="X1">Right, at least <paramref name="X0"/>.</param>
/// <param name="Y1">Bottom, at least <paramref name="Y0"/>.</param>
public readonly record struct Box(double X0, double Y0, double X1, double Y1)
{
    /// <summary>From left to right; never negative.</summary>
    public double Width => Math.Max(0, X1 - X0);

    /// <summary>From top to bottom; never negative.</summary>
    public double Height => Math.Max(0, Y1 - Y0);

    /// <summary>Width times height; 0 for a reversed box.</summary>
    public double Area => Width * Height;

    /// <summary>Whether the corners are finite numbers, in order, and enclose an area.</summary>
    public bool IsProper => double.IsFinite(X0) && double.IsFinite(Y0) && double.IsFinite(X1) && double.IsFinite(Y1) && X1 > X0 && Y1 > Y0;

    /// <summary>Intersection over union, 0..1; 0 where either box has no area.</summary>
    /// <param name="other">The other box, in the same unit.</param>
    /// <returns>0 to 1.</returns>
    public double IntersectionOverUnion(Box other)
    {
        var width = Math.Min(X1, other.X1) - Math.Max(X0, other.X0);
        var height = Math.Min(Y1, other.Y1) - Math.Max(Y0, other.Y0);
        if (!(width > 0) || !(height > 0))
        {
            return 0;
        }

        var intersection = width * height;
        return intersection / (Area + other.Area - intersection);
    }

    /// <summary>The share of this box that lies in another one.</summary>
    /// <param name="other">The other box, in the same unit.</param>
    /// <returns>0 to 1; 0 where this box has no area.</returns>
    internal double ShareIn(Box other)
    {
        var common = new Box(Math.Max(X0, other.X0), Math.Max(Y0, other.Y0), Math.Min(X1, other.X1), Math.Min(Y1, other.Y1));
        return Area > 0 ? common.Area / Area : 0;
    }

    /// <summary>The part of the box that lies inside a picture.</summary>
    /// <param name="size">The picture's size.</param>
    /// <returns>A box of pixels without area where it lies outside.</returns>
    public Box ClampTo(ImageSize size) => new(
        Math.Clamp(X0, 0, size.Width),
        Math.Clamp(Y0, 0, size.Height),
        Math.Clamp(X1, 0, size.Width),
        Math.Clamp(Y1, 0, size.Height));

    /// <summary>From corners in fractions 0..1 of the picture.</summary>
    /// <param name="relative">The corners, 0 to 1.</param>
    /// <param name="size">The picture's size.</param>
    /// <returns>The box in pixels.</returns>
    public static Box FromRelative(Box relative, ImageSize size) =>
        new(relative.X0 * size.Width, relative.Y0 * size.Height, relative.X1 * size.Width, relative.Y1 * size.Height);

    /// <summary>To corners in fractions 0..1 of the picture.</summary>
    /// <param name="size">The size of the picture whose pixels the box is in.</param>
    /// <returns>The box in fractions, 0 to 1 inside the picture.</returns>
    public Box ToRelative(ImageSize size) => new(X0 / size.Width, Y0 / size.Height, X1 / size.Width, Y1 / size.Height);

    /// <summary>From the left top corner and the size (COCO's form).</summary>
    /// <param name="x">Left.</param>
    /// <param name="y">Top.</param>
    /// <param name="width">The width, at least 0.</param>
    /// <param name="height">The height, at least 0.</param>
    /// <returns>The box in the same unit.</returns>
    public static Box FromXywh(double x, double y, double width, double height) => new(x, y, x + width, y + height);

    /// <summary>From the centre and the size.</summary>
    /// <param name="cx">The centre, from the left.</param>
    /// <param name="cy">The centre, from the top.</param>
    /// <param name="width">The width, at least 0.</param>
    /// <param name="height">The height, at least 0.</param>
    /// <returns>The box in the same unit.</returns>
    public static Box FromCxcywh(double cx, double cy, double width, double height) =>
        new(cx - (width / 2), cy - (height / 2), cx + (width / 2), cy + (height / 2));

    /// <summary>From corners in percent, 0..100.</summary>
    /// <param name="percent">The corners, 0 to 100.</param>
    /// <param name="size">The picture's size.</param>
    /// <returns>The box in pixels.</returns>
    public static Box FromPercent(Box percent, ImageSize size) => FromScale(percent, 100, size);

    /// <summary>
    /// From corners on a scale 0..<paramref name="scale"/> along both sides (1000 for Qwen and Gemini, 1024 for PaliGemma).
    /// </summary>
    /// <param name="box">The corners, 0 to <paramref name="scale"/>.</param>
    /// <param name="scale">What both sides of the picture are long, above 0.</param>
    /// <param name="size">The picture's size in pixels.</param>
    /// <returns>The box in pixels.</returns>
    public static Box FromScale(Box box, double scale, ImageSize size) =>
        FromRelative(new Box(box.X0 / scale, box.Y0 / scale, box.X1 / scale, box.Y1 / scale), size);

    /// <summary>
    /// From OFA's location bins: bin <c>b</c> of <paramref name="bins"/> stands for <c>b / (bins - 1)</c> of the side
    /// (docs/method.md, "The stages").
    /// </summary>
    /// <param name="x0">The bin of the left side, 0 to <paramref name="bins"/> - 1.</param>
    /// <param name="y0">The bin of the top.</param>
    /// <param name="x1">The bin of the right side.</param>
    /// <param name="y1">The bin of the bottom.</param>
    /// <param name="size">The picture's size.</param>
    /// <param name="bins">How many bins a side has, at least 2.</param>
    /// <returns>The box in pixels.</returns>
    public static Box FromBins(int x0, int y0, int x1, int y1, ImageSize size, int bins = 1000) =>
        FromScale(new Box(x0, y0, x1, y1), bins - 1, size);

    /// <summary>To OFA's location bins, rounded half to even.</summary>
    /// <param name="size">The size of the picture whose pixels the box is in.</param>
    /// <param name="bins">How many bins a side has, at least 2.</param>
    /// <returns>Bins of 0 to <paramref name="bins"/> - 1; what lies outside the picture is put on its edge.</returns>
    public (int X0, int Y0, int X1, int Y1) ToBins(ImageSize size, int bins = 1000)
    {
        var relative = ToRelative(size);
        int Bin(double v) => (int)Math.Clamp(Math.Round(v * (bins - 1), MidpointRounding.ToEven), 0, bins - 1);
        return (Bin(relative.X0), Bin(relative.Y0), Bin(relative.X1), Bin(relative.Y1));
    }
}
