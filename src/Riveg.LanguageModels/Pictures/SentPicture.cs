using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Boxes;
using Riveg.Posts;
using Riveg.Regions;
using SkiaSharp;

namespace Riveg.LanguageModels.Pictures;

/// <summary>A post's picture in the form in which a model gets it: scaled to a stated size, as JPEG.</summary>
internal sealed record SentPicture(ImageSize Original, ImageSize Size, DataContent Content)
{
    // All stages, mentions and retries of a post send the same; it goes when the post's picture goes.
    private static readonly ConditionalWeakTable<RgbImage, ConcurrentDictionary<(ImageSize Size, int Quality), Lazy<SentPicture>>> Made =
        [];

    /// <summary>The picture as it is sent, made once for each size and quality.</summary>
    public static SentPicture From(RgbImage image, BoxConvention convention, int maxSide, int quality)
    {
        var size = convention.SentSize(new ImageSize(image.Width, image.Height), maxSide);
        return Made.GetOrCreateValue(image)
            .GetOrAdd((size, quality), key => new Lazy<SentPicture>(() => Make(image, key.Size, key.Quality)))
            .Value;
    }

    private static SentPicture Make(RgbImage image, ImageSize size, int quality) => new(
        new ImageSize(image.Width, image.Height),
        size,
        new DataContent(Encode(image, size, quality), "image/jpeg")
        {
            AdditionalProperties = new() { [AnswerKey.PictureName] = $"{HashOf(image)} {size.Width}x{size.Height} {quality}" },
        });

    // Of the picture's file where there is one: what an encoder makes of it differs between processors and versions.
    private static string HashOf(RgbImage image)
    {
        if (image.SourceHash is { } hash)
        {
            return hash;
        }

        using var pixels = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        pixels.AppendData(Encoding.ASCII.GetBytes($"{image.Width}x{image.Height} RGB\n"));
        pixels.AppendData(image.Pixels.Span);
        return Convert.ToHexStringLower(pixels.GetHashAndReset());
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
