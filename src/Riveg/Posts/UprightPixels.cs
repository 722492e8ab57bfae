using Riveg.Regions;
using SkiaSharp;

namespace Riveg.Posts;

/// <summary>Turns decoded pixels upright (EXIF 2.32, tag 0x0112) and lays them over white.</summary>
internal static class UprightPixels
{
    public static ImageSize Size(int width, int height, SKEncodedOrigin origin) =>
        SwapsSides(origin) ? new ImageSize(height, width) : new ImageSize(width, height);

    /// <param name="bitmap">Premultiplied RGBA, 8 bits each.</param>
    /// <param name="origin">Where the first pixel of the encoded picture belongs.</param>
    /// <param name="allocate">Gives an array of at least so many bytes.</param>
    public static RgbImage Copy(SKBitmap bitmap, SKEncodedOrigin origin, Func<int, byte[]> allocate)
    {
        int width = bitmap.Width, height = bitmap.Height;
        var size = Size(width, height, origin);
        var source = bitmap.GetPixelSpan();
        var target = allocate(size.Width * size.Height * 3);
        for (var y = 0; y < height; y++)
        {
            var row = source.Slice(y * bitmap.RowBytes, width * 4);
            var (first, step) = Walk(y, width, height, origin);
            for (int x = 0, t = first * 3; x < row.Length; x += 4, t += step * 3)
            {
                var behind = (byte)(255 - row[x + 3]);
                target[t] = (byte)(row[x] + behind);
                target[t + 1] = (byte)(row[x + 1] + behind);
                target[t + 2] = (byte)(row[x + 2] + behind);
            }
        }

        return RgbImage.Over(size.Width, size.Height, target);
    }

    private static bool SwapsSides(SKEncodedOrigin origin) =>
        origin is SKEncodedOrigin.LeftTop or SKEncodedOrigin.RightTop or SKEncodedOrigin.RightBottom or SKEncodedOrigin.LeftBottom;

    // Where an encoded row begins in the upright picture, and how far apart its pixels lie there, in pixels.
    private static (int First, int Step) Walk(int y, int width, int height, SKEncodedOrigin origin) => origin switch
    {
        SKEncodedOrigin.TopRight => ((y * width) + width - 1, -1),
        SKEncodedOrigin.BottomRight => (((height - 1 - y) * width) + width - 1, -1),
        SKEncodedOrigin.BottomLeft => ((height - 1 - y) * width, 1),
        SKEncodedOrigin.LeftTop => (y, height),
        SKEncodedOrigin.RightTop => (height - 1 - y, height),
        SKEncodedOrigin.RightBottom => (((width - 1) * height) + height - 1 - y, -height),
        SKEncodedOrigin.LeftBottom => (((width - 1) * height) + y, -height),
        _ => (y * width, 1),
    };
}
