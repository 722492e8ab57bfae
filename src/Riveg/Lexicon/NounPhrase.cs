namespace Riveg.Lexicon;

/// <summary>A noun phrase as it stands: its words without articles, and what follows it up to the next comma.</summary>
/// <param name="Words">In lower case; empty where there are none.</param>
/// <param name="Rest">What follows.</param>
internal readonly record struct NounPhrase(ReadOnlyMemory<string> Words, ReadOnlyMemory<string> Rest)
{
    /// <summary>The parts of a phrase between commas, each as its words.</summary>
    public static IEnumerable<string[]> Segments(string phrase)
    {
        ArgumentNullException.ThrowIfNull(phrase);
        foreach (var segment in phrase.ToLowerInvariant()
            .Split([',', ';', ':', '(', ')', '.', '!', '?', '\n'], StringSplitOptions.TrimEntries))
        {
            string[] words =
            [
                .. segment.Split([' ', '\t', '"', '“', '”', '*', '_'], StringSplitOptions.RemoveEmptyEntries)
                    .Select(w => w.Replace('’', '\'').Trim('\'', '-')).Where(w => w.Length > 0),
            ];
            if (words.Length > 0)
            {
                yield return words;
            }
        }
    }

    /// <summary>The first noun phrase of some words.</summary>
    public static NounPhrase First(ReadOnlyMemory<string> words)
    {
        var start = 0;
        while (start < words.Length && PhraseWords.Opens(words.Span[start]))
        {
            start++;
        }

        var end = start;
        while (end < words.Length && !PhraseWords.Ends(words.Span[end]))
        {
            end++;
        }

        return new NounPhrase(words[start..end], words[end..]);
    }
}
