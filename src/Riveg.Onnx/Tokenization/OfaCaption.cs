using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>Captions and expressions as OFA's data sets clean them.</summary>
internal static class OfaCaption
{
    private const string LeadingSigns = ",.!?*#:;~";

    /// <summary>
    /// Lower case, no signs at the front, hyphens and slashes as spaces, white space together, the first words alone.
    /// </summary>
    public static (string Text, bool WasCut) Clean(string text, int maximumWords)
    {
        var words = Spaced(PythonText.Lower(text).TrimStart(LeadingSigns.ToCharArray())
            .Replace('-', ' ').Replace('/', ' ').Replace("<person>", "person", StringComparison.Ordinal));
        var end = EndOfWords(words, maximumWords);
        return (words[..end], end < words.Length);
    }

    // Two white characters or more become one space; a single one stays what it is.
    private static string Spaced(string text)
    {
        var spaced = new StringBuilder(text.Length);
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && PythonText.IsSpace(text[end]))
            {
                end++;
            }

            spaced.Append(end - start > 1 ? ' ' : text[start]);
            start = Math.Max(end, start + 1);
        }

        return spaced.ToString().TrimEnd('\n').Trim(' ');
    }

    private static int EndOfWords(string text, int maximum)
    {
        var words = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == ' ' && ++words == maximum)
            {
                return i;
            }
        }

        return text.Length;
    }
}
