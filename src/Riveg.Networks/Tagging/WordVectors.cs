using Riveg.Packing;
using Riveg.Recognition.Reading;

namespace Riveg.Networks.Tagging;

/// <summary>
/// Vectors of words, as the tagger is served with them: each number in 4 bits, a factor for each word, so that twice as many words have
/// room. Words are kept as hashes of their small letters. Immutable and thread-safe.
/// </summary>
public sealed class WordVectors
{
    /// <summary>The most numbers of a word.</summary>
    internal const int LargestWidth = 4096;

    /// <summary>The largest number of a vector: the steps of the largest factor.</summary>
    internal const float LargestNumber = Steps * 65504f;

    private const uint Magic = 0x43565652; // "RVVC"
    private const int Version = 1;
    private const int MostWords = 1 << 22;
    private const int Steps = 7;

    private readonly uint[] words;
    private readonly Half[] factors;
    private readonly byte[] numbers;
    private readonly Table table;

    private WordVectors(int width, uint[] words, Half[] factors, byte[] numbers)
    {
        Width = width;
        this.words = words;
        this.factors = factors;
        this.numbers = numbers;
        table = new Table(words);
    }

    /// <summary>How many numbers each word has.</summary>
    public int Width { get; }

    /// <summary>How many words have a vector.</summary>
    public int Count => words.Length;

    private int BytesPerWord => (Width + 1) / 2;

    /// <summary>Rounds vectors to 4 bits: -7 to 7 times a factor.</summary>
    /// <param name="width">How many numbers each word has, 1 to 4096.</param>
    /// <param name="entries">Words and their vectors; of two words with the same small letters the first counts.</param>
    /// <exception cref="ArgumentException">A vector has another width, or a number that is none or beyond 458528.</exception>
    public static WordVectors Of(int width, IEnumerable<(string Word, float[] Vector)> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(width, LargestWidth);
        var rows = new SortedDictionary<uint, (Half Factor, byte[] Numbers)>();
        foreach (var (word, vector) in entries)
        {
            if (vector.Length != width || !Array.TrueForAll(vector, float.IsFinite))
            {
                throw new ArgumentException($"The vector of '{word}' has not {width} finite numbers.", nameof(entries));
            }

            if (Array.Exists(vector, n => MathF.Abs(n) > LargestNumber))
            {
                throw new ArgumentException($"The vector of '{word}' has a number beyond {LargestNumber:F0}.", nameof(entries));
            }

            rows.TryAdd(WordHash.OfLower(word), Round(vector));
        }

        return new WordVectors(
            width, [.. rows.Keys], [.. rows.Values.Select(r => r.Factor)], [.. rows.Values.SelectMany(r => r.Numbers)]);
    }

    /// <summary>Writes the vectors; the same vectors give the same bytes.</summary>
    /// <param name="stream">Where to.</param>
    public void Write(Stream stream)
    {
        using var writer = new BinaryWriter(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        writer.Write(Magic);
        writer.Write(Version);
        writer.Write(Width);
        writer.Write(Count);
        SortedKeys.Write(writer, words);
        foreach (var factor in factors)
        {
            writer.Write(factor);
        }

        writer.Write(numbers);
    }

    /// <summary>Reads what <see cref="Write"/> wrote.</summary>
    /// <param name="stream">Where from.</param>
    /// <exception cref="InvalidDataException">The bytes are no vectors of this version, are cut off or damaged.</exception>
    public static WordVectors Read(Stream stream)
    {
        using var reader = new BinaryReader(stream, System.Text.Encoding.UTF8, leaveOpen: true);
        try
        {
            if (reader.ReadUInt32() != Magic)
            {
                throw new InvalidDataException("they do not begin as vectors");
            }

            var version = reader.ReadInt32();
            if (version != Version)
            {
                throw new InvalidDataException($"they have version {version}, this program reads version {Version}");
            }

            var (width, count) = (reader.ReadInt32(), reader.ReadInt32());
            if (width is < 1 or > LargestWidth || count is < 0 or > MostWords)
            {
                throw new InvalidDataException($"{count} words of {width} numbers are not possible");
            }

            var words = SortedKeys.Read(reader, count);
            var factors = System.Runtime.InteropServices.MemoryMarshal.Cast<byte, Half>(PackedBlock.ReadBytes(reader, 2 * count)).ToArray();
            if (!Array.TrueForAll(factors, f => Half.IsFinite(f) && !Half.IsNegative(f)))
            {
                throw new InvalidDataException("a word's factor is out of range");
            }

            return new WordVectors(width, words, factors, PackedBlock.ReadBytes(reader, checked(count * ((width + 1) / 2))));
        }
        catch (Exception e) when (e is EndOfStreamException or InvalidDataException or OverflowException)
        {
            throw new InvalidDataException(
                $"The vectors of words cannot be read ({e.Message.TrimEnd('.')}): train the tagger again or restore the file.", e);
        }
    }

    /// <summary>What looks words up.</summary>
    internal IWordTable Words => table;

    /// <summary>Adds a word's vector to numbers.</summary>
    /// <param name="word">The hash of its small letters.</param>
    /// <param name="target">As many numbers as the width.</param>
    /// <returns>Whether the word is known.</returns>
    internal bool Add(uint word, Span<float> target)
    {
        var row = table.IndexOf(word);
        if (row < 0)
        {
            return false;
        }

        var factor = (float)factors[row];
        var own = numbers.AsSpan(row * BytesPerWord, BytesPerWord);
        for (var i = 0; i < Width; i++)
        {
            target[i] += factor * (((own[i / 2] >> (4 * (i % 2))) & 15) - Steps);
        }

        return true;
    }

    private static (Half Factor, byte[] Numbers) Round(float[] vector)
    {
        var factor = (Half)(vector.Max(MathF.Abs) / Steps);
        var step = (float)factor;
        var numbers = new byte[(vector.Length + 1) / 2];
        for (var i = 0; i < vector.Length; i++)
        {
            var rounded = step == 0 ? 0 : (int)Math.Clamp(MathF.Round(vector[i] / step), -Steps, Steps);
            numbers[i / 2] |= (byte)((rounded + Steps) << (4 * (i % 2)));
        }

        return (factor, numbers);
    }

    private sealed class Table(uint[] words) : IWordTable
    {
        public bool Contains(uint word) => IndexOf(word) >= 0;

        public int IndexOf(uint word) => Array.BinarySearch(words, word);
    }
}
