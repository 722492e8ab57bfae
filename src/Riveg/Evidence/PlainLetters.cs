using System.Text;

namespace Riveg.Evidence;

/// <summary>Names as the plain capital letters and digits that signs have in common with texts.</summary>
internal static class PlainLetters
{
    // The letters of Latin writing with a mark, and what is left without it; readers of English write them so.
    private const string Marked = "ÀÁÂÃÄÅĀĂĄÇĆČĈĊĎĐÈÉÊËĒĔĖĘĚĜĞĠĢĤĦÌÍÎÏĨĪĬĮİĴĶĹĻĽŁÑŃŅŇÒÓÔÕÖØŌŎŐŔŖŘŚŜŞŠȘŢŤŦȚÙÚÛÜŨŪŬŮŰŲŴÝŶŸŹŻŽ";
    private const string Plain = "AAAAAAAAACCCCCDDEEEEEEEEEGGGGHHIIIIIIIIIJKLLLLNNNNOOOOOOOOORRRSSSSSTTTTUUUUUUUUUUWYYYZZZ";

    /// <summary>The runs of letters and digits, cut also where a capital letter or a number begins in the middle; no possessive.</summary>
    public static IReadOnlyList<string> Parts(string text)
    {
        var parts = new List<string>();
        var part = new StringBuilder();
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsLetterOrDigit(text[i]))
            {
                // "Levi's" and "O'Neill" are one; the possessive goes.
                if (!(text[i] is '\'' or '’') || part.Length == 0)
                {
                    End();
                }
                else if (IsPossessive(text, i))
                {
                    i++;
                }

                continue;
            }

            if (i > 0 && part.Length > 0 && BeginsWord(text, i))
            {
                End();
            }

            Add(part, text[i]);
        }

        End();
        return parts;

        void End()
        {
            if (part.Length > 0)
            {
                parts.Add(part.ToString());
                part.Clear();
            }
        }
    }

    /// <summary>All letters and digits.</summary>
    public static string Of(string text)
    {
        var letters = new StringBuilder();
        foreach (var c in text.Where(char.IsLetterOrDigit))
        {
            Add(letters, c);
        }

        return letters.ToString();
    }

    private static void Add(StringBuilder target, char c)
    {
        var capital = char.ToUpperInvariant(c);
        var at = Marked.IndexOf(capital, StringComparison.Ordinal);
        _ = (at, capital) switch
        {
            (>= 0, _) => target.Append(Plain[at]),
            (_, 'Æ') => target.Append("AE"),
            (_, 'Œ') => target.Append("OE"),
            (_, 'ß') => target.Append("SS"),
            _ => target.Append(capital),
        };
    }

    private static bool IsPossessive(string text, int apostrophe) =>
        apostrophe + 1 < text.Length && text[apostrophe + 1] is 's' or 'S'
        && (apostrophe + 2 == text.Length || !char.IsLetterOrDigit(text[apostrophe + 2]));

    private static bool BeginsWord(string text, int i) =>
        (char.IsUpper(text[i]) && char.IsLower(text[i - 1])) || (char.IsDigit(text[i]) != char.IsDigit(text[i - 1]));
}
