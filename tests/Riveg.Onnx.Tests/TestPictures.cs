using Riveg.Posts;

namespace Riveg.Onnx.Tests;

/// <summary>Pictures for tests.</summary>
internal static class TestPictures
{
    public static RgbImage Load(string path) => new ImageDecoder().Decode(ImageSource.FromFile(path));

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
