using Riveg.Posts;

namespace Riveg.Testing;

/// <summary>Small pictures for tests, the same on every machine.</summary>
public static class DrawnPicture
{
    /// <summary>A picture with a sky, a ground and one bright figure; different seeds give other colours and another place.</summary>
    /// <param name="width">In pixels, at least 1.</param>
    /// <param name="height">In pixels, at least 1.</param>
    /// <param name="seed">Tells pictures apart.</param>
    public static RgbImage Draw(int width, int height, int seed = 0) => new(width, height, Pixels(width, height, seed));

    /// <summary>The same picture encoded as PNG, for a <see cref="Post"/>.</summary>
    /// <inheritdoc cref="Draw" />
    public static ImageSource Source(int width, int height, int seed = 0)
    {
        using var stream = new MemoryStream();
        ImageEncoder.WritePng(Draw(width, height, seed), stream);
        return ImageSource.FromBytes(stream.ToArray(), $"drawn-{width}x{height}-{seed}.png");
    }

    internal static byte[] Pixels(int width, int height, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 1);
        var pixels = new byte[width * height * 3];
        var tint = (byte)(37 * (seed % 7));
        var left = width * (1 + (seed % 5)) / 10;
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
            {
                var isFigure = x >= left && x < left + ((width + 2) / 3) && y >= height / 4 && y < height - (height / 8);
                var (r, g, b) = isFigure ? (230, 200 - tint, 40) : y < height / 2 ? (60 + tint, 120, 200) : (70, 90 + (tint / 2), 60);
                var at = ((y * width) + x) * 3;
                (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)r, (byte)g, (byte)b);
            }
        }

        return pixels;
    }
}
