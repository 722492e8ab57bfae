namespace Riveg.Testing;

/// <summary>
/// The names of the hostile posts that a stage is asked about, as far as its contract lets them through: a stage that is asked of mentions
/// does not see the texts without a word, nor one that looks at pictures the posts without one.
/// </summary>
public static class HostilePosts
{
    /// <summary>A text of no characters.</summary>
    public const string Empty = "empty text";

    /// <summary>Spaces, tabs and line breaks, and nothing else.</summary>
    public const string WhiteSpace = "only white space";

    /// <summary>One emoji of two UTF-16 code units.</summary>
    public const string LoneEmoji = "lone emoji";

    /// <summary>Emoji that are joined of several, flags, skin tones.</summary>
    public const string JoinedEmoji = "joined emoji";

    /// <summary>Ordinary sentences, <see cref="ConformanceOptions.LongText"/> characters of them.</summary>
    public const string LongText = "long text";

    /// <summary>One word of 5,000 letters.</summary>
    public const string LongWord = "one long word";

    /// <summary>Arabic and Hebrew, with Latin in between and marks of direction.</summary>
    public const string RightToLeft = "right-to-left";

    /// <summary>The halves of a surrogate pair, each alone.</summary>
    public const string HalfSurrogates = "half surrogates";

    /// <summary>NUL between letters.</summary>
    public const string Nul = "NUL";

    /// <summary>Control characters, a byte order mark, line and paragraph separators.</summary>
    public const string Controls = "control characters";

    /// <summary>Letters below a heap of combining marks.</summary>
    public const string CombiningMarks = "combining marks";

    /// <summary>Letters of mathematics, full width, and other forms that mean plain ones.</summary>
    public const string FancyLetters = "fancy letters";

    /// <summary>Braces, quotation marks, markup and what looks like a prompt or an answer.</summary>
    public const string Markup = "markup and prompts";

    /// <summary>A post that brings its own tokens, which are no words.</summary>
    public const string OwnTokens = "tokens of its own";

    /// <summary>A post of <see cref="ConformanceOptions.ManyMentions"/> names.</summary>
    public const string ManyMentions = "thousands of mentions";

    /// <summary>Another post with the id of the first: ids need not tell posts apart.</summary>
    public const string SameId = "the id of another post";

    /// <summary>A picture of one pixel.</summary>
    public const string OnePixel = "picture of 1 x 1";

    /// <summary>A picture of one row.</summary>
    public const string OneRow = "picture of one row";

    /// <summary>A picture of one column.</summary>
    public const string OneColumn = "picture of one column";

    /// <summary>A picture of one colour.</summary>
    public const string BlankPicture = "blank picture";

    /// <summary>A post without a picture.</summary>
    public const string NoPicture = "no picture";

    /// <summary>A post whose picture exists and is not at hand.</summary>
    public const string UnseenPicture = "unseen picture";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        Empty, WhiteSpace, LoneEmoji, JoinedEmoji, LongText, LongWord, RightToLeft, HalfSurrogates, Nul, Controls, CombiningMarks,
        FancyLetters, Markup, OwnTokens, ManyMentions, SameId, OnePixel, OneRow, OneColumn, BlankPicture, NoPicture, UnseenPicture,
    ];
}
