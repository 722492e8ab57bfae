using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// Takes accents off letters as BERT's reference does: canonical decomposition (form D), then without non-spacing marks. The decompositions
/// come with the package, because .NET's own know ASCII alone where globalisation is invariant.
/// </summary>
internal static class BaseLetters
{
    private const int FirstSyllable = 0xAC00;
    private const int LastSyllable = 0xD7A3;
    private const int Vowels = 21;
    private const int Finals = 28;

    private static readonly FrozenDictionary<Rune, string> Bases = Read();

    public static void Append(StringBuilder text, Rune letter)
    {
        if (letter.IsAscii)
        {
            text.Append((char)letter.Value);
        }
        else if (letter.Value is >= FirstSyllable and <= LastSyllable)
        {
            AppendSyllable(text, letter.Value - FirstSyllable);
        }
        else if (Bases.TryGetValue(letter, out var known))
        {
            text.Append(known);
        }
        else if (Rune.GetUnicodeCategory(letter) != UnicodeCategory.NonSpacingMark)
        {
            text.Append(letter);
        }
    }

    // The Unicode Standard, section 3.12: a Hangul syllable's number tells its letters.
    private static void AppendSyllable(StringBuilder text, int number)
    {
        text.Append((char)(0x1100 + (number / (Vowels * Finals))));
        text.Append((char)(0x1161 + (number / Finals % Vowels)));
        if (number % Finals > 0)
        {
            text.Append((char)(0x11A7 + (number % Finals)));
        }
    }

    private static FrozenDictionary<Rune, string> Read()
    {
        using var reader = new StreamReader(
            typeof(BaseLetters).Assembly.GetManifestResourceStream("Riveg.Onnx.Tokenization.base-letters.txt")!);
        var bases = new Dictionary<Rune, string>();
        while (reader.ReadLine() is { } line)
        {
            if (line.Split('\t') is [var known, var letters])
            {
                foreach (var letter in letters.EnumerateRunes())
                {
                    bases.Add(letter, known);
                }
            }
        }

        return bases.ToFrozenDictionary();
    }
}
