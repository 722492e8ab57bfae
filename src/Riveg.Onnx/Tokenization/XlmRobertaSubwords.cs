using System.Globalization;
using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// XLM-RoBERTa's pieces, by a Unigram model of SentencePiece. Read is the model itself, whose ids are moved by one for fairseq's
/// specials, or the <c>tokenizer.json</c> that was made of it. (Microsoft.ML.Tokenizers applies the map of characters differently to
/// control characters and reads no <c>tokenizer.json</c> of this kind.)
/// </summary>
internal sealed class XlmRobertaSubwords : SubwordTokenizer
{
    private const int FairseqOffset = 1;
    private const int Begin = 0;
    private const int End = 2;
    private const int Unknown = 3;

    private readonly Func<string, List<Subword>> encode;

    private XlmRobertaSubwords(Func<string, List<Subword>> encode, int begin, int end, int unknown)
    {
        this.encode = encode;
        BeginId = begin;
        EndId = end;
        UnknownId = unknown;
    }

    public override int BeginId { get; }

    public override int EndId { get; }

    public override int UnknownId { get; }

    /// <summary>Reads <c>sentencepiece.bpe.model</c>.</summary>
    public static XlmRobertaSubwords FromModel(string path)
    {
        var file = SentencePieceFile.Read(path);
        if (file.Pieces is not [{ Type: SentencePieceFile.PieceType.Unknown }, { Text: "<s>" }, { Text: "</s>" }, ..])
        {
            throw new InvalidDataException($"{path} is not XLM-R's kind of model: its first pieces are not <unk>, <s> and </s>.");
        }

        var normalizer = new SentencePieceNormalizer(file);
        UnigramModel model;
        try
        {
            model = Model(file);
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{path} cannot be read as a model of SentencePiece: {e.Message}", e);
        }

        return new XlmRobertaSubwords(
            text =>
            {
                var pieces = new List<Subword>();
                model.Encode(normalizer.Normalize(text), pieces);
                return pieces;
            },
            Begin,
            End,
            Unknown);
    }

    /// <summary>Reads <c>tokenizer.json</c>.</summary>
    public static XlmRobertaSubwords FromJson(string path)
    {
        var file = TokenizerJson.Read(path);
        return new XlmRobertaSubwords(file.Encode, file.BeginId, file.EndId, file.UnknownId);
    }

    /// <summary>The pieces of a text with their places in it.</summary>
    public IReadOnlyList<Subword> Subwords(string text) => encode(text);

    internal override IReadOnlyList<int> Pieces(string text) => [.. encode(text).Select(p => p.Id)];

    private static UnigramModel Model(SentencePieceFile file)
    {
        var normal = file.Pieces.Where(p => p.Type == SentencePieceFile.PieceType.Normal).Select(p => p.Score).DefaultIfEmpty().ToList();
        var highest = normal.Max();
        var pieces = new Dictionary<string, (int Id, double Score)>();
        int[]? bytes = file.HasByteFallback ? new int[256] : null;
        for (var id = 0; id < file.Pieces.Count; id++)
        {
            var (text, score, type) = file.Pieces[id];
            switch (type)
            {
                case SentencePieceFile.PieceType.Normal:
                    pieces[text] = (id + FairseqOffset, score);
                    break;
                case SentencePieceFile.PieceType.UserDefined:
                    // They are always taken: each byte counts as much as the best piece.
                    pieces[text] = (id + FairseqOffset, (Encoding.UTF8.GetByteCount(text) * highest) - 0.1);
                    break;
                case SentencePieceFile.PieceType.Byte when bytes is not null && ByteOf(text) is { } value:
                    bytes[value] = id + FairseqOffset;
                    break;
            }
        }

        return bytes?.Contains(0) == true
            ? throw new InvalidDataException("it cuts unknown characters into bytes and lacks some of these.")
            : new UnigramModel(pieces, normal.Min(), Unknown, isSingle: true, bytes);
    }

    private static byte? ByteOf(string piece) =>
        piece is ['<', '0', 'x', _, _, '>']
        && byte.TryParse(piece.AsSpan(3, 2), NumberStyles.HexNumber, CultureInfo.InvariantCulture, out var value)
            ? value
            : null;
}
