using Microsoft.ML.Tokenizers;

namespace Riveg.Onnx.Tokenization;

/// <summary>XLM-RoBERTa's pieces: a SentencePiece Unigram model, its ids moved by one for fairseq's specials.</summary>
internal sealed class XlmRobertaSubwords : SubwordTokenizer
{
    private const int FairseqOffset = 1;

    private readonly SentencePieceTokenizer pieces;

    public XlmRobertaSubwords(string modelPath)
    {
        using var stream = File.OpenRead(modelPath);
        pieces = SentencePieceTokenizer.Create(stream, addBeginningOfSentence: false, addEndOfSentence: false);
    }

    public override int BeginId => 0;

    public override int EndId => 2;

    public override int UnknownId => 3;

    internal override IReadOnlyList<int> Pieces(string text)
    {
        var ids = new List<int>();
        foreach (var piece in pieces.EncodeToIds(text, addBeginningOfSentence: false, addEndOfSentence: false))
        {
            var id = piece == pieces.UnknownId ? UnknownId : piece + FairseqOffset;

            // SentencePiece makes one unknown piece of neighbouring ones; the library keeps them apart.
            if (id != UnknownId || ids.Count == 0 || ids[^1] != UnknownId)
            {
                ids.Add(id);
            }
        }

        return ids;
    }
}
