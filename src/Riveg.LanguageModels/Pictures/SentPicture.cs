using System.Runtime.InteropServices;
using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Dialects;
using Riveg.Posts;
using Riveg.Regions;
using SkiaSharp;

namespace Riveg.LanguageModels.Pictures;

/// <summary>A post's picture in the form in which a model gets it: scaled to a stated size, as JPEG.</summary>
internal sealed record SentPicture(ImageSize Original, ImageSize Size, DataContent Content)
{
    public static SentPicture From(RgbImage image, PictureSizes sizes, int maxSide, int quality)
    {
        var original = new ImageSize(image.Width, image.Height);
        var size = sizes.SentSize(original, maxSide);
        return new SentPicture(original, size, new DataContent(Encode(image, size, quality), "image/jpeg"));
    }

    private static byte[] Encode(RgbImage image, ImageSize size, int quality)
    {
        var pixels = new byte[image.Width * image.Height * 4];
        var source = image.Pixels.Span;
        for (int s = 0, t = 0; s < source.Length; s += 3, t += 4)
        {
            (pixels[t], pixels[t + 1], pixels[t + 2], pixels[t + 3]) = (source[s], source[s + 1], source[s + 2], 255);
        }

        var handle = GCHandle.Alloc(pixels, GCHandleType.Pinned);
        try
        {
            using var full = new SKPixmap(
                new SKImageInfo(image.Width, image.Height, SKColorType.Rgba8888, SKAlphaType.Opaque), handle.AddrOfPinnedObject());
            using var scaled = new SKBitmap(new SKImageInfo(size.Width, size.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
            using var target = scaled.PeekPixels();
            if (!full.ScalePixels(target, new SKSamplingOptions(SKFilterMode.Linear, SKMipmapMode.Nearest)))
            {
                throw new InvalidOperationException($"A picture of {size} cannot be made.");
            }

            using var data = target.Encode(
                new SKJpegEncoderOptions(quality, SKJpegEncoderDownsample.Downsample420, SKJpegEncoderAlphaOption.Ignore));
            return data?.ToArray() ?? throw new InvalidOperationException($"A picture of {size} cannot be written as JPEG.");
        }
        finally
        {
            handle.Free();
        }
    }
}
