using SkiaSharp;

namespace Riveg.Tests.Posts;

/// <summary>Encoded pictures for the decoder's tests.</summary>
internal static class EncodedPictures
{
    /// <summary>A red block that is one pixel wide and high.</summary>
    public static byte[] Bmp { get; } =
    [
        0x42, 0x4D, 58, 0, 0, 0, 0, 0, 0, 0, 54, 0, 0, 0,
        40, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1, 0, 24, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 255, 0,
    ];

    /// <summary>A red block that is one pixel wide and high.</summary>
    public static byte[] Gif { get; } =
    [
        .. "GIF89a"u8, 1, 0, 1, 0, 0x80, 0, 0, 255, 0, 0, 0, 0, 0,
        0x2C, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 0x01, 0, 0x3B,
    ];

    /// <summary>
    /// A baseline JPEG of 8 x 8 pixels of pure cyan ink, with Adobe's marker (inverted CMYK, no transform). Each component is one block
    /// with a DC value alone: the quantiser is 8, so a sample is 128 + DC.
    /// </summary>
    public static byte[] CyanCmykJpeg { get; } =
    [
        0xFF, 0xD8,
        0xFF, 0xEE, 0, 14, .. "Adobe"u8, 0, 100, 0, 0, 0, 0, 0,
        0xFF, 0xDB, 0, 67, 0, .. Enumerable.Repeat((byte)8, 64),
        0xFF, 0xC0, 0, 20, 8, 0, 8, 0, 8, 4, 1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0, 4, 0x11, 0,
        0xFF, 0xC4, 0, 21, 0x00, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 8,
        0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0xFF, 0xDA, 0, 14, 4, 1, 0, 2, 0, 3, 0, 4, 0, 0, 63, 0,
        .. Bits("01" + "01111111" + "0" + "00" + "1111111" + "0" + "00" + "1111111" + "0" + "00" + "1111111" + "0"),
        0xFF, 0xD9,
    ];

    /// <summary>A picture of four coloured quarters: red, green above blue, white; wider than high.</summary>
    public static byte[] Quarters(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(48, 32);
        using (var canvas = new SKCanvas(bitmap))
        {
            using var paint = new SKPaint();
            foreach (var (colour, x, y) in new[] { (SKColors.Red,
                0,
                0), (SKColors.Lime, 24, 0), (SKColors.Blue, 0, 16), (SKColors.White, 24, 16) })
            {
                paint.Color = colour;
                canvas.DrawRect(x, y, 24, 16, paint);
            }
        }

        using var data = bitmap.Encode(format, 100);
        return data.ToArray();
    }

    /// <summary>Puts an EXIF segment with an orientation right after a JPEG's first marker.</summary>
    public static byte[] WithOrientation(byte[] jpeg, byte orientation) =>
    [
        .. jpeg[..2],
        0xFF, 0xE1, 0, 34, .. "Exif"u8, 0, 0, .. "MM"u8, 0, 42, 0, 0, 0, 8, 0, 1, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, orientation, 0, 0, 0, 0,
        0, 0,
        .. jpeg[2..],
    ];

    // Entropy-coded bits, filled up with ones, a zero byte after each 0xFF (ITU-T T.81, F.1.2.3).
    private static IEnumerable<byte> Bits(string bits) =>
        bits.PadRight((bits.Length + 7) / 8 * 8, '1')
            .Chunk(8)
            .Select(b => Convert.ToByte(new string(b), 2))
            .SelectMany(b => b == 0xFF ? new byte[] { b, 0 } : [b]);
}
