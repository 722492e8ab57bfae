namespace Riveg.Regions;

/// <summary>What the coordinates of a region count.</summary>
public enum RegionUnit
{
    /// <summary>Pixels of the upright picture.</summary>
    Pixels,

    /// <summary>Fractions 0..1 of the picture's width and height; what a grounder says that has not seen the picture.</summary>
    Relative,
}

/// <summary>Where an entity is in its post's picture.</summary>
/// <param name="Box">In the unit that <see cref="Unit"/> names.</param>
/// <param name="Score">The grounder's confidence that the region is right, 0..1.</param>
public sealed record Region(Box Box, double Score)
{
    /// <summary>What the coordinates count; pixels by default.</summary>
    public RegionUnit Unit { get; init; } = RegionUnit.Pixels;

    /// <summary>The entity's outline, of the picture's size; null before segmentation.</summary>
    public Mask? Mask { get; init; }

    /// <summary>The model's own words for this region where it is a language model; null elsewhere.</summary>
    public string? RawAnswer { get; init; }

    /// <summary>The box in pixels.</summary>
    /// <param name="size">The picture's size.</param>
    /// <returns>The box in pixels, whatever its unit is here.</returns>
    public Box ToPixels(ImageSize size) => Unit == RegionUnit.Relative ? Box.FromRelative(Box, size) : Box;
}
