using System.Buffers;
using System.Globalization;

namespace Riveg.Posts.Unicode;

/// <summary>
/// Where links begin and end in a post: people and programs glue them to words, leave out the scheme, and write on behind them without a
/// space.
/// </summary>
internal static class UrlText
{
    private static readonly string[] Schemes = ["http://", "https://"];
    private static readonly string[] GluedHosts = ["www.", "pic.twitter.com/", "pic.x.com/", "t.co/", "bit.ly/", "youtu.be/", "fb.me/"];
    private static readonly SearchValues<char> FirstLetters = SearchValues.Create("hHwWpPtTbByYfF");

    // "Microsoft.co/jobs" is one host, "Londont.co/abcXYZ" a name and a link: what shorteners write has letters and digits of this number
    // at least.
    private const int ShortestShortened = 6;
    private const int LongestHost = 64;

    /// <summary>The end of the link that begins at the start of a word; <paramref name="start"/> where none does.</summary>
    public static int End(string text, int start)
    {
        if (!StartsWithAny(text, start, Schemes) && !StartsWithAny(text, start, GluedHosts) && !BeginsWithHost(text, start))
        {
            return start;
        }

        var end = start;
        var lastSolid = start;
        while (end < text.Length && IsUrlCharacter(text, end) && !(end > start && BeginsNext(text, end)))
        {
            end += CharacterKinds.ClusterLength(text, end);
            if (!IsClosing(text[end - 1]))
            {
                lastSolid = end;
            }
        }

        return lastSolid;
    }

    /// <summary>
    /// Whether a link begins inside a word: <c>http://</c> and <c>https://</c> do so anywhere, <c>www.</c> and the hosts of shortened
    /// links where a name follows.
    /// </summary>
    public static bool BeginsInsideWord(string text, int at)
    {
        if (!FirstLetters.Contains(text[at]))
        {
            return false;
        }

        if (StartsWithAny(text, at, Schemes))
        {
            return true;
        }

        foreach (var host in GluedHosts)
        {
            if (!StartsWith(text, at, host))
            {
                continue;
            }

            // "Awww.": the dots of a drawn-out word.
            var isGlued = at > 0 && char.IsLetterOrDigit(text[at - 1]) && text[at - 1] is not ('w' or 'W');
            var least = host[^1] == '.' || host[0] == 'p' ? 1 : ShortestShortened;
            return isGlued && NameLength(text, at + host.Length) >= least;
        }

        return false;
    }

    private static int NameLength(string text, int start)
    {
        var end = start;
        while (end < text.Length && end - start < ShortestShortened && char.IsAsciiLetterOrDigit(text[end]))
        {
            end++;
        }

        return end - start;
    }

    // One link glued to the next; "/http://" and "=http://" are parts of one.
    private static bool BeginsNext(string text, int at) =>
        text[at] is 'h' or 'H' && char.IsLetterOrDigit(text[at - 1]) && StartsWithAny(text, at, Schemes);

    // "t.co/x", "bit.ly/x": names of ASCII letters and dots, the last of small letters only, then a path.
    private static bool BeginsWithHost(string text, int start)
    {
        int end = start, dot = -1;
        var isSmall = true;
        for (; end < text.Length && end - start < LongestHost && (char.IsAsciiLetterOrDigit(text[end]) || text[end] is '.' or '-'); end++)
        {
            if (end > start && BeginsInsideWord(text, end))
            {
                return false;
            }

            if (text[end] != '.')
            {
                isSmall &= char.IsAsciiLetterLower(text[end]);
                continue;
            }

            if (end == start || text[end - 1] is '.' or '-')
            {
                return false;
            }

            (dot, isSmall) = (end, true);
        }

        return dot > 0 && isSmall && end - dot is > 2 and < 8 && end + 1 < text.Length && text[end] == '/'
            && char.IsAsciiLetterOrDigit(text[end + 1]);
    }

    private static bool IsUrlCharacter(string text, int at)
    {
        var c = text[at];
        if (char.IsAscii(c))
        {
            return c > ' ' && c is not ('"' or '<' or '>' or '\u007f');
        }

        return !CharacterKinds.IsEastAsian(c) && CharUnicodeInfo.GetUnicodeCategory(text, at) is <= UnicodeCategory.DecimalDigitNumber;
    }

    // Punctuation at the end of a URL belongs to the sentence.
    private static bool IsClosing(char c) => c is '.' or ',' or '!' or '?' or ';' or ':' or '\'' or ')' or ']' or '}';

    private static bool StartsWithAny(string text, int start, string[] prefixes)
    {
        foreach (var prefix in prefixes)
        {
            if (StartsWith(text, start, prefix))
            {
                return true;
            }
        }

        return false;
    }

    private static bool StartsWith(string text, int start, string prefix) =>
        string.Compare(text, start, prefix, 0, prefix.Length, StringComparison.OrdinalIgnoreCase) == 0;
}
