namespace Riveg.Networks.Tagging;

/// <summary>The letters of a word as numbers: printable ASCII by itself, everything else by its kind.</summary>
internal static class Letters
{
    /// <summary>How many letters of a word are looked at: its first and its last ones.</summary>
    public const int PerWord = 16;

    /// <summary>How many numbers there are; 0 stands behind a word's end.</summary>
    public const int Count = 102;

    private const int LastLetters = 6;
    private const int FirstKind = 96;

    /// <summary>Writes the numbers of a word's letters.</summary>
    /// <param name="word">The word.</param>
    /// <param name="target"><see cref="PerWord"/> places, filled with 0.</param>
    public static void Write(ReadOnlySpan<char> word, Span<long> target)
    {
        var first = word.Length <= PerWord ? word.Length : PerWord - LastLetters;
        for (var i = 0; i < first; i++)
        {
            target[i] = NumberOf(word[i]);
        }

        for (var i = first; i < Math.Min(word.Length, PerWord); i++)
        {
            target[i] = NumberOf(word[word.Length - PerWord + i]);
        }
    }

    private static int NumberOf(char c) => c switch
    {
        >= ' ' and <= '~' => c - ' ' + 1,
        _ when char.IsUpper(c) => FirstKind,
        _ when char.IsLower(c) => FirstKind + 1,
        _ when char.IsLetter(c) => FirstKind + 2,
        _ when char.IsDigit(c) => FirstKind + 3,
        _ when char.IsPunctuation(c) => FirstKind + 4,
        _ => FirstKind + 5,
    };
}
