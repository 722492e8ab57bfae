namespace Riveg.Evidence;

/// <summary>The two parts of an answer, told apart by their headings.</summary>
internal readonly ref struct KnowledgeSections
{
    private static readonly string[] ListHeadings = ["named entities", "named entity", "entities"];
    private static readonly string[] ReasoningHeadings = ["reasoning", "explanation"];

    private KnowledgeSections(ReadOnlySpan<char> list, bool hasListHeading, ReadOnlySpan<char> reasoning, bool hasReasoningHeading)
    {
        List = list;
        HasListHeading = hasListHeading;
        Reasoning = reasoning;
        HasReasoningHeading = hasReasoningHeading;
    }

    /// <summary>What stands before the reasoning, without its heading.</summary>
    public ReadOnlySpan<char> List { get; }

    public bool HasListHeading { get; }

    public ReadOnlySpan<char> Reasoning { get; }

    public bool HasReasoningHeading { get; }

    public static KnowledgeSections Split(ReadOnlySpan<char> answer)
    {
        var list = answer;
        var reasoning = ReadOnlySpan<char>.Empty;
        var hasReasoning = TryFindHeading(answer, ReasoningHeadings, out var start, out var end);
        if (hasReasoning)
        {
            list = answer[..start];
            reasoning = answer[end..];
        }

        var hasList = TryFindHeading(list, ListHeadings, out _, out var listStart);
        return new KnowledgeSections(hasList ? list[listStart..] : list, hasList, reasoning, hasReasoning);
    }

    /// <summary>Finds the first of the headings that a colon follows.</summary>
    private static bool TryFindHeading(ReadOnlySpan<char> text, string[] headings, out int start, out int end)
    {
        start = end = -1;
        foreach (var heading in headings)
        {
            var from = 0;
            var limit = start < 0 ? text.Length : start;
            while (from < limit)
            {
                var at = text[from..limit].IndexOf(heading, StringComparison.OrdinalIgnoreCase);
                if (at < 0)
                {
                    break;
                }

                from += at + heading.Length;
                var colon = from;
                while (colon < text.Length && colon - from < 4 && text[colon] is (' ' or '*' or '_' or '#'))
                {
                    colon++;
                }

                if (colon < text.Length && text[colon] is (':' or '\uFF1A'))
                {
                    start = from - heading.Length;
                    end = colon + 1;
                    break;
                }
            }
        }

        return start >= 0;
    }
}
