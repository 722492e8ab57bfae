using System.Globalization;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// OFA's tokenizer: GPT-2's byte-level BPE, whose ids, written as decimal numbers, are the words of fairseq's dictionary; behind these come
/// the mask, the codes of a picture and the bins of a place. Thread-safe.
/// </summary>
internal sealed class OfaTokenizer
{
    /// <summary>Begins every sequence, <c>&lt;s&gt;</c>.</summary>
    public const int Start = 0;

    /// <summary>Fills rows of a batch, <c>&lt;pad&gt;</c>.</summary>
    public const int Padding = 1;

    /// <summary>Ends every sequence, <c>&lt;/s&gt;</c>.</summary>
    public const int End = 2;

    /// <summary>What the dictionary lacks, <c>&lt;unk&gt;</c>.</summary>
    public const int Unknown = 3;

    /// <summary><c>&lt;mask&gt;</c>.</summary>
    public const int Mask = 50264;

    /// <summary><c>&lt;code_0&gt;</c>; the others follow.</summary>
    public const int FirstCode = 50265;

    /// <summary><c>&lt;bin_0&gt;</c>; the others follow.</summary>
    public const int FirstBin = 58457;

    /// <summary>How many codes there are.</summary>
    public const int Codes = FirstBin - FirstCode;

    /// <summary>How many bins a side of the picture is cut into.</summary>
    public const int Bins = 1000;

    private const string EncoderFile = "encoder.json";
    private const string MergesFile = "vocab.bpe";
    private const string DictionaryFile = "dict.txt";
    private const string ToDo = "take bpe_dir (encoder.json, vocab.bpe) and dict.txt as OFA publishes them.";

    private readonly ByteLevelBpe pieces;
    private readonly int[] ofPiece;
    private readonly Dictionary<string, int> dictionary;

    private OfaTokenizer(ByteLevelBpe pieces, Dictionary<string, int> dictionary)
    {
        this.pieces = pieces;
        this.dictionary = dictionary;
        ofPiece = [.. Enumerable.Range(0, pieces.Count)
            .Select(p => dictionary.GetValueOrDefault(p.ToString(CultureInfo.InvariantCulture), Unknown))];
    }

    /// <summary>The files that <see cref="Load"/> reads.</summary>
    public static IReadOnlyList<string> Files { get; } = [EncoderFile, MergesFile, DictionaryFile];

    /// <summary>How many ids there are: rows of the model's embedding.</summary>
    public int VocabularySize => FirstBin + Bins;

    /// <summary>Loads the tokenizer in a folder.</summary>
    /// <exception cref="InvalidDataException">
    /// A file is missing or damaged, or one does not fit the others; the message is one line that says which and what to do.
    /// </exception>
    public static OfaTokenizer Load(string folder)
    {
        try
        {
            var pieces = ByteLevelBpe.Load(Path.Combine(folder, EncoderFile), Path.Combine(folder, MergesFile));
            return new OfaTokenizer(pieces, ReadDictionary(Path.Combine(folder, DictionaryFile), pieces.Count));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"OFA's tokenizer cannot be loaded: {e.Message.TrimEnd('.')}; {ToDo}", e);
        }
    }

    /// <summary>Sequences as rows of one length, filled up with <see cref="Padding"/> at their ends.</summary>
    /// <returns>Row-major [sequences, length], and the length: that of the longest.</returns>
    public static (long[] Ids, int Length) Rows(IReadOnlyList<IReadOnlyList<int>> sequences)
    {
        var length = sequences.Max(s => s.Count);
        var ids = new long[sequences.Count * length];
        Array.Fill(ids, Padding);
        for (var row = 0; row < sequences.Count; row++)
        {
            for (var i = 0; i < sequences[row].Count; i++)
            {
                ids[(row * length) + i] = sequences[row][i];
            }
        }

        return (ids, length);
    }

    /// <summary>A caption or expression as OFA takes it, and whether words were cut off its end.</summary>
    public static (string Text, bool WasCut) CleanCaption(string text, int maximumWords = 80) => OfaCaption.Clean(text, maximumWords);

    /// <summary>
    /// The ids of a text, without <see cref="Start"/> and <see cref="End"/>. All of it is text: <c>&lt;bin_3&gt;</c> in a caption is six
    /// letters and signs, as with the reference, and names no place.
    /// </summary>
    public IReadOnlyList<int> Encode(string text)
    {
        var ids = pieces.Encode(text);
        for (var i = 0; i < ids.Count; i++)
        {
            ids[i] = ofPiece[ids[i]];
        }

        return ids;
    }

    /// <summary>
    /// The ids of a text in which words that begin with <c>&lt;code_</c> or <c>&lt;bin_</c> are the dictionary's own (the reference's
    /// <c>encode_text</c> for a task with places in its text): each other word is encoded with a space in front.
    /// </summary>
    public IReadOnlyList<int> EncodeMarked(string text)
    {
        var ids = new List<int>();
        foreach (var word in PythonText.Split(text))
        {
            if (word.StartsWith("<code_", StringComparison.Ordinal) || word.StartsWith("<bin_", StringComparison.Ordinal))
            {
                ids.Add(OfWord(word));
            }
            else
            {
                ids.AddRange(Encode(" " + word));
            }
        }

        return ids;
    }

    /// <summary>The id of one word of the dictionary, such as <c>&lt;bin_499&gt;</c> or <c>&lt;mask&gt;</c>.</summary>
    private int OfWord(string word) =>
        dictionary.TryGetValue(word, out var id) ? id
        : Number(word, "<code_") is { } code and < Codes ? FirstCode + code
        : Number(word, "<bin_") is { } bin and < Bins ? FirstBin + bin
        : Unknown;

    private static int? Number(string word, string start) =>
        word.StartsWith(start, StringComparison.Ordinal) && word.EndsWith('>')
        && int.TryParse(word.AsSpan(start.Length..^1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
        && word == $"{start}{number}>"
            ? number
            : null;

    // A line is a word, a space and how often it was seen.
    private static Dictionary<string, int> ReadDictionary(string path, int pieceCount)
    {
        var words = new Dictionary<string, int>();
        var lines = TokenizerFile.Text(path).TrimEnd('\n', '\r').Split('\n');
        for (var number = 0; number < lines.Length; number++)
        {
            if (lines[number].TrimEnd().Split(' ') is not [{ Length: > 0 } word, var count]
                || !long.TryParse(count, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _))
            {
                throw new InvalidDataException($"{path}, line {number + 1}: a word and its count are wanted.");
            }

            if (!words.TryAdd(word, Unknown + 1 + number))
            {
                throw new InvalidDataException($"{path}, line {number + 1}: {word} stands there a second time.");
            }
        }

        if (words.Count != Mask - Unknown - 1)
        {
            throw new InvalidDataException($"{path} has {words.Count} words, OFA's has {Mask - Unknown - 1}.");
        }

        var lacking = Enumerable.Range(0, pieceCount).Count(p => !words.ContainsKey(p.ToString(CultureInfo.InvariantCulture)));
        return lacking == 0
            ? words
            : throw new InvalidDataException($"{path} lacks {lacking} of the {pieceCount} tokens in {EncoderFile}: the two do not fit.");
    }
}
