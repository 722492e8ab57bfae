namespace Riveg.Regions;

/// <summary>
/// An axis-parallel box with corners <c>(X0, Y0)</c> top left and <c>(X1, Y1)</c> bottom right, in pixels of the upright picture
/// (continuous coordinates: a box around the whole picture is <c>0 0 width height</c>) unless a <see cref="Region"/> says
/// <see cref="RegionUnit.Relative"/>. Other forms are converted in <see cref="BoxConversions"/>, nowhere else.
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

    /// <summary>The part of the box that lies inside a picture.</summary>
    public Box ClampTo(ImageSize size) => new(
        Math.Clamp(X0, 0, size.Width),
        Math.Clamp(Y0, 0, size.Height),
        Math.Clamp(X1, 0, size.Width),
        Math.Clamp(Y1, 0, size.Height));
}
