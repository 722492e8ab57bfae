namespace Riveg.Recognition.Reading;

/// <summary>The words of the reasoning and where each occurs, so that what it says after a name can be read.</summary>
internal sealed class ReasoningWords
{
    private const int MostWords = 600;

    private readonly List<uint> words = [];
    private readonly Dictionary<uint, (int First, int Second)> places = [];

    public ReasoningWords(string reasoning)
    {
        var start = -1;
        for (var i = 0; i <= reasoning.Length && words.Count < MostWords; i++)
        {
            var inside = i < reasoning.Length && (char.IsLetterOrDigit(reasoning[i]) || reasoning[i] == '\'');
            if (inside)
            {
                start = start < 0 ? i : start;
                continue;
            }

            if (start >= 0)
            {
                Add(HashOf(reasoning.AsSpan(start, i - start)));
                start = -1;
            }

            if (i < reasoning.Length && reasoning[i] is ('.' or '"'))
            {
                words.Add(reasoning[i]);
            }
        }
    }

    public int Count => words.Count;

    public uint this[int index] => words[index];

    /// <summary>The places of the first two occurrences of a word; below zero where there is none.</summary>
    public (int First, int Second) Find(uint word) => places.TryGetValue(word, out var found) ? found : (-1, -1);

    /// <summary>The hash of a word as this class compares it: in lower case, without a possessive ending.</summary>
    public static uint HashOf(ReadOnlySpan<char> word)
    {
        if (word.EndsWith("'s", StringComparison.OrdinalIgnoreCase))
        {
            word = word[..^2];
        }

        return WordHash.OfLower(word.Trim("#@'"));
    }

    private void Add(uint word)
    {
        var known = places.TryGetValue(word, out var found);
        if (!known)
        {
            places[word] = (words.Count, -1);
        }
        else if (found.Second < 0)
        {
            places[word] = (found.First, words.Count);
        }

        words.Add(word);
    }
}
