using System.Buffers.Binary;

namespace Riveg.Posts;

/// <summary>Counts the pixels that the data of a GIF's first frame give (GIF89a, appendix F), without drawing them.</summary>
internal static class GifPixels
{
    private const int MostCodes = 4096;

    /// <summary>How many pixels of the first frame the file lacks, and how many the frame has; (1, 1) where it has no frame.</summary>
    public static (long Lost, long All) Of(ReadOnlySpan<byte> file)
    {
        var at = 13 + (file.Length > 10 ? PaletteBytes(file[10]) : 0);
        while (at < file.Length && file[at] == 0x21)
        {
            at = SkipBlocks(file, at + 2);
        }

        if (at + 11 > file.Length || file[at] != 0x2c)
        {
            return (1, 1);
        }

        long width =
            BinaryPrimitives.ReadUInt16LittleEndian(file[(at + 5)..]), height = BinaryPrimitives.ReadUInt16LittleEndian(file[(at + 7)..]);
        var all = width * height;
        at += 10 + PaletteBytes(file[at + 9]);
        return at < file.Length && file[at] is >= 1 and <= 11
            ? (Math.Max(0, all - Count(Join(file, at + 1), file[at], all)), all)
            : (all, all);
    }

    private static int PaletteBytes(byte flags) => (flags & 0x80) == 0 ? 0 : 3 << ((flags & 7) + 1);

    private static int SkipBlocks(ReadOnlySpan<byte> file, int at)
    {
        while (at < file.Length && file[at] != 0)
        {
            at += 1 + file[at];
        }

        return at + 1;
    }

    private static byte[] Join(ReadOnlySpan<byte> file, int at)
    {
        using var data = new MemoryStream();
        while (at < file.Length && file[at] != 0)
        {
            data.Write(file[(at + 1)..Math.Min(file.Length, at + 1 + file[at])]);
            at += 1 + file[at];
        }

        return data.ToArray();
    }

    // A code gives the pixels of an earlier one and one more.
    private static long Count(byte[] data, int depth, long most)
    {
        var lengths = new int[MostCodes];
        int clear = 1 << depth, next = clear + 2, width = depth + 1, last = -1;
        long count = 0, position = 0;
        lengths.AsSpan(0, clear).Fill(1);
        while (count < most && position + width <= data.Length * 8L)
        {
            var code = 0;
            for (var bit = 0; bit < width; bit++, position++)
            {
                code |= ((data[position >> 3] >> (int)(position & 7)) & 1) << bit;
            }

            if (code == clear)
            {
                (next, width, last) = (clear + 2, depth + 1, -1);
                continue;
            }

            if (code == clear + 1 || code > next || (code == next && last < 0))
            {
                break;
            }

            if (last >= 0 && next < MostCodes)
            {
                lengths[next++] = lengths[last] + 1;
                width += next == 1 << width && width < 12 ? 1 : 0;
            }

            count += lengths[code];
            last = code;
        }

        return count;
    }
}
