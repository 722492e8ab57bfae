namespace Riveg.Onnx.Recognition;

/// <summary>What goes through the network at once: the pieces, and where each of the text's words begins.</summary>
/// <param name="Ids">The pieces, specials included.</param>
/// <param name="Firsts">The place of the first piece of each of the text's words.</param>
internal sealed record TaggerSequence(long[] Ids, int[] Firsts);

/// <summary>
/// A post's words and knowledge as sequences that the model takes. What is longer than it takes is cut into overlapping windows: each word's
/// scores come from the window in which it has most context, over all windows of the knowledge on average.
/// </summary>
internal sealed class TaggerText
{
    private readonly int words;
    private readonly IReadOnlyList<WordRange> windows;
    private readonly int variants;

    /// <summary>Cuts a post.</summary>
    /// <param name="text">The pieces of each of the text's words.</param>
    /// <param name="mark">The pieces between text and knowledge.</param>
    /// <param name="knowledge">The pieces of each of the knowledge's words.</param>
    /// <param name="capacity">The most pieces of a sequence, without the two specials.</param>
    /// <param name="beginId">The piece before all.</param>
    /// <param name="endId">The piece behind all.</param>
    public TaggerText(
        IReadOnlyList<int>[] text, IReadOnlyList<int> mark, IReadOnlyList<int>[] knowledge, int capacity, int beginId, int endId)
    {
        words = text.Length;
        var room = capacity - mark.Count;
        var textPieces = text.Sum(w => w.Count);
        var textRoom = knowledge.Length == 0
            ? room
            : Math.Min(room - 1, Math.Max(room / 2, room - knowledge.Sum(w => w.Count)));
        windows = TextWindows.Cut([.. text.Select(w => w.Count)], textRoom);
        var knowledgeWindows = TextWindows.Cut([.. knowledge.Select(w => w.Count)], Math.Max(1, room - Math.Min(textPieces, textRoom)));
        variants = knowledgeWindows.Count;
        Sequences = [.. windows.SelectMany(w => knowledgeWindows.Select(k => Join(
            text.AsSpan(w.First, w.Count), mark, knowledge.AsSpan(k.First, k.Count), beginId, endId)))];
    }

    /// <summary>The sequences; for each window of the text one for each window of the knowledge.</summary>
    public IReadOnlyList<TaggerSequence> Sequences { get; }

    /// <summary>Puts the scores of the sequences together.</summary>
    /// <param name="scores">For each sequence <c>[word of its window * labels + label]</c>.</param>
    /// <param name="labels">How many labels there are.</param>
    /// <returns><c>[word * labels + label]</c>.</returns>
    public double[] Emissions(IReadOnlyList<double[]> scores, int labels)
    {
        var averages = windows.Select((_, i) => Average([.. scores.Skip(i * variants).Take(variants)])).ToList();
        var emissions = new double[words * labels];
        for (var word = 0; word < words; word++)
        {
            var window = TextWindows.BestFor(word, windows);
            averages[window].AsSpan((word - windows[window].First) * labels, labels).CopyTo(emissions.AsSpan(word * labels));
        }

        return emissions;
    }

    private static double[] Average(List<double[]> scores)
    {
        var sum = new double[scores[0].Length];
        foreach (var one in scores)
        {
            System.Numerics.Tensors.TensorPrimitives.Add<double>(sum, one, sum);
        }

        System.Numerics.Tensors.TensorPrimitives.Divide<double>(sum, scores.Count, sum);
        return sum;
    }

    private static TaggerSequence Join(
        ReadOnlySpan<IReadOnlyList<int>> text, IReadOnlyList<int> mark, ReadOnlySpan<IReadOnlyList<int>> knowledge, int beginId, int endId)
    {
        var ids = new List<long> { beginId };
        var firsts = new List<int>(text.Length);
        foreach (var word in text)
        {
            firsts.Add(ids.Count);
            Append(ids, word);
        }

        Append(ids, mark);
        foreach (var word in knowledge)
        {
            Append(ids, word);
        }

        ids.Add(endId);
        return new TaggerSequence([.. ids], [.. firsts]);
    }

    private static void Append(List<long> ids, IReadOnlyList<int> pieces)
    {
        foreach (var piece in pieces)
        {
            ids.Add(piece);
        }
    }
}
