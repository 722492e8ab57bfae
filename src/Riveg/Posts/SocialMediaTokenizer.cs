using System.Globalization;

namespace Riveg.Posts;

/// <summary>
/// Splits the raw text of posts into tokens. The spans are in order, do not overlap, cover every code unit that is not white space, and never cut a grapheme
/// cluster (so no emoji sequence, combining mark or surrogate pair is torn; half a pair is a token of its own). Linear in the text's length. Thread-safe.
/// <para>One token each: a URL, an @name, a #tag, an emoji with its joiners and skin tones, an emoticon, an HTML entity (<c>&amp;amp;</c>, with or without its
/// semicolon), a number with its signs (<c>1,000.50</c>, <c>10:30</c>), an abbreviation (<c>U.S.</c>), a word with inner hyphens and apostrophes, a run of one
/// punctuation mark. A possessive <c>'s</c> is split off, since the name before it is the entity. Scripts without spaces (Han, kana) give a token a character.</para>
/// </summary>
public static class SocialMediaTokenizer
{
    private static readonly string[] UrlStarts = ["http://", "https://", "www."];
    private static readonly string[] EntityNames = ["amp", "lt", "gt", "quot", "apos", "nbsp"];

    /// <summary>The tokens of a text.</summary>
    public static IReadOnlyList<TextSpan> Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var tokens = new List<TextSpan>((text.Length / 5) + 1);
        for (var i = 0; i < text.Length;)
        {
            var cluster = ClusterLength(text, i);
            if (cluster == 1 && char.IsWhiteSpace(text[i]))
            {
                i++;
                continue;
            }

            if (cluster == 2 && text[i] == '\r')
            {
                i += 2;
                continue;
            }

            var end = FindEnd(text, i, cluster);
            tokens.Add(new TextSpan(i, end));
            i = end;
        }

