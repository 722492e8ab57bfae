using System.IO.Compression;

namespace Riveg.Lexicon;

/// <summary>A noun that was found in a phrase.</summary>
/// <param name="Words">As it stands in the list: in lower case, singular.</param>
/// <param name="Reading">What it means.</param>
/// <param name="FromTrades">Whether our own list of trades says so, not WordNet.</param>
internal sealed record Noun(string Words, NounReading Reading, bool FromTrades);

/// <summary>
/// The nouns of WordNet and the words of trades with what they mean, read from the embedded <c>classes.bin</c> when first asked for.
/// How that file is made: tools/Riveg.Lexicon. Immutable and safe to share between threads.
/// </summary>
internal sealed class Nouns
{
    /// <summary>The longest entry, in words.</summary>
    public const int MostWords = 4;

    private const string Resource = "Riveg.Lexicon.classes.bin";

    private static readonly Lazy<Nouns> Loaded = new(() => Read(typeof(Nouns).Assembly.GetManifestResourceStream(Resource)!));

    private readonly NounReading[] readings;
    private readonly WordTable trades;
    private readonly WordTable wordNet;

    private Nouns(NounReading[] readings, WordTable trades, WordTable wordNet)
    {
        this.readings = readings;
        this.trades = trades;
        this.wordNet = wordNet;
    }

    /// <summary>The embedded list.</summary>
    public static Nouns Default => Loaded.Value;

    /// <summary>The number of WordNet's and of the trades' words.</summary>
    public (int WordNet, int Trades) Count => (wordNet.Count, trades.Count);

    public static Nouns Read(Stream compressed)
    {
        // Byte by byte out of memory is ten times as fast as out of the decompression.
        using var bytes = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionMode.Decompress))
        {
            brotli.CopyTo(bytes);
        }

        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        var readings = new NounReading[reader.Read7BitEncodedInt()];
        for (var i = 0; i < readings.Length; i++)
        {
            readings[i] = NounReading.Read(reader);
        }

        return new Nouns(readings, WordTable.Read(reader), WordTable.Read(reader));
    }

    public static void Write(
        Stream target, IReadOnlyDictionary<string, NounReading> trades, IReadOnlyDictionary<string, NounReading> wordNet)
    {
        ArgumentNullException.ThrowIfNull(trades);
        ArgumentNullException.ThrowIfNull(wordNet);
        var numbers = new Dictionary<string, int>();
        var readings = new List<byte[]>();
        int Number(NounReading reading)
        {
            using var bytes = new MemoryStream();
            using var form = new BinaryWriter(bytes);
            reading.Write(form);
            var key = Convert.ToHexString(bytes.ToArray());
            if (!numbers.TryGetValue(key, out var number))
            {
                numbers.Add(key, number = readings.Count);
                readings.Add(bytes.ToArray());
            }

            return number;
        }

        // The commonest readings get the shortest numbers.
        foreach (var reading in trades.Values.Concat(wordNet.Values)
            .GroupBy(r => Convert.ToHexString(Form(r)))
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.First()))
        {
            Number(reading);
        }

        var (own, nouns) = (trades.ToDictionary(p => p.Key, p => Number(p.Value)), wordNet.ToDictionary(p => p.Key, p => Number(p.Value)));
        using var writer = new BinaryWriter(new BrotliStream(target, CompressionLevel.SmallestSize, leaveOpen: true));
        writer.Write7BitEncodedInt(readings.Count);
        readings.ForEach(writer.Write);
        WordTable.Write(writer, own);
        WordTable.Write(writer, nouns);
    }

    /// <summary>The entry with exactly these words, in lower case, plural or not; null where there is none.</summary>
    public Noun? Find(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        foreach (var form in NounForms.Of(words))
        {
            if (trades.Find(form) is var trade and >= 0)
            {
                return new Noun(form, readings[trade], true);
            }
        }

        // "shoes" is a state of affairs to WordNet, and many a shoe to all others.
        Noun? first = null;
        foreach (var form in NounForms.Of(words))
        {
            if (wordNet.Find(form) is var number and >= 0 && new Noun(form, readings[number], false) is var noun)
            {
                if (noun.Reading.Kind is not (ThingKind.Abstract or ThingKind.Event))
                {
                    return noun;
                }

                first ??= noun;
            }
        }

        return first;
    }

    /// <summary>The longest entry that ends the words; null where there is none.</summary>
    /// <param name="words">In lower case.</param>
    /// <param name="length">The number of words that the entry is made of.</param>
    public Noun? FindEnd(ReadOnlySpan<string> words, out int length)
    {
        for (length = Math.Min(MostWords, words.Length); length > 0; length--)
        {
            if (Find(string.Join(' ', words[^length..]!)) is { } noun)
            {
                return noun;
            }
        }

        // "teddy-bear", "sports-car": what WordNet writes with spaces.
        if (words.Length > 0 && words[^1].Contains('-', StringComparison.Ordinal)
            && FindEnd(words[^1].Split('-', StringSplitOptions.RemoveEmptyEntries), out length) is { } part)
        {
            length = 1;
            return part;
        }

        return null;
    }

    private static byte[] Form(NounReading reading)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        reading.Write(writer);
        return bytes.ToArray();
    }
}
