namespace Riveg.Onnx.Recognition;

/// <summary>A stretch of words: from <paramref name="First"/> on, <paramref name="Count"/> of them.</summary>
internal readonly record struct WordRange(int First, int Count)
{
    public int End => First + Count;
}

/// <summary>Cuts a sequence of words into overlapping windows that a model can take whole; no word is left out.</summary>
internal static class TextWindows
{
    /// <summary>Windows of at most <paramref name="capacity"/> pieces, of which each shares about a quarter with the next.</summary>
    /// <param name="lengths">How many pieces each word has, none more than the capacity.</param>
    /// <param name="capacity">At least 1.</param>
    public static IReadOnlyList<WordRange> Cut(IReadOnlyList<int> lengths, int capacity)
    {
        var windows = new List<WordRange>();
        for (var first = 0; ;)
        {
            var end = first;
            for (var used = 0; end < lengths.Count && used + lengths[end] <= capacity; end++)
            {
                used += lengths[end];
            }

            windows.Add(new WordRange(first, end - first));
            if (end == lengths.Count)
            {
                return windows;
            }

            var next = end;
            for (var shared = 0; next - 1 > first && shared + lengths[next - 1] <= capacity / 4; next--)
            {
                shared += lengths[next - 1];
            }

            first = next;
        }
    }

    /// <summary>Of the windows that hold a word that in which it has most neighbours on its poorer side.</summary>
    public static int BestFor(int word, IReadOnlyList<WordRange> windows)
    {
        var best = -1;
        var margin = -1;
        for (var i = 0; i < windows.Count; i++)
        {
            var own = Math.Min(word - windows[i].First, windows[i].End - 1 - word);
            if (own > margin)
            {
                best = i;
                margin = own;
            }
        }

        return best;
    }
}
