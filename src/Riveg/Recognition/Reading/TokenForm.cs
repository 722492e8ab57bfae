using System.Globalization;

namespace Riveg.Recognition.Reading;

/// <summary>How a token is written.</summary>
internal enum TokenCase
{
    Lower,
    Capitalized,
    Upper,
    SingleUpper,
    Mixed,
    Digits,
    DigitsAndLetters,
    Punctuation,
    Hash,
    At,
    Handle,
    Hashtag,
    Url,
    Other,
    Boundary,
}

/// <summary>What is known of one token by itself: hashes of its forms.</summary>
internal readonly struct TokenForm
{
    /// <summary>Stands before the first and after the last token.</summary>
    public static readonly TokenForm Boundary = new(1, 1, 1, 1, TokenCase.Boundary);

    private TokenForm(uint word, uint lower, uint shape, uint shortShape, TokenCase letterCase)
    {
        Word = word;
        Lower = lower;
        Shape = shape;
        ShortShape = shortShape;
        Case = letterCase;
    }

    public uint Word { get; }

    public uint Lower { get; }

    /// <summary>The hash of the characters' classes, each character one: <c>Xxxx</c>, <c>XXdd</c>; at most eight of them.</summary>
    public uint Shape { get; }

    /// <summary>As <see cref="Shape"/>, runs of a class written once.</summary>
    public uint ShortShape { get; }

    public TokenCase Case { get; }

    /// <summary>Whether the token begins with a capital letter.</summary>
    public bool IsCapital => Case is TokenCase.Capitalized or TokenCase.Upper or TokenCase.SingleUpper or TokenCase.Mixed;

    public static TokenForm Of(ReadOnlySpan<char> token)
    {
        uint word = WordHash.Seed, lower = WordHash.Seed, shape = WordHash.Seed, shortShape = WordHash.Seed;
        int uppers = 0, lowers = 0, digits = 0, others = 0;
        var last = '\0';
        for (var i = 0; i < token.Length; i++)
        {
            var c = token[i];
            word = WordHash.Append(word, c);
            lower = WordHash.AppendLower(lower, char.IsAsciiDigit(c) ? '0' : c);
            var kind = KindOf(c);
            uppers += kind == 'X' ? 1 : 0;
            lowers += kind == 'x' ? 1 : 0;
            digits += kind == 'd' ? 1 : 0;
            others += kind is 'X' or 'x' or 'd' ? 0 : 1;
            shape = i < 8 ? AppendKind(shape, kind) : shape;
            shortShape = kind == last ? shortShape : AppendKind(shortShape, kind);
            last = kind;
        }

        return new TokenForm(word, lower, shape, shortShape, CaseOf(token, uppers, lowers, digits, others));
    }

    private static TokenCase CaseOf(ReadOnlySpan<char> token, int uppers, int lowers, int digits, int others)
    {
        if (token.Length > 0 && token[0] is ('@' or '#'))
        {
            return token.Length == 1
                ? (token[0] == '@' ? TokenCase.At : TokenCase.Hash)
                : token[0] == '@' ? TokenCase.Handle : TokenCase.Hashtag;
        }

        if (token.StartsWith("http", StringComparison.OrdinalIgnoreCase) || token.StartsWith("www.", StringComparison.OrdinalIgnoreCase))
        {
            return TokenCase.Url;
        }

        var letters = uppers + lowers;
        if (letters == 0)
        {
            return digits > 0 ? TokenCase.Digits : token.Length > 0 && token[0] < 0x2000 ? TokenCase.Punctuation : TokenCase.Other;
        }

        if (digits > 0)
        {
            return TokenCase.DigitsAndLetters;
        }

        if (uppers == 0)
        {
            return TokenCase.Lower;
        }

        var first = char.IsUpper(token[0]);
        return lowers == 0
            ? (uppers == 1 ? TokenCase.SingleUpper : TokenCase.Upper)
            : first && uppers == 1 ? TokenCase.Capitalized : others < token.Length ? TokenCase.Mixed : TokenCase.Other;
    }

    private static uint AppendKind(uint shape, char kind) => WordHash.AppendLower(shape, (char)(kind + 1)) ^ kind;

    private static char KindOf(char c)
        => char.IsAsciiLetterUpper(c) || char.IsUpper(c) ? 'X'
            : char.IsAsciiLetterLower(c) || char.IsLetter(c) ? 'x'
            : char.IsDigit(c) ? 'd'
            : char.IsSurrogate(c) || CharUnicodeInfo.GetUnicodeCategory(c) is UnicodeCategory.OtherSymbol ? 's'
            : c;
}
