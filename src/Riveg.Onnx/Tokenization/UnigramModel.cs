using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// The Unigram model of SentencePiece: the pieces of a text whose scores add up to most. Of equal ones those whose last piece begins first,
/// as with the references. Thread-safe.
/// </summary>
internal sealed class UnigramModel
{
    // What an unknown sign costs beyond the rarest piece; the same number in both references.
    private const double UnknownPenalty = 10;

    // No published model has pieces of more than a few dozen; a damaged one must not make the search slow.
    private const int MaximumPieceLength = 256;

    private readonly Dictionary<string, (int Id, double Score)> pieces;
    private readonly Dictionary<string, (int Id, double Score)>.AlternateLookup<ReadOnlySpan<char>> lookup;
    private readonly int longest;
    private readonly int unknownId;
    private readonly double unknownScore;
    private readonly bool isSingle;
    private readonly int[]? byteIds;

    /// <param name="pieces">The pieces that text is made of, with their ids and scores.</param>
    /// <param name="lowestScore">The lowest score of a piece.</param>
    /// <param name="unknownId">The id of what no piece covers.</param>
    /// <param name="isSingle">Whether sums are kept in single precision, as SentencePiece itself does.</param>
    /// <param name="byteIds">The ids of the 256 bytes that stand for what no piece covers; null where the unknown piece does.</param>
    /// <exception cref="InvalidDataException">A piece is empty or too long.</exception>
    public UnigramModel(
        Dictionary<string, (int Id, double Score)> pieces, double lowestScore, int unknownId, bool isSingle, int[]? byteIds)
    {
        this.pieces = pieces;
        this.unknownId = unknownId;
        this.isSingle = isSingle;
        this.byteIds = byteIds;
        lookup = pieces.GetAlternateLookup<ReadOnlySpan<char>>();
        longest = pieces.Keys.Select(p => p.Length).DefaultIfEmpty().Max();
        if (longest > MaximumPieceLength || pieces.ContainsKey(""))
        {
            throw new InvalidDataException($"a piece is empty or longer than {MaximumPieceLength} characters, which no vocabulary has.");
        }

        unknownScore = Rounded(lowestScore - UnknownPenalty);
    }

    /// <summary>Adds a text's pieces.</summary>
    public void Encode(AlignedText text, List<Subword> target)
    {
        var ends = Search(text.Text);
        var starts = new Stack<int>();
        for (var at = text.Text.Length; at > 0; at = ends[at].Start)
        {
            starts.Push(at);
        }

        var start = 0;
        while (starts.TryPop(out var end))
        {
            var id = ends[end].Id;
            while (id == unknownId && starts.TryPeek(out var next) && ends[next].Id == unknownId)
            {
                // Neighbours that are unknown are one piece.
                end = starts.Pop();
            }

            Add(text, start, end, id, target);
            start = end;
        }
    }

    private void Add(AlignedText text, int start, int end, int id, List<Subword> target)
    {
        var (first, last) = text.Place(start, end);
        if (id != unknownId || byteIds is null)
        {
            target.Add(new Subword(id, first, last));
            return;
        }

        foreach (var value in Encoding.UTF8.GetBytes(text.Text[start..end]))
        {
            target.Add(new Subword(byteIds[value], first, last));
        }
    }

    private (double Score, int Start, int Id)[] Search(string text)
    {
        var ends = new (double Score, int Start, int Id)[text.Length + 1];
        Array.Fill(ends, (0, -1, unknownId));
        for (var start = 0; start < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(start), out _, out var sign);
            var hasSign = false;
            for (var length = 1; length <= longest && start + length <= text.Length; length++)
            {
                if (lookup.TryGetValue(text.AsSpan(start, length), out var piece))
                {
                    Offer(start, length, piece.Id, piece.Score);
                    hasSign |= length == sign;
                }
            }

            if (!hasSign)
            {
                Offer(start, sign, unknownId, unknownScore);
            }

            start += sign;
        }

        return ends;

        void Offer(int start, int length, int id, double score)
        {
            // SentencePiece keeps sums in single precision and compares them in double precision with what it kept, unknown signs excepted:
            // that decides between cuts whose scores are equal.
            var sum = score + ends[start].Score;
            sum = id == unknownId ? Rounded(sum) : sum;
            ref var end = ref ends[start + length];
            if (end.Start < 0 || sum > end.Score)
            {
                end = (Rounded(sum), start, id);
            }
        }
    }

    private double Rounded(double score) => isSingle ? (float)score : score;
}