        return tokens;
    }

    private static int FindEnd(string text, int start, int cluster)
    {
        if (IsWordCluster(text, start))
        {
            var url = UrlEnd(text, start);
            return url > start ? url : WordEnd(text, start, cluster);
        }

        if (cluster > 1)
        {
            return start + cluster;
        }

        var special = text[start] switch
        {
            '@' or '#' => TagEnd(text, start),
            '&' => EntityEnd(text, start),
            ':' or ';' or '=' => EmoticonEnd(text, start),
            _ => start,
        };
        return special > start ? special : PossessiveEnd(text, start) is var possessive and > 0 ? possessive : RunEnd(text, start);
    }

    private static int UrlEnd(string text, int start)
    {
        if (!UrlStarts.Any(s => string.Compare(text, start, s, 0, s.Length, StringComparison.OrdinalIgnoreCase) == 0))
        {
            return start;
        }

        var end = start;
        var lastSolid = start;
        while (end < text.Length && !char.IsWhiteSpace(text[end]))
        {
            end += ClusterLength(text, end);
            if (!IsClosing(text[end - 1]))
            {
                lastSolid = end;
            }
        }

        return lastSolid;
    }

    // Punctuation at the end of a URL belongs to the sentence.
    private static bool IsClosing(char c) => c is '.' or ',' or '!' or '?' or ';' or ':' or '\'' or '"' or ')' or ']' or '}' or '’' or '”' or '…';

    private static int TagEnd(string text, int start)
    {
        var end = start + 1;
        while (end < text.Length && (text[end] == '_' || IsWordCluster(text, end)))
        {
            end += ClusterLength(text, end);
        }

        return end > start + 1 ? end : start;
    }

    private static int EntityEnd(string text, int start)
    {
        var end = start + 1;
        if (end < text.Length && text[end] == '#')
        {
            end++;
            var digits = end;
            while (end < text.Length && char.IsAsciiHexDigit(text[end]) && end - digits < 8)
            {
                end++;
            }

            return end > digits ? WithSemicolon(text, start, end) : start;
        }

        var name = Array.Find(EntityNames, n => string.CompareOrdinal(text, end, n, 0, n.Length) == 0);
        return name is null ? start : WithSemicolon(text, start, end + name.Length);
    }

    private static int WithSemicolon(string text, int start, int end)
    {
        if (end < text.Length && text[end] == ';')
        {
            end++;
        }

        // The next mark may sit on the entity's last character.
        return end == text.Length || !IsInsideCluster(text, end) ? end : start;
    }

    private static int EmoticonEnd(string text, int start)
    {
        var mouth = start + 1;
        if (mouth < text.Length && text[mouth] is '-' or '\'')
        {
            mouth++;
        }

        if (mouth >= text.Length || !")(DPpOo/|*\\][".Contains(text[mouth], StringComparison.Ordinal))
        {
            return start;
        }

        var end = mouth + 1;
        return end == text.Length || (!char.IsLetterOrDigit(text[end]) && text[end] != '/' && !IsInsideCluster(text, end)) ? end : start;
    }

    private static int PossessiveEnd(string text, int start) =>
        IsApostrophe(text[start]) && start > 0 && IsPossessive(text, start) && char.IsLetterOrDigit(text[start - 1]) ? start + 2 : 0;

    private static int RunEnd(string text, int start)
    {
        var end = start + 1;
        if (char.IsSurrogate(text[start]))
        {
            return end;
        }

        while (end < text.Length && text[end] == text[start] && ClusterLength(text, end) == 1)
        {
            end++;
        }

        return end;
    }

    private static int WordEnd(string text, int start, int cluster)
    {
        var end = start + cluster;
        if (IsUnspacedScript(text[start]))
        {
            return end;
        }

        while (end < text.Length)
        {
            if (IsWordCluster(text, end) && !IsUnspacedScript(text[end]))
            {
                end += ClusterLength(text, end);
            }
            else if (IsInnerSign(text, start, end))
            {
                end++;
            }
            else
            {
                break;
            }
        }

        return IsAbbreviationDot(text, start, end) ? end + 1 : end;
    }

    private static bool IsInnerSign(string text, int start, int at)
    {
        if (at + 1 >= text.Length || ClusterLength(text, at) != 1 || !IsWordCluster(text, at + 1) || IsUnspacedScript(text[at + 1]))
        {
            return false;
        }

        char sign = text[at], before = text[at - 1], after = text[at + 1];
        return sign switch
        {
            '\'' or '’' => !IsPossessive(text, at),
            '-' or '_' => true,
            '.' => (char.IsDigit(before) && char.IsDigit(after)) || IsSingleLetter(text, start, at),
            ',' or ':' => char.IsDigit(before) && char.IsDigit(after),
            '&' => char.IsUpper(before) && char.IsUpper(after),
            _ => false,
        };
    }

    private static bool IsApostrophe(char c) => c is '\'' or '’';

    private static bool IsPossessive(string text, int apostrophe) =>
        apostrophe + 1 < text.Length && text[apostrophe + 1] is 's' or 'S'
        && (apostrophe + 2 >= text.Length || (!IsWordCluster(text, apostrophe + 2) && !IsInsideCluster(text, apostrophe + 2)));

    // "U" of "U.S." and "S" of it: one letter since the word's start or since the last dot.
    private static bool IsSingleLetter(string text, int start, int dot) =>
        char.IsLetter(text[dot - 1]) && (dot - 1 == start || text[dot - 2] == '.') && (dot + 2 >= text.Length || !char.IsLetter(text[dot + 2]));

    private static bool IsAbbreviationDot(string text, int start, int end) =>
        end < text.Length && text[end] == '.' && end - start >= 3 && text[end - 2] == '.' && char.IsLetter(text[end - 1]) && ClusterLength(text, end) == 1;

    private static bool IsWordCluster(string text, int index)
    {
        var c = text[index];
        if (char.IsAscii(c))
        {
            return char.IsAsciiLetterOrDigit(c) && !IsKeycap(text, index);
        }

        var category = CharUnicodeInfo.GetUnicodeCategory(text, index);
        return category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter or UnicodeCategory.ModifierLetter
            or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber or UnicodeCategory.LetterNumber or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
    }

    private static bool IsKeycap(string text, int index) => char.IsAsciiDigit(text[index]) && ClusterLength(text, index) is var length and > 1 && text[index + length - 1] == '\u20e3';

    private static bool IsUnspacedScript(char c) => c is (>= '\u3040' and <= '\u30ff') or (>= '\u3400' and <= '\u9fff') or (>= '\uf900' and <= '\ufaff');

    private static bool IsInsideCluster(string text, int index) => index > 0 && ClusterLength(text, index - 1) > 1;

    private static int ClusterLength(string text, int index)
    {
        // Two ASCII characters never share a cluster, but for CR LF.
        if (char.IsAscii(text[index]) && (index + 1 == text.Length || (char.IsAscii(text[index + 1]) && text[index] != '\r')))
        {
            return 1;
        }

        return StringInfo.GetNextTextElementLength(text, index);
    }
}
