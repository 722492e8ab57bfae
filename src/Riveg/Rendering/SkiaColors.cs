using SkiaSharp;

namespace Riveg.Rendering;

internal static class SkiaColors
{
    /// <summary>The colour in Skia's form.</summary>
    /// <param name="color">The colour.</param>
    /// <param name="alpha">0 see-through .. 255 opaque.</param>
    public static SKColor ToSkia(this EntityColor color, byte alpha = 255) => new(color.Red, color.Green, color.Blue, alpha);
}
