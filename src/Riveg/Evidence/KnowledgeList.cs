namespace Riveg.Evidence;

/// <summary>Reads the list of an answer, numbered, in bullets or lines, or with commas.</summary>
internal readonly ref struct KnowledgeList
{
    /// <summary>A longer "name" is prose.</summary>
    private const int LongestName = 120;

    private KnowledgeList(IReadOnlyList<KnowledgeEntity> entities, ReadOnlySpan<char> rest)
    {
        Entities = entities;
        Rest = rest;
    }

    public IReadOnlyList<KnowledgeEntity> Entities { get; }

    /// <summary>What follows the list: the reasoning where it has no heading.</summary>
    public ReadOnlySpan<char> Rest { get; }

    /// <param name="text">The answer before its reasoning, without the list's heading.</param>
    /// <param name="headed">Whether there was a heading; without one only a numbered list is a list.</param>
    /// <param name="complete">Whether the reasoning was found elsewhere, so that all of the text is list.</param>
    public static KnowledgeList Read(ReadOnlySpan<char> text, bool headed, bool complete)
    {
        var starts = FindNumbers(text);
        if (starts.Count == 0 && headed)
        {
            starts = FindItems(text);
        }

        var entities = new List<KnowledgeEntity>(starts.Count);
        var rest = starts.Count == 0 ? text : default;
        for (var i = 0; i < starts.Count; i++)
        {
            var last = i + 1 == starts.Count;
            var item = text[starts[i].Body..(last ? text.Length : starts[i + 1].Start)];
            var entity = ReadItem(item, out var trailing);
            if (entity is not null)
            {
                entities.Add(entity);
            }

            if (last && !complete)
            {
                rest = entity is null && !KnowledgeText.SaysNone(item.Trim(KnowledgeText.ItemEdges)) ? item : trailing;
            }
        }

        return new KnowledgeList(entities, rest);
    }

    /// <summary>
    /// Where <c>1.</c>, <c>2)</c> and so on begin an item outside of parentheses. Only the next number counts: <c>Apollo 11. ...</c> is no
    /// item.
    /// </summary>
    private static List<(int Start, int Body)> FindNumbers(ReadOnlySpan<char> text)
    {
        var found = new List<(int Start, int Body)>();
        var next = 1;
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsAsciiDigit(text[i]))
            {
                continue;
            }

            var start = i;
            var number = 0;
            while (i < text.Length && char.IsAsciiDigit(text[i]) && i - start < 4)
            {
                number = (number * 10) + text[i++] - '0';
            }

            var marks = i < text.Length && text[i] is ('.' or ')');
            var decimalPart = i + 1 < text.Length && char.IsAsciiDigit(text[i + 1]);
            if (marks && !decimalPart && number == next)
            {
                found.Add((start, i + 1));
                next++;
            }
            else
            {
                while (i < text.Length && char.IsAsciiDigit(text[i]))
                {
                    i++;
                }

                i--;
            }
        }

        return found;
    }

    /// <summary>Items that lines, semicolons or commas part, outside of parentheses.</summary>
    private static List<(int Start, int Body)> FindItems(ReadOnlySpan<char> text)
    {
        var found = new List<(int Start, int Body)>();
        var start = 0;
        var depth = 0;
        for (var i = 0; i <= text.Length; i++)
        {
            var ends = i == text.Length || text[i] == '\n' || (depth == 0 && text[i] is (',' or ';' or '\u2022'));
            if (!ends)
            {
                depth = Math.Max(0, depth + (text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0));
                continue;
            }

            if (!text[start..i].Trim(KnowledgeText.ItemEdges).IsEmpty)
            {
                found.Add((start, start));
            }

            start = i + 1;
            depth = 0;
        }

        return found;
    }

    private static KnowledgeEntity? ReadItem(ReadOnlySpan<char> item, out ReadOnlySpan<char> trailing)
    {
        trailing = default;
        var open = item.IndexOf('(');
        if (open < 0)
        {
            return ReadWithoutParentheses(item);
        }

        var (typeStart, typeEnd, after) = FindTypeGroup(item, open);
        trailing = item[after..].TrimStart(KnowledgeText.ItemEdges);
        return Make(item[..typeStart], item[(typeStart + 1)..typeEnd]);
    }

    /// <summary>The last of the groups in parentheses that follow the name: in <c>Pak (Pakistan) (country)</c> the second.</summary>
    private static (int Start, int End, int After) FindTypeGroup(ReadOnlySpan<char> item, int open)
    {
        var start = open;
        var end = item.Length;
        var after = item.Length;
        var depth = 0;
        for (var i = open; i < item.Length; i++)
        {
            if (item[i] == '(')
            {
                start = depth++ == 0 ? i : start;
            }
            else if (item[i] == ')' && depth > 0 && --depth == 0)
            {
                end = i;
                after = i + 1;
            }
            else if (depth == 0 && !char.IsWhiteSpace(item[i]))
            {
                return (start, end, after);
            }
        }

        return depth == 0 ? (start, end, after) : (start, item.Length, item.Length);
    }

    private static KnowledgeEntity? ReadWithoutParentheses(ReadOnlySpan<char> item)
    {
        ReadOnlySpan<string> dashes = [" - ", " \u2013 ", " \u2014 ", ": "];
        foreach (var dash in dashes)
        {
            var at = item.IndexOf(dash, StringComparison.Ordinal);
            if (at > 0 && !item[..at].Trim(KnowledgeText.ItemEdges).IsEmpty)
            {
                return Make(item[..at], item[(at + dash.Length)..]);
            }
        }

        return HasLetter(item) ? Make(item, default) : null;
    }

    private static bool HasLetter(ReadOnlySpan<char> text)
    {
        foreach (var c in text)
        {
            if (char.IsLetter(c))
            {
                return true;
            }
        }

        return false;
    }

    private static KnowledgeEntity? Make(ReadOnlySpan<char> name, ReadOnlySpan<char> type)
    {
        name = name.Trim(KnowledgeText.ItemEdges);
        return name.IsEmpty || name.Length > LongestName || KnowledgeText.SaysNone(name)
            ? null
            : new KnowledgeEntity(name.ToString(), type.Trim(KnowledgeText.ItemEdges).ToString());
    }
}
