namespace Riveg.Recognition.Reading;

/// <summary>
/// Finds the clusters of a post's tokens: a word as it is written, as a #tag, without stretched letters, or by one of its parts. An @name
/// and an address stand for all of their kind.
/// </summary>
internal static class ClusterLookup
{
    private const int LongestWord = 64;

    private static readonly uint AnyName = WordHash.OfLower("<@mention>");
    private static readonly uint AnyAddress = WordHash.OfLower("<url-t.co>");

    /// <summary>The cluster of token <paramref name="i"/>; none if no form of it is known.</summary>
    public static ClusterPath Find(WordClusters clusters, TokenizedPost post, int i)
    {
        var word = post.Text(i);
        var form = post.Form(i).Case;
        if (form == TokenCase.Url)
        {
            return clusters.Find(AnyAddress);
        }

        var before = post.Form(i - 1).Case;
        if (form == TokenCase.Handle || before == TokenCase.At)
        {
            return clusters.Find(AnyName);
        }

        if (form == TokenCase.Hashtag)
        {
            word = word[1..];
        }

        var whole = clusters.Find(WordHash.OfLower(word));
        if (whole.IsKnown)
        {
            return whole;
        }

        if (form == TokenCase.Hashtag || before == TokenCase.Hash)
        {
            var tag = clusters.Find(HashTag(word));
            if (tag.IsKnown)
            {
                return tag;
            }
        }

        var plain = Unstretched(clusters, word);
        return plain.IsKnown ? plain : LastPart(clusters, word);
    }

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
    private static ClusterPath Unstretched(WordClusters clusters, ReadOnlySpan<char> word)
    {
        if (word.Length is < 3 or > LongestWord)
        {
            return default;
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
            return default;
        }

        var found = clusters.Find(WordHash.OfLower(twice[..twiceCount]));
        return found.IsKnown ? found : clusters.Find(WordHash.OfLower(once[..onceCount]));
    }

    /// <summary>The last known word within <c>CruzCrew</c> or <c>nyc-marathon</c>.</summary>
    private static ClusterPath LastPart(WordClusters clusters, ReadOnlySpan<char> word)
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
            if (end - start > 2 && end - start < word.Length)
            {
                var found = clusters.Find(WordHash.OfLower(word[start..end]));
                if (found.IsKnown)
                {
                    return found;
                }
            }

            end = k;
        }

        return default;
    }
}
