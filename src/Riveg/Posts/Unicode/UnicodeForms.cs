using System.Text;

namespace Riveg.Posts.Unicode;

/// <summary>
/// Unicode normalization forms (UAX #15, Unicode 15.0) from tables of our own: <see cref="string.Normalize()"/> does nothing in invariant
/// globalisation, which
/// the command runs in. Unpaired surrogates stay as they are. A text that is already in its form is returned as it is. Thread-safe.
/// </summary>
internal static class UnicodeForms
{
    private const int HangulBase = 0xAC00, LeadBase = 0x1100, VowelBase = 0x1161, TailBase = 0x11A7;
    private const int LeadCount = 19, VowelCount = 21, TailCount = 28, HangulCount = LeadCount * VowelCount * TailCount;

    // Below these nothing is changed: the first combining mark, and the no-break space.
    private const char FirstCanonical = '\u0300', FirstCompatible = '\u00a0';

    /// <summary>
    /// Normalization Form C: an accent behind its letter becomes the accented letter. Two texts that look the same become the same.
    /// </summary>
    public static string ComposeCanonical(string text) => Normalize(text, compatible: false);

    /// <summary>
    /// Normalization Form KC: as <see cref="ComposeCanonical"/>, and letters in another dress (bold, full width, circled, ligatures)
    /// become plain ones.
    /// </summary>
    public static string ComposeCompatible(string text) => Normalize(text, compatible: true);

    /// <summary>
    /// Where the segment ends that begins at an index: one code point and what may combine with it. Both forms of a text are those of its
    /// segments, one after the other.
    /// </summary>
    internal static int SegmentEnd(string text, int start)
    {
        var end = start + UnitsAt(text, start);
        while (end < text.Length && text[end] >= FirstCanonical && JoinsBefore(PointAt(text, end)))
        {
            end += UnitsAt(text, end);
        }

        return end;
    }

    private static string Normalize(string text, bool compatible)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.AsSpan().IndexOfAnyInRange(compatible ? FirstCompatible : FirstCanonical, char.MaxValue) < 0)
        {
            return text;
        }

        var tables = NormalizationTables.Instance;
        var points = new List<int>(text.Length);
        for (var i = 0; i < text.Length; i += UnitsAt(text, i))
        {
            Decompose(tables, PointAt(text, i), compatible, points);
        }

        SortMarks(tables, points);
        Compose(tables, points);
        var form = Write(points);
        return form == text ? text : form;
    }

    private static void Decompose(NormalizationTables tables, int point, bool compatible, List<int> target)
    {
        var syllable = point - HangulBase;
        if (syllable is < 0 or >= HangulCount)
        {
            tables.Decompose(point, compatible, target);
            return;
        }

        target.Add(LeadBase + (syllable / (VowelCount * TailCount)));
        target.Add(VowelBase + (syllable / TailCount % VowelCount));
        if (syllable % TailCount != 0)
        {
            target.Add(TailBase + (syllable % TailCount));
        }
    }

    // Canonical ordering: the marks between two starters by their class, equal ones as they were.
    private static void SortMarks(NormalizationTables tables, List<int> points)
    {
        for (var start = 0; start < points.Count; start++)
        {
            var end = start;
            byte last = 0;
            var sorted = true;
            for (; end < points.Count && tables.ClassOf(points[end]) is var mark and > 0; end++)
            {
                sorted &= mark >= last;
                last = mark;
            }

            if (!sorted)
            {
                var run = points.GetRange(start, end - start).OrderBy(tables.ClassOf).ToList();
                for (var i = 0; i < run.Count; i++)
                {
                    points[start + i] = run[i];
                }
            }

            start = Math.Max(start, end - 1);
        }
    }

    private static void Compose(NormalizationTables tables, List<int> points)
    {
        int count = 0, starter = -1, lastClass = -1;
        foreach (var point in points.ToArray())
        {
            int mark = tables.ClassOf(point);
            if (starter >= 0 && lastClass < mark && ComposePair(tables, points[starter], point) is var composite and >= 0)
            {
                points[starter] = composite;
                continue;
            }

            (starter, lastClass) = mark == 0 ? (count, -1) : (starter, mark);
            points[count++] = point;
        }

        points.RemoveRange(count, points.Count - count);
    }

    private static int ComposePair(NormalizationTables tables, int first, int second)
    {
        if (first - LeadBase is >= 0 and < LeadCount && second - VowelBase is >= 0 and < VowelCount)
        {
            return HangulBase + (((((first - LeadBase) * VowelCount) + second) - VowelBase) * TailCount);
        }

        var isOpenSyllable = first - HangulBase is >= 0 and < HangulCount && (first - HangulBase) % TailCount == 0;
        return isOpenSyllable && second - TailBase is > 0 and < TailCount ? first + second - TailBase : tables.Compose(first, second);
    }

    private static bool JoinsBefore(int point)
    {
        var tables = NormalizationTables.Instance;
        var first = tables.FirstOf(point);
        return tables.ClassOf(first) > 0 || tables.IsSecond(first)
            || first - VowelBase is >= 0 and < VowelCount || first - TailBase is > 0 and < TailCount;
    }

    private static string Write(List<int> points)
    {
        var builder = new StringBuilder(points.Count);
        Span<char> units = stackalloc char[2];
        foreach (var point in points)
        {
            if (Rune.TryCreate(point, out var rune))
            {
                builder.Append(units[..rune.EncodeToUtf16(units)]);
            }
            else
            {
                builder.Append((char)point);
            }
        }

        return builder.ToString();
    }

    private static int UnitsAt(string text, int index) =>
        index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1;

    private static int PointAt(string text, int index) =>
        UnitsAt(text, index) == 2 ? char.ConvertToUtf32(text[index], text[index + 1]) : text[index];
}
