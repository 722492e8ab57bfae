using Riveg.Posts.Unicode;
using System.Globalization;
using System.Net;
using System.Runtime.InteropServices;
using System.Text;

namespace Riveg.Posts;

/// <summary>
/// A text as a reader takes it in: HTML entities read, what nobody sees left out, accents composed, letters in another dress and
/// typographic quotation marks plain.
/// Each of its characters knows where in the text as it was written it comes from. Plain text is itself.
/// </summary>
internal sealed class ReadableText
{
    // "&" and the longest name that HTML 4 has, "thetasym".
    private const int LongestEntity = 9;

    private readonly List<TextSpan>? origins;

    private ReadableText(string text, List<TextSpan>? origins)
    {
        Text = text;
        this.origins = origins;
    }

    /// <summary>What is judged.</summary>
    public string Text { get; }

    public static ReadableText Of(string written)
    {
        if (IsPlain(written))
        {
            return new ReadableText(written, origins: null);
        }

        var entities = ReadEntities(written);
        var seen = LeaveOutUnseen(entities);
        return Fold(seen).Build();
    }

    /// <summary>Where a range of <see cref="Text"/> stands in the written text: it begins and ends with what is seen.</summary>
    public TextSpan ToWritten(TextSpan span)
    {
        if (origins is null || span.Length == 0)
        {
            return origins is null ? span : new TextSpan(0, 0);
        }

        return new TextSpan(origins[span.Start].Start, origins[span.End - 1].End);
    }

    /// <summary>What is read of a range of the written text.</summary>
    public TextSpan FromWritten(TextSpan span)
    {
        if (origins is null)
        {
            return span;
        }

        var start = FirstEndingAfter(span.Start);
        var end = start;
        while (end < origins.Count && origins[end].Start < span.End)
        {
            end++;
        }

        return new TextSpan(start, end);
    }

    /// <summary>Whether a text is read as it is written.</summary>
    public static bool IsPlain(string text)
    {
        foreach (var c in text)
        {
            if (c is >= '\u007f' or '&' || (c < ' ' && CharacterKinds.IsInvisible(c)))
            {
                return false;
            }
        }

        return true;
    }

