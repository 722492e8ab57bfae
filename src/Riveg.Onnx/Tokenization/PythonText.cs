using System.Globalization;
using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>What Python's strings do where .NET's do something else; the references are written in Python.</summary>
internal static class PythonText
{
    private const int CapitalSigma = 0x3A3;

    /// <summary>Whether <c>str.isspace</c> holds: .NET's white space and the four separators of ASCII.</summary>
    public static bool IsSpace(char character) => char.IsWhiteSpace(character) || character is >= '\u001C' and <= '\u001F';

    /// <summary>The words of <c>str.split()</c>.</summary>
    public static IEnumerable<string> Split(string text)
    {
        for (var start = 0; start < text.Length;)
        {
            var end = start;
            while (end < text.Length && !IsSpace(text[end]))
            {
                end++;
            }

            if (end > start)
            {
                yield return text[start..end];
            }

            start = end + 1;
        }
    }

    /// <summary><c>str.lower()</c>: İ becomes two characters, Σ at a word's end ς. The same whatever the machine's language is.</summary>
    public static string Lower(string text)
    {
        var lower = new StringBuilder(text.Length);
        var afterLetter = false;
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            at += length;
            switch (rune.Value)
            {
                case 'İ':
                    lower.Append("i\u0307");
                    break;
                case CapitalSigma:
                    lower.Append(afterLetter && !LetterFollows(text, at) ? 'ς' : 'σ');
                    break;
                default:
                    lower.Append(Rune.ToLowerInvariant(rune));
                    break;
            }

            afterLetter = IsPassedOver(rune) ? afterLetter : IsCased(rune);
        }

        return lower.ToString();
    }

    private static bool LetterFollows(string text, int at)
    {
        while (at < text.Length)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            if (!IsPassedOver(rune))
            {
                return IsCased(rune);
            }

            at += length;
        }

        return false;
    }

    // Unicode's Case_Ignorable.
    private static bool IsPassedOver(Rune rune) => rune.Value is '\'' or '.' or ':' or '·' or '\u0387' or '\u055F' or '\u05F4'
            or '\u2018' or '\u2019' or '\u2024' or '\u2027' or '\uFE13' or '\uFE52' or '\uFE55' or '\uFF07' or '\uFF0E' or '\uFF1A'
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format
            or UnicodeCategory.ModifierLetter or UnicodeCategory.ModifierSymbol;

    // Unicode's Cased, of which modifier letters are passed over before.
    private static bool IsCased(Rune rune) => rune.Value is 'ª' or 'º' or (>= 0x2160 and <= 0x217F) or (>= 0x24B6 and <= 0x24E9)
            or (>= 0x1F130 and <= 0x1F149) or (>= 0x1F150 and <= 0x1F169) or (>= 0x1F170 and <= 0x1F189)
        || Rune.GetUnicodeCategory(rune) is UnicodeCategory.UppercaseLetter or UnicodeCategory.LowercaseLetter
            or UnicodeCategory.TitlecaseLetter;
}
