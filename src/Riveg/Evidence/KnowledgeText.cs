namespace Riveg.Evidence;

/// <summary>What a language model puts around words without meaning anything by it.</summary>
internal static class KnowledgeText
{
    /// <summary>White space, markup and quotation marks.</summary>
    public const string Ornaments = " \t\r\n\u00A0*_`\"\u201C\u201D";

    /// <summary>As <see cref="Ornaments"/>, and the punctuation that ends or begins an item of a list.</summary>
    public const string ItemEdges = Ornaments + ",;:.\u2022-\u2013\u2014'\u2019";

    /// <summary>Words that stand in place of an empty list.</summary>
    public static bool SaysNone(ReadOnlySpan<char> item)
    {
        ReadOnlySpan<string> words = ["none", "n/a", "na", "nil", "no", "not applicable", "empty"];
        foreach (var word in words)
        {
            if (item.Equals(word, StringComparison.OrdinalIgnoreCase))
            {
                return true;
            }
        }

        return item.StartsWith("no named entit", StringComparison.OrdinalIgnoreCase)
            || item.StartsWith("there are no", StringComparison.OrdinalIgnoreCase)
            || item.StartsWith("none ", StringComparison.OrdinalIgnoreCase);
    }
}
