using System.Buffers.Binary;
using Riveg.Regions;

namespace Riveg.Evaluation.LabelStudio;

/// <summary>
/// Label Studio's brush masks: the picture's RGBA bytes, row by row, packed as runs of words. First 32 bits with the number of words, 5
/// bits with the bits of a word less one, and four times 4 bits with the bits (less one) of the four sizes of counts; then chunks: a bit
/// that says whether one word repeats, 2 bits for the size of the count, the count less one, and the word, or else as many words. All
/// numbers begin with their highest bit. A pixel is inside where its last byte, the opacity, is not 0.
/// </summary>
internal static class BrushRle
{
    private const int Channels = 4;
    private const int WordBits = 8;
    private const int HeadBits = 32 + 5 + (4 * 4);

    private static readonly int[] CountBits = [3, 4, 8, 16];

    /// <summary>Packs a mask; all four bytes of a pixel that is inside are 255.</summary>
    public static byte[] Encode(Mask mask)
    {
        ArgumentNullException.ThrowIfNull(mask);
        var bits = new BitWriter();
        bits.Write((uint)((long)mask.Width * mask.Height * Channels), 32);
        bits.Write(WordBits - 1, 5);
        foreach (var size in CountBits)
        {
            bits.Write((uint)(size - 1), 4);
        }

        var pixels = mask.ToPixels().AsSpan();
        while (!pixels.IsEmpty)
        {
            var value = pixels[0];
            var length = pixels.IndexOfAnyExcept(value) is var end and >= 0 ? end : pixels.Length;
            WriteRun(bits, (long)length * Channels, value == 0 ? 0u : 255u);
            pixels = pixels[length..];
        }

        return bits.ToArray();
    }

    /// <summary>Unpacks a mask.</summary>
    /// <param name="packed">The bytes.</param>
    /// <param name="width">Of the picture, in pixels.</param>
    /// <param name="height">Of the picture, in pixels.</param>
    /// <exception cref="FormatException">They are no mask of that size; the message says why.</exception>
    public static Mask Decode(ReadOnlySpan<byte> packed, int width, int height)
    {
        var words = (long)width * height * Channels;
        if (packed.Length * 8L < HeadBits)
        {
            throw new FormatException($"the brush's \"rle\" has {packed.Length} bytes, fewer than its head");
        }

        var bits = new BitReader(packed);
        var stated = bits.Read(32);
        if (stated != words)
        {
            throw new FormatException(
                $"the brush's \"rle\" is of {stated} bytes, not of the {words} of a picture of {width} x {height} ({Channels} a pixel)");
        }

        var wordBits = (int)bits.Read(5) + 1;
        Span<int> countBits = stackalloc int[4];
        foreach (ref var size in countBits)
        {
            size = (int)bits.Read(4) + 1;
        }

        var pixels = new byte[width * height];
        for (long i = 0; i < words;)
        {
            var repeats = bits.Read(1) == 1;
            var end = i + 1 + bits.Read(countBits[(int)bits.Read(2)]);
            if (end > words)
            {
                throw new FormatException("the brush's \"rle\" has runs that go past the picture's end");
            }

            if (repeats)
            {
                if (bits.Read(wordBits) != 0)
                {
                    // The pixels whose last byte lies in the run.
                    pixels.AsSpan((int)(i / Channels)..(int)(end / Channels)).Fill(1);
                }

                i = end;
                continue;
            }

            for (; i < end; i++)
            {
                if (bits.Read(wordBits) != 0 && i % Channels == Channels - 1)
                {
                    pixels[i / Channels] = 1;
                }
            }
        }

        return Mask.FromPixels(width, height, pixels);
    }

    private static void WriteRun(BitWriter bits, long length, uint word)
    {
        while (length > 0)
        {
            var part = Math.Min(length, 1L << CountBits[^1]);
            var size = 0;
            while (part > 1L << CountBits[size])
            {
                size++;
            }

            bits.Write(1, 1);
            bits.Write((uint)size, 2);
            bits.Write((uint)(part - 1), CountBits[size]);
            bits.Write(word, WordBits);
            length -= part;
        }
    }

    private sealed class BitWriter
    {
        private readonly List<byte> bytes = [];
        private ulong pending;
        private int count;

        public void Write(uint value, int bits)
        {
            pending = (pending << bits) | value;
            for (count += bits; count >= 8; count -= 8)
            {
                bytes.Add((byte)(pending >> (count - 8)));
            }
        }

        public byte[] ToArray() => count == 0 ? [.. bytes] : [.. bytes, (byte)(pending << (8 - count))];
    }

    private ref struct BitReader(ReadOnlySpan<byte> bytes)
    {
        private readonly ReadOnlySpan<byte> bytes = bytes;
        private long position;

        public uint Read(int bits)
        {
            if (position + bits > bytes.Length * 8L)
            {
                throw new FormatException("the brush's \"rle\" ends before the picture does");
            }

            // 32 bits that begin within a byte lie in five bytes.
            Span<byte> around = stackalloc byte[8];
            around.Clear();
            var first = (int)(position / 8);
            bytes.Slice(first, Math.Min(8, bytes.Length - first)).CopyTo(around);
            var value = BinaryPrimitives.ReadUInt64BigEndian(around) << (int)(position % 8) >> (64 - bits);
            position += bits;
            return (uint)value;
        }
    }
}
