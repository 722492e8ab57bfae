using System.Buffers.Binary;
using System.IO.Compression;

namespace Riveg.Posts;

/// <summary>
/// Files that end before their picture does: whether one is so, how much is lost, and how decoders are brought to give what is there.
/// </summary>
internal static class CutFile
{
    // What lacks a larger part of its file, one in so many bytes, is refused in any case.
    private const int MostMissing = 4;
    private const int PngHeader = 8;

    /// <summary>Whether a file ends before its format's end mark. Skia passes over some of them in silence.</summary>
    public static bool IsCut(EncodedPicture picture) => picture.Format switch
    {
        PictureFormat.Jpeg => !HasJpegEnd(picture.Bytes),
        PictureFormat.Png => picture.Bytes.AsSpan().LastIndexOf("IEND"u8) < 0,
        PictureFormat.WebP => MissingOfWebP(picture.Bytes) > 0,
        PictureFormat.Gif => picture.Bytes[^1] != 0x3b && GifPixels.Of(picture.Bytes).Lost > 0,
        _ => false,
    };

    /// <summary>
    /// The file filled up in two ways; null where that makes no whole file of it. Decoders of JPEG and WebP give up the blocks before the
    /// cut, too, where nothing
    /// follows them; with something behind them they are decoded. How much is lost shows by the second filling: what comes out the same
    /// does not depend on it.
    /// </summary>
    public static (byte[] Quiet, byte[] Noisy)? FillUp(EncodedPicture picture) => picture.Format switch
    {
        PictureFormat.Jpeg => FillUpJpeg(picture.Bytes),
        PictureFormat.WebP => FillUpWebP(picture.Bytes),
        _ => null,
    };

    /// <summary>How many rows' worth of a picture's data is missing; null for formats whose decoder leaves the lost rows empty.</summary>
    public static int? LostRows(EncodedPicture picture, int height)
    {
        var (lost, all) = picture.Format switch
        {
            PictureFormat.Png => LostOfPng(picture.Bytes),
            PictureFormat.Gif => GifPixels.Of(picture.Bytes),
            _ => default,
        };
        return all == 0 ? null : (int)(((lost * height) + all - 1) / all);
    }

    // ITU-T T.81, B.1: segments have a length, a scan goes on to the next marker that is neither a stuffed zero nor a restart.
    private static bool HasJpegEnd(ReadOnlySpan<byte> file)
    {
        var at = 2;
        while (at < file.Length)
        {
            var marker = file[at..].IndexOf((byte)0xff);
            if (marker < 0 || at + marker + 1 >= file.Length)
            {
                return false;
            }

            at += marker + 1;
            switch (file[at])
            {
                case 0xd9:
                    return true;
                case 0xff or 0 or 1 or (>= 0xd0 and <= 0xd7):
                    at += file[at] == 0xff ? 0 : 1;
                    break;
                default:
                    at += at + 2 < file.Length ? 1 + BinaryPrimitives.ReadUInt16BigEndian(file[(at + 1)..]) : 3;
                    break;
            }
        }

        return false;
    }

    private static long MissingOfWebP(byte[] file) => BinaryPrimitives.ReadUInt32LittleEndian(file.AsSpan(4)) + 8L - file.Length;

    private static (byte[] Quiet, byte[] Noisy) FillUpJpeg(byte[] file)
    {
        // Half an end marker.
        var cut = file.AsSpan(0, file[^1] == 0xff ? file.Length - 1 : file.Length);
        return ([.. cut, 0xff, 0xd9], [.. cut, .. Noise((cut.Length / MostMissing) + 64), 0xff, 0xd9]);
    }

    private static (byte[] Quiet, byte[] Noisy)? FillUpWebP(byte[] file)
    {
        var missing = MissingOfWebP(file);
        return missing > 0 && missing <= file.Length / MostMissing
            ? ([.. file, .. new byte[missing]], [.. file, .. Noise((int)missing)])
            : null;
    }

    // No byte of it begins a marker.
    private static byte[] Noise(int count) => [.. Enumerable.Range(0, count).Select(i => (byte)(0x35 ^ (i * 29 % 128)))];

    // What the pixels' data come to when they are inflated, against what the header says that they must.
    private static (long Lost, long All) LostOfPng(byte[] file)
    {
        if (file.Length < 33)
        {
            return (1, 1);
        }

        var width = BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(16));
        var size = (Width: width, Height: BinaryPrimitives.ReadInt32BigEndian(file.AsSpan(20)));
        var bits = file[24] * (file[25] switch { 2 => 3, 4 => 2, 6 => 4, _ => 1 });
        var all = file[28] == 0
            ? Bytes(size.Width, size.Height)
            : Passes.Sum(p => Bytes(Steps(size.Width, p.X, p.Across), Steps(size.Height, p.Y, p.Down)));
        return (Math.Max(0, all - Inflated(file, all)), all);

        long Bytes(long width, long height) => width == 0 ? 0 : height * (1 + (((width * bits) + 7) / 8));
    }

    // Adam7, the seven passes of an interlaced PNG.
    private static readonly (int X, int Y, int Across, int Down)[] Passes =
        [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)];

    private static long Steps(int length, int first, int step) => length <= first ? 0 : (length - first + step - 1) / step;

    // No further than the header says: a kilobyte may unpack to a megabyte.
    private static long Inflated(byte[] file, long most)
    {
        using var data = new MemoryStream();
        for (var at = PngHeader; at + 8 < file.Length;)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(file.AsSpan(at));
            var there = (int)Math.Min(length, (uint)(file.Length - at - 8));
            if (file.AsSpan(at + 4, 4).SequenceEqual("IDAT"u8))
            {
                data.Write(file, at + 8, there);
            }

            at = (int)Math.Min(int.MaxValue - 16, at + 12L + length);
        }

        data.Position = 0;
        var count = 0L;
        try
        {
            using var inflated = new ZLibStream(data, CompressionMode.Decompress);
            var buffer = new byte[1 << 16];
            for (int read; count < most && (read = inflated.Read(buffer)) > 0;)
            {
                count += read;
            }
        }
        catch (InvalidDataException)
        {
            // The cut: what came before it counts.
        }

        return count;
    }
}
