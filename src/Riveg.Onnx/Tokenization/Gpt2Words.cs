using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// Cuts text into the pieces over whose borders GPT-2 never merges: English contractions, letters, digits and other signs, each with one
/// space in front, and white space. (OpenAI's pattern, released with GPT-2. .NET's regular expressions see UTF-16 units, to which no
/// letter beyond the first plane is a letter; the reference sees code points.)
/// </summary>
internal static class Gpt2Words
{
    private static readonly string[] Contractions = ["'s", "'t", "'re", "'ve", "'m", "'ll", "'d"];

    private enum Kind
    {
        Space,
        Letter,
        Number,
        Other,
    }

    /// <summary>The words in order, without a gap: their lengths add up to the text's.</summary>
    public static IEnumerable<ReadOnlyMemory<char>> Split(string text)
    {
        var start = 0;
        while (start < text.Length)
        {
            var end = End(text, start);
            yield return text.AsMemory(start, end - start);
            start = end;
        }
    }

    private static int End(string text, int start)
    {
        foreach (var contraction in Contractions)
        {
            if (string.CompareOrdinal(text, start, contraction, 0, contraction.Length) == 0)
            {
                return start + contraction.Length;
            }
        }

        var word = text[start] == ' ' ? start + 1 : start;
        if (word < text.Length && KindAt(text, word, out _) is var kind and not Kind.Space)
        {
            return EndOf(kind, text, word);
        }

        // White space leaves its last character to the word that follows, if it has another.
        var end = EndOf(Kind.Space, text, start);
        return end == text.Length || end == start + 1 ? end : end - 1;
    }

    private static int EndOf(Kind kind, string text, int start)
    {
        while (start < text.Length && KindAt(text, start, out var length) == kind)
        {
            start += length;
        }

        return start;
    }

    private static Kind KindAt(string text, int index, out int length)
    {
        // Half of a surrogate pair is decoded as U+FFFD, a sign.
        Rune.DecodeFromUtf16(text.AsSpan(index), out var rune, out length);
        return Rune.IsLetter(rune) ? Kind.Letter
            : Rune.IsWhiteSpace(rune) ? Kind.Space
            : Rune.IsNumber(rune) ? Kind.Number
            : Kind.Other;
    }
}
