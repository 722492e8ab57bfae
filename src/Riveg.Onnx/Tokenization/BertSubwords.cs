using Microsoft.ML.Tokenizers;

namespace Riveg.Onnx.Tokenization;

/// <summary>BERT's uncased word pieces.</summary>
internal sealed class BertSubwords : SubwordTokenizer
{
    private const string Unknown = "[UNK]";
    private static readonly string[] Specials = ["[CLS]", "[SEP]", Unknown, "[PAD]", "[MASK]"];

    private readonly WordPieceTokenizer pieces;
    private readonly Dictionary<string, int> specialIds;

    public BertSubwords(string vocabularyPath)
    {
        var lines = File.ReadAllLines(vocabularyPath);
        specialIds = Specials.ToDictionary(s => s, s => Array.IndexOf(lines, s) is var id and >= 0
            ? id
            : throw new InvalidDataException($"{vocabularyPath} is no BERT vocabulary: it has no line {s}."));
        pieces = WordPieceTokenizer.Create(vocabularyPath, new WordPieceOptions { UnknownToken = Unknown });
    }

    public override int BeginId => specialIds["[CLS]"];

    public override int EndId => specialIds["[SEP]"];

    public override int UnknownId => specialIds[Unknown];

    internal override IReadOnlyList<int> Pieces(string text)
    {
        var ids = new List<int>();
        foreach (var part in text.Split([' ', '\t', '\n', '\r'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (specialIds.TryGetValue(part, out var special))
            {
                ids.Add(special);
                continue;
            }

            foreach (var word in BertBasicTokenizer.Split(part))
            {
                ids.AddRange(pieces.EncodeToIds(word, considerPreTokenization: false, considerNormalization: false));
            }
        }

        return ids;
    }
}
