using System.Globalization;
using Riveg.Posts.Unicode;

namespace Riveg.Posts;

/// <summary>
/// Splits the raw text of posts into tokens. The spans are in order, do not overlap, cover every code unit that is neither white space
/// nor invisible, and never
/// cut a grapheme cluster (so no emoji sequence, combining mark or surrogate pair is torn; half a pair is a token of its own). A token
/// neither begins nor ends
/// with an invisible character. Linear in the text's length. Thread-safe.
/// <para>What is split is what a reader sees: HTML entities read, invisible characters left out, letters in another dress (bold, full
/// width) and typographic
/// quotation marks plain. The spans are those of the text as it was written.</para>
/// <para>One token each: a URL (also one glued to a word, and one without a scheme such as <c>pic.twitter.com/x</c>), an @name, a #tag,
/// an emoji with its joiners
/// and skin tones, an emoticon, an HTML entity (<c>&amp;amp;</c>, with or without its semicolon), a number with its signs
/// (<c>1,000.50</c>, <c>10:30</c>), an
/// abbreviation (<c>U.S.</c>), a word with inner hyphens and apostrophes, a run of one punctuation mark. A possessive <c>'s</c> is split
/// off, since the name
/// before it is the entity. Scripts without spaces (Han, kana) give a token a character, and end an @name or a URL before them.</para>
/// </summary>
internal static class SocialMediaTokenizer
{
    private static readonly string[] EntityNames = ["amp", "lt", "gt", "quot", "apos", "nbsp"];

    /// <summary>The tokens of a text.</summary>
    public static IReadOnlyList<TextSpan> Tokenize(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var readable = ReadableText.Of(text);
        return [.. Split(readable).Select(readable.ToWritten)];
    }

    /// <summary>The tokens of a text as it is read; no two of them come from one character of the written text.</summary>
    internal static List<TextSpan> Split(ReadableText readable)
    {
        var text = readable.Text;
        var tokens = new List<TextSpan>((text.Length / 5) + 1);
        for (var i = 0; i < text.Length;)
        {
            var cluster = CharacterKinds.ClusterLength(text, i);
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
            if (tokens.Count > 0 && readable.ToWritten(tokens[^1]).Overlaps(readable.ToWritten(new TextSpan(i, end))))
            {
                tokens[^1] = new TextSpan(tokens[^1].Start, end);
            }
            else
            {
                tokens.Add(new TextSpan(i, end));
            }

            i = end;
        }

        return tokens;
    }

    private static int FindEnd(string text, int start, int cluster)
    {
        if (IsWordCluster(text, start))
        {
            var url = UrlText.End(text, start);
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

    private static int TagEnd(string text, int start)
    {
        // Names are written in Latin letters by the networks' rules: what follows in another script is the sentence.
        var isLatinName = text[start] == '@' && start + 1 < text.Length
            && (char.IsAsciiLetterOrDigit(text[start + 1]) || text[start + 1] == '_');
        var end = start + 1;
        while (end < text.Length && (text[end] == '_' || IsWordCluster(text, end) || IsTagSign(text, start, end)))
        {
            if ((isLatinName && !IsLatin(text[end])) || (end > start + 1 && UrlText.BeginsInsideWord(text, end)))
            {
                break;
            }

            end += CharacterKinds.ClusterLength(text, end);
        }

        return end > start + 1 ? end : start;
    }

    private static bool IsTagSign(string text, int start, int at) =>
        at > start + 1 && at + 1 < text.Length && CharacterKinds.IsTagSign(text[at]) && CharacterKinds.ClusterLength(text, at) == 1
            && IsWordCluster(text, at + 1);

    // Latin letters end at U+024F; U+1E00 to U+1EFF are accented ones.
    private static bool IsLatin(char c) => c is < '\u0250' or (>= '\u1e00' and <= '\u1eff');

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
        text[start] == '\'' && start > 0 && IsPossessive(text, start) && char.IsLetterOrDigit(text[start - 1]) ? start + 2 : 0;

    private static int RunEnd(string text, int start)
    {
        var end = start + 1;
        if (char.IsSurrogate(text[start]))
        {
            return end;
        }

        while (end < text.Length && text[end] == text[start] && CharacterKinds.ClusterLength(text, end) == 1)
        {
            end++;
        }

        return end;
    }

    private static int WordEnd(string text, int start, int cluster)
    {
        var end = start + cluster;
        if (CharacterKinds.IsUnspacedScript(text[start]))
        {
            return end;
        }

        while (end < text.Length && !UrlText.BeginsInsideWord(text, end))
        {
            if (IsWordCluster(text, end) && !CharacterKinds.IsUnspacedScript(text[end]))
            {
                end += CharacterKinds.ClusterLength(text, end);
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
        if (at + 1 >= text.Length || CharacterKinds.ClusterLength(text, at) != 1 || !IsWordCluster(text, at + 1)
            || CharacterKinds.IsUnspacedScript(text[at + 1]))
        {
            return false;
        }

        char sign = text[at], before = text[at - 1], after = text[at + 1];
        return sign switch
        {
            '\'' => !IsPossessive(text, at),
            '\u00b7' or '\u05be' or '\u05f3' or '\u05f4' => true,
            '-' or '_' => true,
            '.' => (char.IsDigit(before) && char.IsDigit(after)) || IsSingleLetter(text, start, at),
            ',' or ':' => char.IsDigit(before) && char.IsDigit(after),
            '&' => char.IsUpper(before) && char.IsUpper(after),
            _ => false,
        };
    }

    private static bool IsPossessive(string text, int apostrophe) =>
        apostrophe + 1 < text.Length && text[apostrophe + 1] is 's' or 'S'
        && (apostrophe + 2 >= text.Length || (!IsWordCluster(text, apostrophe + 2) && !IsInsideCluster(text, apostrophe + 2)));

    // "U" of "U.S." and "S" of it: one letter since the word's start or since the last dot.
    private static bool IsSingleLetter(string text, int start, int dot) =>
        char.IsLetter(text[dot - 1]) && (dot - 1 == start || text[dot - 2] == '.')
            && (dot + 2 >= text.Length || !char.IsLetter(text[dot + 2]));

    private static bool IsAbbreviationDot(string text, int start, int end) =>
        end < text.Length && text[end] == '.' && end - start >= 3 && text[end - 2] == '.' && char.IsLetter(text[end - 1])
            && CharacterKinds.ClusterLength(text, end) == 1;

    internal static bool IsWordCluster(string text, int index)
    {
        var c = text[index];
        if (char.IsAscii(c))
        {
            return char.IsAsciiLetterOrDigit(c) && !IsKeycap(text, index);
        }

        var category = CharUnicodeInfo.GetUnicodeCategory(text, index);
        return category is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter or UnicodeCategory.TitlecaseLetter
            or UnicodeCategory.ModifierLetter or UnicodeCategory.OtherLetter or UnicodeCategory.DecimalDigitNumber
                or UnicodeCategory.LetterNumber
            or UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark;
    }

    private static bool IsKeycap(string text, int index) =>
        char.IsAsciiDigit(text[index])
            && CharacterKinds.ClusterLength(text, index) is var length and > 1
            && text[index + length - 1] == '\u20e3';

    private static bool IsInsideCluster(string text, int index) => index > 0 && CharacterKinds.ClusterLength(text, index - 1) > 1;
}
