using Riveg.Regions;

namespace Riveg.Rendering;

/// <summary>
/// Sizes of lines and letters in pixels, in proportion to the picture, so that an overlay looks the same on a thumbnail and on a poster.
/// </summary>
internal readonly record struct OverlayScale(float LineWidth, float FontSize)
{
    /// <summary>The sizes for a picture.</summary>
    public static OverlayScale For(ImageSize picture)
    {
        // The geometric mean keeps very long or very wide pictures legible without drowning them.
        var side = Math.Sqrt((double)picture.Width * picture.Height);
        return new((float)Math.Clamp(side / 260, 1, 40), (float)Math.Clamp(side / 42, 9, 400));
    }
}
