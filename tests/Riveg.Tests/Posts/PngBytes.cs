using System.Buffers.Binary;
using System.IO.Compression;

namespace Riveg.Tests.Posts;

/// <summary>PNG files of any colour type, written by the format's specification (ISO/IEC 15948).</summary>
internal static class PngBytes
{
    public const byte Grey = 0, Rgb = 2, Palette = 3, RgbAlpha = 6;

    private static ReadOnlySpan<byte> Signature => [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <param name="width">In pixels.</param>
    /// <param name="height">In pixels.</param>
    /// <param name="depth">Bits a channel.</param>
    /// <param name="colourType">One of the constants.</param>
    /// <param name="rows">Each row's bytes, without the filter byte.</param>
    /// <param name="palette">R, G, B of each entry; null for the other colour types.</param>
    public static byte[] Write(int width, int height, byte depth, byte colourType, byte[][] rows, byte[]? palette = null)
    {
        using var file = new MemoryStream();
        file.Write(Signature);
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9]) = (depth, colourType);
        WriteChunk(file, "IHDR"u8, header);
        if (palette is not null)
        {
            WriteChunk(file, "PLTE"u8, palette);
        }

        WriteChunk(file, "IDAT"u8, Deflate(rows));
        WriteChunk(file, "IEND"u8, []);
        return file.ToArray();
    }

    /// <summary>One chunk with its length and check sum.</summary>
    public static byte[] Chunk(string type, byte[] data)
    {
        using var chunk = new MemoryStream();
        WriteChunk(chunk, System.Text.Encoding.ASCII.GetBytes(type), data);
        return chunk.ToArray();
    }

    private static byte[] Deflate(byte[][] rows)
    {
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest))
        {
            foreach (var row in rows)
            {
                zlib.WriteByte(0);
                zlib.Write(row);
            }
        }

        return packed.ToArray();
    }

    private static void WriteChunk(MemoryStream file, ReadOnlySpan<byte> type, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        file.Write(number);
        byte[] body = [.. type, .. data];
        file.Write(body);
        BinaryPrimitives.WriteUInt32BigEndian(number, Crc(body));
        file.Write(number);
    }

    private static uint Crc(byte[] bytes)
    {
        var crc = uint.MaxValue;
        foreach (var value in bytes)
        {
            crc ^= value;
            for (var bit = 0; bit < 8; bit++)
            {
                crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320u : crc >> 1;
            }
        }

        return ~crc;
    }
}
