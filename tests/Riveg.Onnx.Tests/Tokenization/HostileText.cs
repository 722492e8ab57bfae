namespace Riveg.Onnx.Tests.Tokenization;

/// <summary>Texts that a tokenizer must get through in a time that grows with their length alone.</summary>
public static class HostileText
{
    private const int Megabyte = 1 << 20;
    private const int Part = Megabyte / 8;

    /// <summary>Far above what a megabyte takes, far below what its square takes.</summary>
    public static readonly TimeSpan Limit = TimeSpan.FromSeconds(20);

    public static TheoryData<string, string> Megabytes() => new()
    {
        { "one letter", new string('a', Megabyte) },
        { "letters at random", new string([.. Enumerable.Range(0, Megabyte).Select(LetterAt)]) },
        { "spaces", new string(' ', Part) },
        { "line feeds", new string('\n', Part) },
        { "NULs", new string('\0', Megabyte) },
        { "halves of surrogate pairs", new string('\uD83D', Part) },
        { "pairs the wrong way round", string.Concat(Enumerable.Repeat("\uDE02\uD83D", Part / 2)) },
        { "emoji", string.Concat(Enumerable.Repeat("😂", Megabyte / 2)) },
        { "one letter under accents", "e" + new string('\u0301', Megabyte) },
        { "joined emoji", string.Concat(Enumerable.Repeat("👩\u200D", Part / 3)) },
        { "apostrophes", new string('\'', Part) },
        { "brackets", new string('[', Part) },
        { "metaspaces", new string('\u2581', Part) },
        { "ligatures", new string('\uFDFA', Part / 8) },
        { "Han", new string('漢', Part) },
        { "capital sigmas", string.Concat(Enumerable.Repeat("Σ'", Part / 2)) },
    };

    public static TheoryData<string> Nothing() =>
        ["", " ", "   ", "\0", "\0\0", "\u3000", "\u200B", "\uFEFF", "\t\r\n", "\uD83D", "\uDE02\uD83D"];

    private static char LetterAt(int place) => (char)('a' + (int)((((uint)place * 2654435761u) >> 8) % 26));
}
