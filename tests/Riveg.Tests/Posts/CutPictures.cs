using System.Buffers.Binary;
using SkiaSharp;

namespace Riveg.Tests.Posts;

/// <summary>
/// Pictures of 240 x 240 pixels of noise in every format, to be cut off: each row takes about the same share of the file.
/// </summary>
internal static class CutPictures
{
    public const int Side = 240;

    public static IReadOnlyDictionary<string, byte[]> All { get; } = new Dictionary<string, byte[]>
    {
        ["jpeg"] = Encode(SKEncodedImageFormat.Jpeg),
        ["png"] = PngBytes.Write(Side, Side, 8, PngBytes.Rgb, Rows(3)),
        ["webp"] = Encode(SKEncodedImageFormat.Webp),
        ["interlaced png"] = InterlacedPng(),
        ["gif"] = Gif(isInterlaced: false),
        ["interlaced gif"] = Gif(isInterlaced: true),
        ["bmp"] = Bmp(),
    };

    private static byte[][] Rows(int channels)
    {
        var random = new Random(7);
        var rows = new byte[Side][];
        for (var y = 0; y < Side; y++)
        {
            rows[y] = new byte[Side * channels];
            random.NextBytes(rows[y]);
        }

        return rows;
    }

    private static byte[] Encode(SKEncodedImageFormat format)
    {
        using var bitmap = SKBitmap.Decode(PngBytes.Write(Side, Side, 8, PngBytes.Rgb, Rows(3)));
        using var data = bitmap.Encode(format, 90);
        return data.ToArray();
    }

    // Adam7: seven pictures of fewer pixels, one behind the other.
    private static byte[] InterlacedPng()
    {
        var passes = new[] { (0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2) };
        var random = new Random(7);
        var rows = passes.SelectMany(p => Enumerable.Range(0, (Side - p.Item2 + p.Item4 - 1) / p.Item4).Select(_ =>
        {
            var row = new byte[(Side - p.Item1 + p.Item3 - 1) / p.Item3 * 3];
            random.NextBytes(row);
            return row;
        }));
        var png = PngBytes.Write(Side, Side, 8, PngBytes.Rgb, [.. rows]);
        return [.. png[..8], .. PngBytes.Chunk("IHDR", [0, 0, 0, Side, 0, 0, 0, Side, 8, PngBytes.Rgb, 0, 0, 1]), .. png[33..]];
    }

    private static byte[] Bmp()
    {
        var header = new byte[54];
        "BM"u8.CopyTo(header);
        BinaryPrimitives.WriteInt32LittleEndian(header.AsSpan(2), 54 + (Side * Side * 3));
        (header[10], header[14], header[18], header[22], header[26], header[28]) = (54, 40, Side, Side, 1, 24);
        return [.. header, .. Rows(3).SelectMany(r => r)];
    }

    // LZW that never learns: a clear code before the codes grow wider than eight bits (seven bits of colour).
    private static byte[] Gif(bool isInterlaced)
    {
        const int Clear = 128, End = 129, Width = 8;
        var codes = new List<int>();
        foreach (var (index, pixel) in Rows(1).SelectMany(r => r).Index())
        {
            if (index % 120 == 0)
            {
                codes.Add(Clear);
            }

            codes.Add(pixel % 128);
        }

        codes.Add(End);
        byte[] packed = [.. codes.Select(c => (byte)c)];
        var palette = Enumerable.Range(0, 128).SelectMany(i => new[] { (byte)(i * 2), (byte)(255 - i), (byte)i });
        return
        [
            .. "GIF89a"u8, Side, 0, Side, 0, 0xf6, 0, 0, .. palette, 0x2c, 0, 0, 0, 0, Side, 0, Side, 0,
            (byte)(isInterlaced ? 0x40 : 0), Width - 1,
            .. packed.Chunk(255).SelectMany(c => new[] { (byte)c.Length }.Concat(c)), 0, 0x3b,
        ];
    }
}
