using Riveg.Posts;
using SkiaSharp;

namespace Riveg.Onnx.Tests;

/// <summary>Pictures for tests, decoded without colour management.</summary>
internal static class TestPictures
{
    public static RgbImage Load(string path)
    {
        using var codec = SKCodec.Create(path);
        var info = new SKImageInfo(codec.Info.Width, codec.Info.Height, SKColorType.Rgba8888, SKAlphaType.Unpremul);
        var rgba = new byte[info.BytesSize];
        unsafe
        {
            fixed (byte* pixels = rgba)
            {
                Assert.Equal(SKCodecResult.Success, codec.GetPixels(info, (nint)pixels));
            }
        }

        var rgb = new byte[info.Width * info.Height * 3];
        for (int i = 0, o = 0; i < rgba.Length; i += 4, o += 3)
        {
            rgba.AsSpan(i, 3).CopyTo(rgb.AsSpan(o));
        }

        return new RgbImage(info.Width, info.Height, rgb);
    }

    public static RgbImage Random(int width, int height, int seed)
    {
        var pixels = new byte[width * height * 3];
        new Random(seed).NextBytes(pixels);
        return new RgbImage(width, height, pixels);
    }

    public static RgbImage Flat(int width, int height, byte value)
    {
        var pixels = new byte[width * height * 3];
        Array.Fill(pixels, value);
        return new RgbImage(width, height, pixels);
    }
}
