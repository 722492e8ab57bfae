using System.Globalization;
using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// The first half of BERT's uncased tokenizer: control characters dropped, words split at white space, at every punctuation mark and around
/// Han characters, lower-cased character by character, accents taken off. (Microsoft.ML.Tokenizers does this half by a regular expression
/// that drops symbols and keeps underscores in words; its second half, the word pieces, is used as it is.)
/// </summary>
internal static class BertBasicTokenizer
{
    public static IReadOnlyList<string> Split(string text)
    {
        var words = new List<string>();
        var word = new StringBuilder();
        foreach (var rune in text.EnumerateRunes())
        {
            if (rune.Value is 0 or 0xFFFD || IsControl(rune))
            {
                continue;
            }

            if (Rune.IsWhiteSpace(rune))
            {
                Finish(words, word);
            }
            else if (IsHan(rune.Value) || IsPunctuation(rune))
            {
                Finish(words, word);
                BaseLetters.Append(word, rune);
                Finish(words, word);
            }
            else
            {
                BaseLetters.Append(word, Rune.ToLowerInvariant(rune));
            }
        }

        Finish(words, word);
        return words;
    }

    private static void Finish(List<string> words, StringBuilder word)
    {
        if (word.Length > 0)
        {
            // A capital whose accent is part of it (İ) has no lower-case letter before the accent is off.
            words.Add(word.ToString().ToLowerInvariant());
            word.Clear();
        }
    }

    private static bool IsControl(Rune rune) =>
        rune.Value is not ('\t' or '\n' or '\r') && Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control
        or UnicodeCategory.Format or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse or UnicodeCategory.OtherNotAssigned;

    private static bool IsPunctuation(Rune rune) => rune.IsAscii
        ? rune.Value is (>= 33 and <= 47) or (>= 58 and <= 64) or (>= 91 and <= 96) or (>= 123 and <= 126)
        : Rune.IsPunctuation(rune);

    // The blocks that the reference names; kana and Hangul are not among them.
    private static bool IsHan(int value) => value
        is (>= 0x4E00 and <= 0x9FFF) or (>= 0x3400 and <= 0x4DBF) or (>= 0x20000 and <= 0x2A6DF) or (>= 0x2A700 and <= 0x2B73F)
        or (>= 0x2B740 and <= 0x2B81F) or (>= 0x2B820 and <= 0x2CEAF) or (>= 0xF900 and <= 0xFAFF) or (>= 0x2F800 and <= 0x2FA1F);
}