    private int FirstEndingAfter(int place)
    {
        int low = 0, high = origins!.Count;
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = origins[middle].End <= place ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    private static Draft ReadEntities(string written)
    {
        var draft = new Draft(written.Length);
        for (int i = 0, end; i < written.Length; i = end)
        {
            end = i + 1;
            if (written[i] == '&' && EntityAt(written, i) is var (value, length))
            {
                end = i + length;
                draft.Append(value, new TextSpan(i, end));
            }
            else
            {
                draft.Append(written[i], new TextSpan(i, end));
            }
        }

        return draft;
    }

    // "&amp;#39;" was escaped twice and means an apostrophe, too.
    private static (string Value, int Length)? EntityAt(string text, int start)
    {
        const string Again = "amp;";
        var name = start + 1;
        while (string.CompareOrdinal(text, name, Again, 0, Again.Length) == 0 && NameEnd(text, name + Again.Length) is var next
            && next < text.Length
            && next > name + Again.Length && text[next] == ';')
        {
            name += Again.Length;
        }

        var end = NameEnd(text, name);
        if (end == name)
        {
            return null;
        }

        var isClosed = end < text.Length && text[end] == ';';
        var entity = $"&{text.AsSpan(name, end - name)};";
        if (!isClosed && entity is not ("&amp;" or "&lt;" or "&gt;" or "&quot;" or "&apos;" or "&nbsp;"))
        {
            return null;
        }

        var value = WebUtility.HtmlDecode(entity);
        var isNoCharacter = value.Length == 1 && (char.IsSurrogate(value[0]) || char.IsControl(value[0]));
        return value == entity || isNoCharacter ? null : (value, end - start + (isClosed ? 1 : 0));
    }

    private static int NameEnd(string text, int start)
    {
        var end = start < text.Length && text[start] == '#' ? start + 1 : start;
        var digits = end;
        while (end < text.Length && end - start < LongestEntity && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return end == digits ? start : end;
    }

    private static Draft LeaveOutUnseen(Draft draft)
    {
        var text = draft.ToString();
        var seen = new Draft(text.Length);
        bool isAfterEmoji = false, isParted = false;
        for (int i = 0, end; i < text.Length; i = end)
        {
            var isAscii = char.IsAscii(text[i]) && (i + 1 == text.Length || char.IsAscii(text[i + 1]));
            end = i + (isAscii ? 1 : StringInfo.GetNextTextElementLength(text, i));
            if (CharacterKinds.IsEmoji(text.AsSpan(i, end - i)))
            {
                // Two emoji that something parts do not become one: the halves of two flags would make a third.
                if (isAfterEmoji && isParted)
                {
                    seen.Append('\n', draft.Origin(i - 1, i));
                }

                seen.Append(draft, i, end);
                (isAfterEmoji, isParted) = (true, false);
                continue;
            }

            var before = seen.Count;
            AppendSeen(draft, text, i, end, seen);
            (isAfterEmoji, isParted) = (isAfterEmoji && seen.Count == before, true);
        }

        return seen;
    }

    private static void AppendSeen(Draft draft, string text, int start, int end, Draft seen)
    {
        for (int i = start, next; i < end; i = next)
        {
            next = i + (i + 1 < end && char.IsSurrogatePair(text[i], text[i + 1]) ? 2 : 1);
            if (!CharacterKinds.IsInvisible(next - i == 2 ? char.ConvertToUtf32(text[i], text[i + 1]) : text[i]))
            {
                seen.Append(draft, i, next);
            }
        }
    }

    private static Draft Fold(Draft draft)
    {
        var text = draft.ToString();
        var folded = new Draft(text.Length);
        for (int i = 0, end; i < text.Length; i = end)
        {
            end = UnicodeForms.SegmentEnd(text, i);
            if (end == i + 1 && char.IsAscii(text[i]))
            {
                folded.Append(draft, i, end);
                continue;
            }

            var segment = text[i..end];
            var form = FormOf(segment);
            if (form == segment)
            {
                folded.Append(draft, i, end);
            }
            else
            {
                folded.Append(form, draft.Origin(i, end));
            }
        }

        return folded;
    }

    private static string FormOf(string segment)
    {
        if (segment.Length == 1 && Quote(segment[0]) is { } quote)
        {
            return quote;
        }

        var form = UnicodeForms.ComposeCompatible(segment);
        if (form == segment)
        {
            return segment;
        }

        // A phrase in one character (U+FDFA) stays one, and so do signs that only abbreviate: what they stand for is not written.
        var rune = Rune.GetRuneAt(segment + ' ', 0);
        return Rune.GetUnicodeCategory(rune) switch
        {
            _ when form.Contains(' ') => segment,
            UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
                or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.LetterNumber
                    or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark => form,
            UnicodeCategory.OtherSymbol when EncircledLetter(form) is { } letter => letter,
            _ when rune.Value is (>= 0xff01 and <= 0xff65) or (>= 0xfe50 and <= 0xfe6b) => form,
            _ => UnicodeForms.ComposeCanonical(segment),
        };
    }

    // "Ⓐ" has the form "A", "⒜" the form "(a)".
    private static string? EncircledLetter(string form)
    {
        var inner = form.Length > 2 && form[0] == '(' && form[^1] == ')' ? form[1..^1] : form;
        return inner.Length == 1 && char.IsLetter(inner[0]) ? inner : null;
    }

    private static string? Quote(char c) => c switch
    {
        '\u2018' or '\u2019' or '\u201a' or '\u201b' or '\u02bc' or '\u2032' or '\u00b4' => "'",
        '\u201c' or '\u201d' or '\u201e' or '\u201f' or '\u00ab' or '\u00bb' or '\u2033' => "\"",
        _ => null,
    };

    private sealed class Draft(int capacity)
    {
        private readonly List<char> text = new(capacity);
        private readonly List<TextSpan> origins = new(capacity);

        public int Count => text.Count;

        public void Append(char unit, TextSpan origin)
        {
            text.Add(unit);
            origins.Add(origin);
        }

        public void Append(string units, TextSpan origin)
        {
            foreach (var unit in units)
            {
                Append(unit, origin);
            }
        }

        public void Append(Draft other, int start, int end)
        {
            for (var i = start; i < end; i++)
            {
                Append(other.text[i], other.origins[i]);
            }
        }

        public TextSpan Origin(int start, int end) => new(origins[start].Start, origins[end - 1].End);

        public ReadableText Build() => new(ToString(), origins);

        public override string ToString() => new(CollectionsMarshal.AsSpan(text));
    }
}
