namespace Riveg.Evidence;

/// <summary>Splits text into the words that features are made of.</summary>
internal static class Words
{
    /// <summary>The runs of letters and digits, in lower case; a possessive <c>'s</c> is dropped.</summary>
    public static string[] Of(ReadOnlySpan<char> text)
    {
        var words = new List<string>();
        for (var i = 0; i < text.Length;)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                i++;
                continue;
            }

            var start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                i++;
            }

            if (!IsPossessive(text, start, i))
            {
                words.Add(text[start..i].ToString().ToLowerInvariant());
            }
        }

        return [.. words];
    }

    /// <summary>
    /// Where <paramref name="part"/> starts within <paramref name="words"/>, from <paramref name="from"/> on; -1 if nowhere, or if it is
    /// empty.
    /// </summary>
    public static int IndexOf(ReadOnlySpan<string> words, ReadOnlySpan<string> part, int from = 0)
    {
        for (var i = from; part.Length > 0 && i + part.Length <= words.Length; i++)
        {
            if (words.Slice(i, part.Length).SequenceEqual(part))
            {
                return i;
            }
        }

        return -1;
    }

    private static bool IsPossessive(ReadOnlySpan<char> text, int start, int end) =>
        end - start == 1 && start >= 2 && text[start] is 's' or 'S' && text[start - 1] is '\'' or '’';
}
