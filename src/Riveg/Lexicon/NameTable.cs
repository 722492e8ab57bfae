using System.IO.Compression;

namespace Riveg.Lexicon;

/// <summary>What a name was said to be.</summary>
/// <param name="Phrase">In words.</param>
/// <param name="Weight">How much speaks for it, against the name's other meanings and against being a name of something else: 0..1.</param>
/// <param name="Source">Where it comes from.</param>
internal readonly record struct NameEntry(string Phrase, double Weight, NameSource Source);

/// <summary>Where a name's meaning comes from. The numbers are those of the embedded list.</summary>
internal enum NameSource
{
    /// <summary>The free types that a language model gave to names of the train splits.</summary>
    FreeType,

    /// <summary>Our own list of brands and products.</summary>
    Brand,

    /// <summary>The brands of name-suggestion-index.</summary>
    Shop,

    /// <summary>WordNet's names.</summary>
    WordNet,

    /// <summary>Lists of pets' names.</summary>
    Pet,

    /// <summary>Lists of first names.</summary>
    FirstName,
}

/// <summary>
/// Names with what they mean, read from the embedded <c>names.bin</c> when first asked for. How that file is made: tools/Riveg.Lexicon.
/// Immutable and safe to share between threads.
/// </summary>
internal sealed class NameTable
{
    private const int Steps = 20;

    private static readonly Lazy<NameTable> Loaded = new(() =>
        Read(typeof(NameTable).Assembly.GetManifestResourceStream("Riveg.Lexicon.names.bin")!));

    private readonly NameEntry[][] meanings;
    private readonly WordTable names;

    private NameTable(NameEntry[][] meanings, WordTable names)
    {
        this.meanings = meanings;
        this.names = names;
    }

    /// <summary>The embedded list.</summary>
    public static NameTable Default => Loaded.Value;

    /// <summary>The number of names.</summary>
    public int Count => names.Count;

    public static NameTable Read(Stream compressed)
    {
        // Byte by byte out of memory is ten times as fast as out of the decompression.
        using var bytes = new MemoryStream();
        using (var brotli = new BrotliStream(compressed, CompressionMode.Decompress))
        {
            brotli.CopyTo(bytes);
        }

        bytes.Position = 0;
        using var reader = new BinaryReader(bytes);
        var phrases = new string[reader.Read7BitEncodedInt()];
        for (var i = 0; i < phrases.Length; i++)
        {
            phrases[i] = reader.ReadString();
        }

        var meanings = new NameEntry[reader.Read7BitEncodedInt()][];
        for (var i = 0; i < meanings.Length; i++)
        {
            meanings[i] = new NameEntry[reader.ReadByte()];
            for (var e = 0; e < meanings[i].Length; e++)
            {
                meanings[i][e] = new NameEntry(
                    phrases[reader.Read7BitEncodedInt()], reader.ReadByte() / (double)Steps, (NameSource)reader.ReadByte());
            }
        }

        return new NameTable(meanings, WordTable.Read(reader));
    }

    public static void Write(Stream target, IReadOnlyDictionary<string, IReadOnlyList<NameEntry>> names)
    {
        ArgumentNullException.ThrowIfNull(names);
        var phrases = names.Values.SelectMany(v => v).GroupBy(e => e.Phrase).OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).ToList();
        var numbers = phrases.Select((p, i) => (p, i)).ToDictionary(p => p.p, p => p.i);
        var forms = names.ToDictionary(n => n.Key, n => Form(n.Value, numbers));
        var meanings = forms.Values.GroupBy(Convert.ToHexString)
            .OrderByDescending(g => g.Count())
            .ThenBy(g => g.Key, StringComparer.Ordinal)
            .Select((g, i) => (g.Key, Form: g.First(), Index: i)).ToList();
        var indices = meanings.ToDictionary(m => m.Key, m => m.Index);
        using var writer = new BinaryWriter(new BrotliStream(target, CompressionLevel.SmallestSize, leaveOpen: true));
        writer.Write7BitEncodedInt(phrases.Count);
        phrases.ForEach(writer.Write);
        writer.Write7BitEncodedInt(meanings.Count);
        meanings.ForEach(m => writer.Write(m.Form));
        WordTable.Write(writer, forms.ToDictionary(f => f.Key, f => indices[Convert.ToHexString(f.Value)]));
    }

    /// <summary>What a name means; empty where the list does not have it.</summary>
    /// <param name="name">Its words in lower case with single spaces, without signs (<see cref="Evidence.Words"/>).</param>
    public IReadOnlyList<NameEntry> Find(string name) => names.Find(name) is var index and >= 0 ? meanings[index] : [];

    private static byte[] Form(IReadOnlyList<NameEntry> entries, Dictionary<string, int> numbers)
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes);
        writer.Write((byte)entries.Count);
        foreach (var entry in entries)
        {
            writer.Write7BitEncodedInt(numbers[entry.Phrase]);
            writer.Write((byte)Math.Round(entry.Weight * Steps));
            writer.Write((byte)entry.Source);
        }

        return bytes.ToArray();
    }
}
