using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using SkiaSharp;

namespace Riveg.Tests.Posts;

/// <summary>Pictures with EXIF's orientation in every place where PNG and WebP files have it.</summary>
internal static class OrientedPictures
{
    /// <summary>The places by name.</summary>
    public static IReadOnlyDictionary<string, Func<byte, byte[]>> All { get; } = new Dictionary<string, Func<byte, byte[]>>
    {
        ["png eXIf big endian"] = o => WithChunk("eXIf", Tiff(o, isLittle: false)),
        ["png eXIf little endian"] = o => WithChunk("eXIf", Tiff(o, isLittle: true)),
        ["png eXIf with prefix"] = o => WithChunk("eXIf", [.. "Exif\0\0"u8, .. Tiff(o, isLittle: true)]),
        ["png eXIf behind the pixels"] = o => WithChunk("eXIf", Tiff(o, isLittle: true), isBehind: true),
        ["png eXIf behind other entries"] = o => WithChunk("eXIf", Tiff(o, isLittle: false, others: 3)),
        ["png eXIf long"] = o => WithChunk("eXIf", Tiff(o, isLittle: true, isLong: true)),
        ["png zTXt exif"] = o => WithChunk(
            "zTXt", [.. "Raw profile type exif\0\0"u8, .. Zlib(Profile("exif", [.. "Exif\0\0"u8, .. Tiff(o, isLittle: false)]))]),
        ["png zTXt APP1"] = o => WithChunk(
            "zTXt", [.. "Raw profile type APP1\0\0"u8, .. Zlib(Profile("APP1", [.. "Exif\0\0"u8, .. Tiff(o, isLittle: true)]))]),
        ["png tEXt exif"] = o => WithChunk("tEXt", [.. "Raw profile type exif\0"u8, .. Profile("exif", Tiff(o, isLittle: true))]),
        ["png iTXt exif"] = o => WithChunk("iTXt", [.. "Raw profile type exif\0\0\0\0\0"u8, .. Profile("exif", Tiff(o, isLittle: true))]),
        ["webp big endian"] = o => WebP(Tiff(o, isLittle: false)),
        ["webp little endian"] = o => WebP(Tiff(o, isLittle: true)),
        ["webp big endian with prefix"] = o => WebP([.. "Exif\0\0"u8, .. Tiff(o, isLittle: false)]),
        ["webp little endian with prefix"] = o => WebP([.. "Exif\0\0"u8, .. Tiff(o, isLittle: true)]),
        ["jpeg"] = o => EncodedPictures.WithOrientation(EncodedPictures.Quarters(SKEncodedImageFormat.Jpeg), o),
    };

    /// <summary>A PNG of four quarters with a chunk behind its header, or before its end.</summary>
    public static byte[] WithChunk(string type, byte[] body, bool isBehind = false)
    {
        var png = EncodedPictures.Quarters(SKEncodedImageFormat.Png);
        var at = isBehind ? png.Length - 12 : 33;
        return [.. png[..at], .. PngBytes.Chunk(type, body), .. png[at..]];
    }

    /// <summary>A WebP of four quarters in the extended form with an EXIF chunk.</summary>
    public static byte[] WebP(byte[] exif)
    {
        var simple = EncodedPictures.Quarters(SKEncodedImageFormat.Webp);
        byte[] header = [0x08, 0, 0, 0, 47, 0, 0, 31, 0, 0];
        byte[] pixels = simple.AsSpan(12, 4).SequenceEqual("VP8X"u8) ? simple[30..] : simple[12..];
        byte[] content = [.. "WEBP"u8, .. Riff("VP8X", header), .. pixels, .. Riff("EXIF", exif)];
        return Riff("RIFF", content);
    }

    private static byte[] Riff(string type, byte[] body)
    {
        var length = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(length, body.Length);
        return [.. Encoding.ASCII.GetBytes(type), .. length, .. body, .. body.Length % 2 == 1 ? new byte[1] : []];
    }

    private static byte[] Tiff(byte orientation, bool isLittle, int others = 0, bool isLong = false)
    {
        var entries = Enumerable.Range(0, others)
            .SelectMany(i => Entry(0x0100 + i, 3, 9))
            .Concat(Entry(0x0112, isLong ? 4 : 3, orientation));
        return [.. isLittle ? "II"u8 : "MM"u8, .. Short(42), .. Int(8), .. Short(others + 1), .. entries, .. Int(0)];

        byte[] Entry(int tag, int type, int value) =>
            [.. Short(tag), .. Short(type), .. Int(1), .. type == 4 ? Int(value) : [.. Short(value), 0, 0]];

        byte[] Short(int value) => isLittle ? [(byte)value, (byte)(value >> 8)] : [(byte)(value >> 8), (byte)value];

        byte[] Int(int value) =>
            isLittle ? [.. Short(value & 0xffff), .. Short(value >> 16)] : [.. Short(value >> 16), .. Short(value & 0xffff)];
    }

    private static byte[] Profile(string name, byte[] exif)
    {
        var lines = Convert.ToHexStringLower(exif).Chunk(72).Select(l => new string(l));
        return Encoding.ASCII.GetBytes($"\n{name}\n{exif.Length,8}\n{string.Join('\n', lines)}\n");
    }

    private static byte[] Zlib(byte[] text)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Optimal))
        {
            zlib.Write(text);
        }

        return packed.ToArray();
    }
}
