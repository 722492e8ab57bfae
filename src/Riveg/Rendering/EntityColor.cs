namespace Riveg.Rendering;

/// <summary>An opaque colour in sRGB, 0..255 a channel.</summary>
/// <param name="Red">Red.</param>
/// <param name="Green">Green.</param>
/// <param name="Blue">Blue.</param>
internal readonly record struct EntityColor(byte Red, byte Green, byte Blue)
{
    /// <summary>Relative luminance, 0 (black) .. 1 (white), as WCAG 2.2 defines it.</summary>
    public double Luminance => (0.2126 * Linear(Red)) + (0.7152 * Linear(Green)) + (0.0722 * Linear(Blue));

    /// <summary>Black or white, whichever reads better on this colour (the higher WCAG contrast).</summary>
    public EntityColor TextColor => 1.05 / (Luminance + 0.05) >= (Luminance + 0.05) / 0.05 ? new(255, 255, 255) : new(0, 0, 0);

    /// <summary>The form <c>#rrggbb</c> of CSS and SVG.</summary>
    public string ToHex() => $"#{Red:x2}{Green:x2}{Blue:x2}";

    private static double Linear(byte channel)
    {
        var value = channel / 255.0;
        return value <= 0.04045 ? value / 12.92 : Math.Pow((value + 0.055) / 1.055, 2.4);
    }
}
