using System.Globalization;
using System.Text;

namespace Riveg.Onnx.Tokenization;

/// <summary>
/// The first half of BERT's tokenizer: control characters dropped, words split at white space and around Han characters; for uncased
/// models lower-cased character by character and accents taken off; then split at every punctuation mark, those too that are what is
/// left of another character without its accent (≠ is an = with a stroke). (Microsoft.ML.Tokenizers does this half by a regular
/// expression that drops symbols and keeps underscores in words; its second half, the word pieces, is used as it is.) Thread-safe.
/// </summary>
/// <param name="lowersCase">Whether letters become small.</param>
/// <param name="stripsAccents">Whether accents are taken off.</param>
internal sealed class BertBasicTokenizer(bool lowersCase, bool stripsAccents)
{
    public IReadOnlyList<string> Split(string text)
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
            else if (IsHan(rune.Value))
            {
                Finish(words, word);
                Append(word, rune);
                Finish(words, word);
            }
            else
            {
                Append(word, rune);
            }
        }

        Finish(words, word);
        return words;
    }

    private void Append(StringBuilder word, Rune rune)
    {
        var letter = lowersCase ? Rune.ToLowerInvariant(rune) : rune;
        if (stripsAccents)
        {
            BaseLetters.Append(word, letter);
        }
        else if (lowersCase && rune.Value == 'İ')
        {
            word.Append("i\u0307");
        }
        else
        {
            word.Append(letter);
        }
    }

    private void Finish(List<string> words, StringBuilder word)
    {
        // A capital whose accent is part of it (İ) has no lower-case letter before the accent is off.
        var text = lowersCase ? word.ToString().ToLowerInvariant() : word.ToString();
        word.Clear();
        var start = 0;
        for (var at = 0; at < text.Length;)
        {
            Rune.DecodeFromUtf16(text.AsSpan(at), out var rune, out var length);
            if (IsPunctuation(rune))
            {
                AddPart(at);
                start = at + length;
                words.Add(text[at..start]);
            }

            at += length;
        }

        AddPart(text.Length);

        void AddPart(int end)
        {
            if (end > start)
            {
                words.Add(text[start..end]);
            }
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
