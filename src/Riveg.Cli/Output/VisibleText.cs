using System.Globalization;
using System.Text;

namespace Riveg.Cli.Output;

/// <summary>Text from posts, files and services as a terminal may get it: what would steer the terminal is spelled out instead.</summary>
internal static class VisibleText
{
    // What a message quotes may be of any length.
    private const int Longest = 4000;

    /// <summary>The text on one line: line ends become spaces.</summary>
    public static string OneLine(string text) =>
        Of((text.Length > Longest ? $"{text[..Longest]}…" : text).ReplaceLineEndings(" ").Replace('\t', ' '));

    /// <summary>
    /// The text with its line ends and tabs; other control characters and those that turn the direction of writing are spelled as
    /// <c>\u001b</c>.
    /// </summary>
    public static string Of(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') || !text.Any(IsHidden))
        {
            return text;
        }

        var visible = new StringBuilder(text.Length + 16);
        foreach (var c in text)
        {
            if (IsHidden(c))
            {
                visible.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                visible.Append(c);
            }
        }

        return visible.ToString();
    }

    // Line and paragraph separators, marks and overrides of direction; a carriage return alone would let a line be written over.
    private static bool IsHidden(char c) =>
        (char.IsControl(c) && c is not ('\n' or '\t')) || c is '\u2028' or '\u2029' or '\u200e' or '\u200f' or '\u061c'
            or (>= '\u202a' and <= '\u202e') or (>= '\u2066' and <= '\u2069');
}
