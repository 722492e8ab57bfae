using System.Buffers.Binary;
using System.IO.Compression;
using SkiaSharp;

namespace Riveg.Posts;

/// <summary>
/// Finds EXIF's orientation (EXIF 2.32, tag 0x0112) in PNG and WebP files, where Skia reads it not at all or only in one spelling: PNG's
/// <c>eXIf</c> chunk, the
/// older <c>Raw profile type exif</c> (or <c>APP1</c>) texts of ImageMagick, and WebP's <c>EXIF</c> chunk, each with and without
/// <c>Exif\0\0</c> before it.
/// </summary>
internal static class ExifOrientation
{
    private const int Tag = 0x0112;
    private const int MostProfileBytes = 1 << 20;
    private const int PngHeader = 8, RiffHeader = 12;

    private static ReadOnlySpan<byte> Prefix => "Exif\0\0"u8;

    /// <summary>The orientation in a PNG file; the usual one where it has none.</summary>
    public static SKEncodedOrigin OfPng(ReadOnlySpan<byte> file)
    {
        SKEncodedOrigin? fromText = null;
        var hasText = false;
        for (var at = PngHeader; TryReadPngChunk(file, at, out var type, out var body); at += 12 + body.Length)
        {
            if (type.SequenceEqual("eXIf"u8) && Parse(body) is { } origin)
            {
                return origin;
            }

            // The first such text alone: each may be packed, and a file may hold thousands.
            if (!hasText && IsProfile(type, body))
            {
                hasText = true;
                fromText = ParseProfile(type, body);
            }
        }

        return fromText ?? SKEncodedOrigin.TopLeft;
    }

    /// <summary>The orientation in a WebP file; the usual one where it has none.</summary>
    public static SKEncodedOrigin OfWebP(ReadOnlySpan<byte> file)
    {
        for (var at = RiffHeader; at + 8 <= file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(file[(at + 4)..]);
            var body = file[(at + 8)..];
            body = body[..(int)Math.Min(length, (uint)body.Length)];
            if (file[at..].StartsWith("EXIF"u8))
            {
                return Parse(body) ?? SKEncodedOrigin.TopLeft;
            }

            // Chunks begin at even places.
            var next = at + 8 + (long)length + (length & 1);
            if (next > file.Length)
            {
                break;
            }

            at = (int)next;
        }

        return SKEncodedOrigin.TopLeft;
    }

    /// <summary>Whether a PNG file embeds a colour profile.</summary>
    public static bool HasPngProfile(ReadOnlySpan<byte> file)
    {
        for (var at = PngHeader; TryReadPngChunk(file, at, out var type, out var body); at += 12 + body.Length)
        {
            if (type.SequenceEqual("iCCP"u8) || type.SequenceEqual("IDAT"u8))
            {
                return type.SequenceEqual("iCCP"u8);
            }
        }

        return false;
    }

    private static bool TryReadPngChunk(ReadOnlySpan<byte> file, int at, out ReadOnlySpan<byte> type, out ReadOnlySpan<byte> body)
    {
        type = default;
        body = default;
        if (at > file.Length - 12)
        {
            return false;
        }

        var length = BinaryPrimitives.ReadUInt32BigEndian(file[at..]);
        if (length > (uint)(file.Length - at - 12))
        {
            return false;
        }

        type = file.Slice(at + 4, 4);
        body = file.Slice(at + 8, (int)length);
        return true;
    }

    private static SKEncodedOrigin? Parse(ReadOnlySpan<byte> exif)
    {
        var tiff = exif.StartsWith(Prefix) ? exif[Prefix.Length..] : exif;
        var isLittle = tiff.StartsWith("II*\0"u8);
        if ((!isLittle && !tiff.StartsWith("MM\0*"u8)) || tiff.Length < 8)
        {
            return null;
        }

        var first = ReadInt(tiff[4..], isLittle);
        if (first > (uint)tiff.Length - 2)
        {
            return null;
        }

        var directory = tiff[(int)first..];
        var entries = ReadShort(directory, isLittle);
        for (int i = 0, at = 2; i < entries && at + 12 <= directory.Length; i++, at += 12)
        {
            if (ReadShort(directory[at..], isLittle) != Tag)
            {
                continue;
            }

            // A short as the standard has it; some write a long.
            var value = ReadShort(directory[(at + 2)..], isLittle) switch
            {
                3 => ReadShort(directory[(at + 8)..], isLittle),
                4 => ReadInt(directory[(at + 8)..], isLittle),
                _ => 0u,
            };
            return value is >= 1 and <= 8 ? (SKEncodedOrigin)value : null;
        }

        return null;
    }

    private static uint ReadShort(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(bytes) : BinaryPrimitives.ReadUInt16BigEndian(bytes);

    private static uint ReadInt(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(bytes) : BinaryPrimitives.ReadUInt32BigEndian(bytes);

    private static bool IsProfile(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body) =>
        (type.SequenceEqual("zTXt"u8) || type.SequenceEqual("tEXt"u8) || type.SequenceEqual("iTXt"u8))
        && (body.StartsWith("Raw profile type exif\0"u8) || body.StartsWith("Raw profile type APP1\0"u8));

    // The text is "\nexif\n      LENGTH\nHEXADECIMAL", in lines.
    private static SKEncodedOrigin? ParseProfile(ReadOnlySpan<byte> type, ReadOnlySpan<byte> body)
    {
        var end = body.IndexOf((byte)0);
        var text = ReadText(type, body[(end + 1)..]);
        var at = 0;
        for (var line = 0; line < 3 && at < text.Length; line++)
        {
            var length = text[at..].IndexOf((byte)'\n');
            at = length < 0 ? text.Length : at + length + 1;
        }

        var bytes = new List<byte>(text.Length / 2);
        for (var high = -1; at < text.Length; at++)
        {
            if (!char.IsAsciiHexDigit((char)text[at]))
            {
                continue;
            }

            var digit = Convert.ToInt32(((char)text[at]).ToString(), 16);
            if (high >= 0)
            {
                bytes.Add((byte)((high << 4) | digit));
            }

            high = high >= 0 ? -1 : digit;
        }

        return Parse(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(bytes));
    }

    private static ReadOnlySpan<byte> ReadText(ReadOnlySpan<byte> type, ReadOnlySpan<byte> content)
    {
        if (type.SequenceEqual("tEXt"u8))
        {
            return content;
        }

        if (type.SequenceEqual("zTXt"u8))
        {
            return content.Length > 1 ? Inflate(content[1..]) : default;
        }

        // iTXt: compressed or not, the method, a language and a translated keyword.
        if (content.Length < 2)
        {
            return default;
        }

        var isCompressed = content[0] == 1;
        content = content[2..];
        for (var skipped = 0; skipped < 2; skipped++)
        {
            var zero = content.IndexOf((byte)0);
            if (zero < 0)
            {
                return default;
            }

            content = content[(zero + 1)..];
        }

        return isCompressed ? Inflate(content) : content;
    }

    private static byte[] Inflate(ReadOnlySpan<byte> compressed)
    {
        var text = new byte[MostProfileBytes];
        try
        {
            using var stream = new ZLibStream(new MemoryStream(compressed.ToArray()), CompressionMode.Decompress);
            return text[..stream.ReadAtLeast(text, text.Length, throwOnEndOfStream: false)];
        }
        catch (InvalidDataException)
        {
            return [];
        }
    }
}
