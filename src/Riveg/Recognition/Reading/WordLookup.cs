namespace Riveg.Recognition.Reading;

/// <summary>
/// Finds the words of a post in a table: a word as it is written, as a #tag, without stretched letters, or by one of its parts. An @name
/// and an address stand for all of their kind.
/// </summary>
internal static class WordLookup
{
    private const int LongestWord = 64;

    private static readonly uint AnyName = WordHash.OfLower("<@mention>");
    private static readonly uint AnyAddress = WordHash.OfLower("<url-t.co>");

    /// <summary>The hash by which the table knows token <paramref name="i"/>; null if it knows no form of it.</summary>
    public static uint? Find(IWordTable table, TokenizedPost post, int i)
    {
        var word = post.Text(i);
        var form = post.Form(i).Case;
        if (form == TokenCase.Url)
        {
            return Known(table, AnyAddress);
        }

        var before = post.Form(i - 1).Case;
        if (form == TokenCase.Handle || before == TokenCase.At)
        {
            return Known(table, AnyName);
        }

        if (form == TokenCase.Hashtag)
        {
            word = word[1..];
        }

        if (Known(table, WordHash.OfLower(word)) is { } whole)
        {
            return whole;
        }

        if ((form == TokenCase.Hashtag || before == TokenCase.Hash) && Known(table, HashTag(word)) is { } tag)
        {
            return tag;
        }

        return Unstretched(table, word) ?? LastPart(table, word);
    }

    private static uint? Known(IWordTable table, uint word) => table.Contains(word) ? word : null;

    private static uint HashTag(ReadOnlySpan<char> word)
    {
        var hash = WordHash.AppendLower(WordHash.Seed, '#');
        foreach (var c in word)
        {
            hash = WordHash.AppendLower(hash, c);
        }

        return hash;
    }

    /// <summary>Letters that stand three times or more are read twice ("goood"), then once ("sooo").</summary>
    private static uint? Unstretched(IWordTable table, ReadOnlySpan<char> word)
    {
        if (word.Length is < 3 or > LongestWord)
        {
            return null;
        }

        Span<char> twice = stackalloc char[word.Length];
        Span<char> once = stackalloc char[word.Length];
        int twiceCount = 0, onceCount = 0, run = 0;
        var isStretched = false;
        for (var k = 0; k < word.Length; k++)
        {
            run = k > 0 && char.ToLowerInvariant(word[k]) == char.ToLowerInvariant(word[k - 1]) ? run + 1 : 1;
            var longRun = run > 2
                || (run == 2 && k + 1 < word.Length && char.ToLowerInvariant(word[k + 1]) == char.ToLowerInvariant(word[k]));
            isStretched |= run > 2;
            if (run <= 2)
            {
                twice[twiceCount++] = word[k];
            }

            if (run == 1 || (run == 2 && !longRun))
            {
                once[onceCount++] = word[k];
            }
        }

        if (!isStretched)
        {
            return null;
        }

        return Known(table, WordHash.OfLower(twice[..twiceCount])) ?? Known(table, WordHash.OfLower(once[..onceCount]));
    }

    /// <summary>The last known word within <c>CruzCrew</c> or <c>nyc-marathon</c>.</summary>
    private static uint? LastPart(IWordTable table, ReadOnlySpan<char> word)
    {
        var end = word.Length;
        for (var k = word.Length - 1; k >= 0; k--)
        {
            var isCut = !char.IsLetterOrDigit(word[k]);
            var isStart = k == 0 || isCut || (char.IsUpper(word[k]) && !char.IsUpper(word[k - 1]));
            if (!isStart)
            {
                continue;
            }

            var start = isCut ? k + 1 : k;
            if (end - start > 2 && end - start < word.Length && Known(table, WordHash.OfLower(word[start..end])) is { } part)
            {
                return part;
            }

            end = k;
        }

        return null;
    }
}
