using Riveg.Regions;
using SkiaSharp;

namespace Riveg.Posts;

/// <summary>Turns decoded pixels upright (EXIF 2.32, tag 0x0112) and lays them over white, some rows at a time.</summary>
internal sealed class UprightPixels
{
    private readonly int width;
    private readonly int height;
    private readonly SKEncodedOrigin origin;
    private readonly ImageSize size;
    private readonly byte[] target;

    /// <param name="width">Of the encoded picture.</param>
    /// <param name="height">Of the encoded picture.</param>
    /// <param name="origin">Where the first pixel of the encoded picture belongs.</param>
    /// <param name="allocate">Gives an array of at least so many bytes.</param>
    public UprightPixels(int width, int height, SKEncodedOrigin origin, Func<int, byte[]> allocate)
    {
        (this.width, this.height, this.origin) = (width, height, origin);
        size = Size(width, height, origin);
        target = allocate(width * height * 3);
    }

    public static ImageSize Size(int width, int height, SKEncodedOrigin origin) =>
        SwapsSides(origin) ? new ImageSize(height, width) : new ImageSize(width, height);

    /// <summary>A whole bitmap at once: premultiplied RGBA, 8 bits each.</summary>
    public static RgbImage Copy(SKBitmap bitmap, SKEncodedOrigin origin, Func<int, byte[]> allocate)
    {
        var upright = new UprightPixels(bitmap.Width, bitmap.Height, origin, allocate);
        upright.Add(bitmap.GetPixelSpan(), bitmap.RowBytes, 0, bitmap.Height);
        return upright.ToImage();
    }

    /// <summary>Adds encoded rows.</summary>
    /// <param name="source">Premultiplied RGBA, 8 bits each.</param>
    /// <param name="rowBytes">From one row to the next.</param>
    /// <param name="first">The number of the first row.</param>
    /// <param name="count">How many rows.</param>
    public void Add(ReadOnlySpan<byte> source, int rowBytes, int first, int count)
    {
        for (var y = first; y < first + count; y++)
        {
            var row = source.Slice((y - first) * rowBytes, width * 4);
            var (start, step) = Walk(y, width, height, origin);
            for (int x = 0, t = start * 3; x < row.Length; x += 4, t += step * 3)
            {
                var behind = (byte)(255 - row[x + 3]);
                target[t] = (byte)(row[x] + behind);
                target[t + 1] = (byte)(row[x + 1] + behind);
                target[t + 2] = (byte)(row[x + 2] + behind);
            }
        }
    }

    /// <summary>The picture, once all rows are there.</summary>
    public RgbImage ToImage() => RgbImage.Over(size.Width, size.Height, target);

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
