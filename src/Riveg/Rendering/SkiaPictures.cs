using System.Runtime.InteropServices;
using Riveg.Posts;
using SkiaSharp;

namespace Riveg.Rendering;

/// <summary>Pictures handed to Skia for drawing and encoding.</summary>
internal static class SkiaPictures
{
    /// <summary>Copies a picture into a bitmap that Skia can draw on.</summary>
    public static SKBitmap ToBitmap(RgbImage image)
    {
        var bitmap = new SKBitmap(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        var row = new byte[image.Width * 4];
        for (var y = 0; y < image.Height; y++)
        {
            Widen(image.Row(y), row);
            Marshal.Copy(row, 0, bitmap.GetPixels() + (nint)((long)y * bitmap.RowBytes), row.Length);
        }

        return bitmap;
    }

    /// <summary>
    /// The picture as an encoded JPEG whose longer side has at most <paramref name="longestSide"/> pixels; a smaller picture keeps its
    /// size.
    /// </summary>
    public static SKData ToJpeg(RgbImage image, int longestSide, int quality)
    {
        using var bitmap = ToBitmap(image);
        return ToJpeg(bitmap, longestSide, quality);
    }

    /// <inheritdoc cref="ToJpeg(RgbImage, int, int)" />
    public static SKData ToJpeg(SKBitmap bitmap, int longestSide, int quality)
    {
        var scale = Math.Min(1.0, (double)longestSide / Math.Max(bitmap.Width, bitmap.Height));
        if (scale >= 1)
        {
            return bitmap.Encode(SKEncodedImageFormat.Jpeg, quality);
        }

        var size = new SKImageInfo(Shrink(bitmap.Width, scale), Shrink(bitmap.Height, scale), SKColorType.Rgba8888, SKAlphaType.Opaque);
        using var small = bitmap.Resize(size, new SKSamplingOptions(SKCubicResampler.Mitchell));
        return small.Encode(SKEncodedImageFormat.Jpeg, quality);
    }

    private static int Shrink(int side, double scale) => Math.Max(1, (int)Math.Round(side * scale));

    private static void Widen(ReadOnlySpan<byte> rgb, Span<byte> rgba)
    {
        for (int from = 0, to = 0; from < rgb.Length; from += 3, to += 4)
        {
            rgba[to] = rgb[from];
            rgba[to + 1] = rgb[from + 1];
            rgba[to + 2] = rgb[from + 2];
            rgba[to + 3] = byte.MaxValue;
        }
    }
}
