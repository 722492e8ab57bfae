using System.Buffers.Binary;
using SkiaSharp;

namespace Riveg.Hostility.Files;

/// <summary>Small valid pictures of the five formats that are read.</summary>
internal static class SeedPictures
{
    public const int Width = 64;
    public const int Height = 48;

    /// <summary>The endings that <see cref="Encode"/> knows.</summary>
    public static IReadOnlyList<string> Formats { get; } = ["jpg", "png", "webp", "gif", "bmp"];

    public static byte[] Encode(string format) => format switch
    {
        "jpg" => EncodeBySkia(SKEncodedImageFormat.Jpeg),
        "png" => EncodeBySkia(SKEncodedImageFormat.Png),
        "webp" => EncodeBySkia(SKEncodedImageFormat.Webp),
        "gif" => EncodeGif(),
        _ => EncodeBmp(),
    };

    private static byte[] EncodeBySkia(SKEncodedImageFormat format)
    {
        using var bitmap = new SKBitmap(Width, Height);
        using (var canvas = new SKCanvas(bitmap))
        using (var paint = new SKPaint())
        {
            canvas.Clear(SKColors.SteelBlue);
            paint.Color = SKColors.Orange;
            canvas.DrawOval(40, 24, 14, 18, paint);
            paint.Color = SKColors.White;
            canvas.DrawRect(4, 6, 20, 30, paint);
        }

        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    private static byte[] EncodeBmp()
    {
        const int Stride = Width * 3;
        var bytes = new byte[54 + (Stride * Height)];
        "BM"u8.CopyTo(bytes);
        foreach (var (at, value) in new[] { (2, bytes.Length), (10, 54), (14, 40), (18, Width), (22, Height), (34, Stride * Height) })
        {
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        }

        (bytes[26], bytes[28]) = (1, 24);
        for (var i = 54; i < bytes.Length; i++)
        {
            bytes[i] = (byte)(i * 7);
        }

        return bytes;
    }

    // Codes of eight bits, with the table cleared before it would need nine.
    private static byte[] EncodeGif()
    {
        var codes = new List<byte>();
        for (var i = 0; i < Width * Height; i++)
        {
            if (i % 100 == 0)
            {
                codes.Add(0x80);
            }

            codes.Add((byte)(i / Width % 4));
        }

        codes.Add(0x81);
        var table = new byte[128 * 3];
        new byte[] { 255, 0, 0, 0, 255, 0, 0, 0, 255 }.CopyTo(table, 0);
        return
        [
            .. "GIF89a"u8, Width, 0, Height, 0, 0xF6, 0, 0, .. table, 0x2C, 0, 0, 0, 0, Width, 0, Height, 0, 0, 7,
            .. codes.Chunk(255).SelectMany(c => c.Prepend((byte)c.Length)), 0, 0x3B,
        ];
    }
}
