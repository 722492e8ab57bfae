using System.Runtime.InteropServices;
using Riveg.Regions;
using SkiaSharp;

namespace Riveg.Posts;

/// <summary>Writes pictures and masks as PNG. Thread-safe.</summary>
public static class ImageEncoder
{
    /// <summary>Writes a picture as an RGB PNG.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="stream">Gets the file; stays open.</param>
    public static void WritePng(RgbImage image, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(stream);
        var pixels = new byte[image.Width * image.Height * 4];
        var source = image.Pixels.Span;
        for (int s = 0, t = 0; s < source.Length; s += 3, t += 4)
        {
            (pixels[t], pixels[t + 1], pixels[t + 2], pixels[t + 3]) = (source[s], source[s + 1], source[s + 2], 255);
        }

        Write(new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), pixels, stream);
    }

    /// <summary>Writes a mask as a grey PNG of its size: 255 inside, 0 outside.</summary>
    /// <param name="mask">The mask.</param>
    /// <param name="stream">Gets the file; stays open.</param>
    public static void WritePng(Mask mask, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(mask);
        ArgumentNullException.ThrowIfNull(stream);
        Write(new SKImageInfo(mask.Width, mask.Height, SKColorType.Gray8, SKAlphaType.Opaque), Array.ConvertAll(
            mask.ToPixels(), p => (byte)(p * 255)), stream);
    }

    private static void Write(SKImageInfo info, byte[] pixels, Stream stream)
    {
        var handle = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            using var pixmap = new SKPixmap(info, handle.AddrOfPinnedObject());
            using var data = pixmap.Encode(SKPngEncoderOptions.Default)
                ?? throw new InvalidOperationException($"A picture of {info.Width} x {info.Height} cannot be written as PNG.");
            data.SaveTo(stream);
        }
        finally
        {
            handle.Free();
        }
    }
}
