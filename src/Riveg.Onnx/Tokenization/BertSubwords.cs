using System.Text.Json;
using Microsoft.ML.Tokenizers;

namespace Riveg.Onnx.Tokenization;

/// <summary>BERT's word pieces. Whether letters keep their case says the tokenizer's configuration.</summary>
internal sealed class BertSubwords : SubwordTokenizer
{
    private const string Unknown = "[UNK]";
    private const string ConfigurationFile = "tokenizer_config.json";

    // A longer word is unknown as a whole, as with the reference.
    private const int LongestWord = 100;

    private static readonly string[] Specials = ["[CLS]", "[SEP]", Unknown, "[PAD]", "[MASK]"];

    private readonly BertBasicTokenizer words;
    private readonly WordPieceTokenizer pieces;
    private readonly Dictionary<string, int> specialIds;

    private BertSubwords(BertBasicTokenizer words, WordPieceTokenizer pieces, Dictionary<string, int> specialIds)
    {
        this.words = words;
        this.pieces = pieces;
        this.specialIds = specialIds;
    }

    public override int BeginId => specialIds["[CLS]"];

    public override int EndId => specialIds["[SEP]"];

    public override int UnknownId => specialIds[Unknown];

    /// <summary>Reads <c>vocab.txt</c>, and <c>tokenizer_config.json</c> beside it where there is one.</summary>
    public static BertSubwords FromVocabulary(string path)
    {
        var text = TokenizerFile.Text(path);
        var lines = text.ReplaceLineEndings("\n").TrimEnd('\n').Split('\n');
        var specialIds = Specials.ToDictionary(s => s, s => Array.IndexOf(lines, s) is var id and >= 0
            ? id
            : throw new InvalidDataException($"{path} is no BERT vocabulary: it has no line {s}."));
        var words = Words(Path.Combine(Path.GetDirectoryName(path)!, ConfigurationFile), path, lines);
        try
        {
            using var stream = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(string.Join('\n', lines)));
            var pieces = WordPieceTokenizer.Create(
                stream, new WordPieceOptions { UnknownToken = Unknown, MaxInputCharsPerWord = 2 * LongestWord });
            return new BertSubwords(words, pieces, specialIds);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // The library that reads the file was not made for damaged ones: it throws whatever it stumbles over.
            throw new InvalidDataException($"{path} cannot be read as a BERT vocabulary: {e.Message}", e);
        }
    }

    // As with the reference, a special piece that is written in the text is one, wherever it stands.
    internal override IReadOnlyList<int> Pieces(string text)
    {
        var ids = new List<int>();
        var start = 0;
        for (var at = text.IndexOf('['); at >= 0; at = text.IndexOf('[', at + 1))
        {
            if (at >= start && Array.Find(Specials, s => string.CompareOrdinal(text, at, s, 0, s.Length) == 0) is { } special)
            {
                Append(ids, text[start..at]);
                ids.Add(specialIds[special]);
                start = at + special.Length;
            }
        }

        Append(ids, text[start..]);
        return ids;
    }

    private void Append(List<int> ids, string text)
    {
        foreach (var word in words.Split(text))
        {
            if (word.EnumerateRunes().Take(LongestWord + 1).Count() > LongestWord)
            {
                ids.Add(UnknownId);
            }
            else
            {
                ids.AddRange(pieces.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
            }
        }
    }

    private static BertBasicTokenizer Words(string configuration, string vocabulary, string[] lines)
    {
        if (!File.Exists(configuration))
        {
            RequireNoCapitals(vocabulary, lines, $"no {ConfigurationFile} beside it says");
            return new BertBasicTokenizer(lowersCase: true, stripsAccents: true);
        }

        bool? lowersCase, stripsAccents;
        try
        {
            using var document = JsonDocument.Parse(TokenizerFile.Text(configuration));
            lowersCase = Flag(document.RootElement, "do_lower_case");
            stripsAccents = Flag(document.RootElement, "strip_accents");
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new InvalidDataException($"{configuration} cannot be read: {e.Message}", e);
        }

        if (lowersCase is null)
        {
            RequireNoCapitals(vocabulary, lines, $"{ConfigurationFile} beside it does not say");
        }

        return new BertBasicTokenizer(lowersCase ?? true, stripsAccents ?? lowersCase ?? true);
    }

    /// <summary>
    /// Nothing is guessed: an uncased vocabulary has no capitals of any script, so a cased one cannot be taken for it. What stands for no
    /// text, such as <c>[unused1]</c>, is in brackets.
    /// </summary>
    private static void RequireNoCapitals(string vocabulary, string[] lines, string silence)
    {
        if (Array.Find(lines, l => l is not ['[', .., ']'] && l.Any(c => char.ToLowerInvariant(c) != c)) is { } cased)
        {
            throw new InvalidDataException(
                $"{vocabulary} has capital letters ({cased}), and {silence} whether case is kept (do_lower_case); "
                + "put the tokenizer's own there.");
        }
    }

    private static bool? Flag(JsonElement root, string name) =>
        root.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value.GetBoolean() : null;
}
