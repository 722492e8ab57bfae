using System.Globalization;
using System.Net;
using System.Text.RegularExpressions;
using System.Text;
using Riveg.Posts.Unicode;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Finds the entities that an annotated name means. Boxes belong to a name, so two mentions of one name share them; v1's names do not
/// always equal the text.
/// </summary>
internal static partial class NameMatch
{
    /// <summary>
    /// The indices of the post's entities whose surface is the name: to the letter, or else but for case, white space, HTML entities, the
    /// Unicode form, the kind
    /// of quotation mark and invisible characters.
    /// </summary>
    public static IReadOnlyList<int> Find(GoldPost post, string name)
    {
        var exact = Indices(post, surface => surface == name);
        if (exact.Count > 0)
        {
            return exact;
        }

        var folded = Fold(name);
        return Indices(post, surface => Fold(surface) == folded);
    }

    /// <summary>Whether two names are the same but for what <see cref="Find"/> passes over.</summary>
    public static bool AreSame(string first, string second) => Fold(first) == Fold(second);

    private static List<int> Indices(GoldPost post, Predicate<string> isMeant) =>
        [.. Enumerable.Range(0, post.Entities.Count).Where(i => isMeant(post.Entities[i].Span.Of(post.Post.Text)))];

    private static string Fold(string name)
    {
        // Marks first: the compatible form of some is a blank with an accent, or two of another.
        var text = new StringBuilder(name.Length);
        foreach (var c in UnicodeForms.ComposeCompatible(string.Concat(DecodeHtml(name).Select(Plain))))
        {
            if (!char.IsWhiteSpace(c)
                && CharUnicodeInfo.GetUnicodeCategory(c) != UnicodeCategory.Format
                && c is not (>= '\uFE00' and <= '\uFE0F'))
            {
                text.Append(c);
            }
        }

        return text.ToString().ToLowerInvariant();
    }

    private static char Plain(char c) => c switch
    {
        '\u2018' or '\u2019' or '\u201B' or '\u02BC' or '\u02B9' or '\u00B4' or '\u2032' or '\uFF07' or '`' => '\'',
        '\u201C' or '\u201D' or '\u201E' or '\u201F' or '\u00AB' or '\u00BB' or '\u2033' or '\uFF02' => '"',
        '\u2010' or '\u2011' or '\u2012' or '\u2013' or '\u2014' or '\u2212' => '-',
        _ => c,
    };

    // Tokenisers cut entities apart and lose their semicolons; some texts are encoded twice.
    private static string DecodeHtml(string name)
    {
        var text = string.Concat(name.Where(c => !char.IsWhiteSpace(c)));
        for (var i = 0; i < 2 && text.Contains('&'); i++)
        {
            text = WebUtility.HtmlDecode(Unfinished().Replace(text, m => $"&{m.Groups[1].Value.ToLowerInvariant()};"));
        }

        return text;
    }

    [GeneratedRegex("&(amp|lt|gt|quot|apos|nbsp|#39|#x27|#34);?", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Unfinished();
}
