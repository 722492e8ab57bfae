using Riveg.Posts;
using Riveg.Posts.Unicode;

namespace Riveg.Recognition.Reading;

/// <summary>A post's tokens as the features see them.</summary>
/// <remarks>
/// The text of a post without tokens is judged as a reader sees it (<see cref="ReadableText"/>), without its emoji; a post's own tokens
/// are judged as they are:
/// the data sets that teach the models are written so.
/// </remarks>
internal sealed class TokenizedPost
{
    // What the features see where a line ends between two words: the models have learned from posts in one line.
    private const char LineEnd = ',';

    private readonly string text;
    private readonly bool isRead;
    private readonly List<Token> tokens;
    private readonly TokenForm[] forms;

    private TokenizedPost(string text, bool isRead, List<Token> tokens)
    {
        this.text = text;
        this.isRead = isRead;
        this.tokens = tokens;
        forms = new TokenForm[tokens.Count];
        int capitals = 0, uppers = 0, lowers = 0;
        for (var i = 0; i < forms.Length; i++)
        {
            forms[i] = TokenForm.Of(Text(i));
            capitals += forms[i].Case == TokenCase.Capitalized ? 1 : 0;
            uppers += forms[i].Case == TokenCase.Upper ? 1 : 0;
            lowers += forms[i].Case == TokenCase.Lower ? 1 : 0;
        }

        var words = capitals + uppers + lowers;
        Casing = words == 0 ? 0u : (uint)((capitals + uppers) * 4 / words) + (uppers * 2 > words ? 8u : 0u) + 1;
    }

    public int Count => forms.Length;

    /// <summary>How long the judged text is.</summary>
    public int TextLength => text.Length;

    /// <summary>Which part of the words is capitalised, in quarters; others for posts in capitals and posts without words.</summary>
    public uint Casing { get; }

    /// <summary>
    /// Takes the post's own tokens, or splits its text. The marks of #tags and @names then become tokens of their own, as the data sets
    /// have them:
    /// the name is what follows.
    /// </summary>
    public static TokenizedPost Of(Post post)
    {
        if (post.Tokens is { } own)
        {
            return Make(post.Text, post.Text, isRead: false, own.Select(t => (t, t)));
        }

        var readable = ReadableText.Of(post.Text);
        var words = SplitMarks(readable.Text, SocialMediaTokenizer.Split(readable));
        return Make(post.Text, readable.Text, isRead: true, words.Select(w => (w, readable.ToWritten(w))));
    }

    /// <summary>The form of a token; <see cref="TokenForm.Boundary"/> outside of the post.</summary>
    public TokenForm Form(int i) => (uint)i < (uint)forms.Length ? forms[i] : TokenForm.Boundary;

    /// <summary>What is judged of a token.</summary>
    public ReadOnlySpan<char> Text(int i) => tokens[i].Judged.Slice(text);

    /// <summary>Where a token stands in the post's text as it was written; empty at the end of a line.</summary>
    public TextSpan Written(int i) => tokens[i].Written;

    /// <summary>Whether no mention goes on from the token before into this one: a line break or an emoji stands between them.</summary>
    public bool StartsAnew(int i) => tokens[i].StartsAnew;

    /// <summary>Whether the token is the end of a line, which is part of no mention.</summary>
    public bool IsLineEnd(int i) => tokens[i].Written.Length == 0;

    /// <summary>Reads what is said about the post, a name or a sentence, in the same way as the post.</summary>
    public string Read(string words) => isRead ? ReadableText.Of(words).Text : words;

    /// <summary>The tokens that share characters with a span of the text, as token indices.</summary>
    public TextSpan TokensOf(TextSpan span)
    {
        var start = 0;
        while (start < Count && Written(start).End <= span.Start)
        {
            start++;
        }

        var end = start;
        while (end < Count && Written(end).Start < span.End)
        {
            end++;
        }

        return new TextSpan(start, end);
    }

    private static TokenizedPost Make(string written, string judged, bool isRead, IEnumerable<(TextSpan Judged, TextSpan Written)> words)
    {
        var tokens = new List<Token>((judged.Length / 4) + 4);
        int end = 0, lineEnds = 0;
        var startsAnew = false;
        foreach (var word in words)
        {
            if (isRead && CharacterKinds.IsEmoji(word.Judged.Slice(judged)))
            {
                startsAnew = true;
                continue;
            }

            var endsLine = CharacterKinds.HasLineBreak(written.AsSpan(end, word.Written.Start - end));
            if (endsLine && tokens.Count > 0 && IsWord(judged, tokens[^1].Judged.End - 1) && IsWord(judged, word.Judged.Start))
            {
                tokens.Add(new Token(new TextSpan(judged.Length, judged.Length + 1), new TextSpan(end, end), StartsAnew: true));
                lineEnds++;
            }

            tokens.Add(new Token(word.Judged, word.Written, startsAnew || endsLine));
            (end, startsAnew) = (word.Written.End, false);
        }

        return new TokenizedPost(lineEnds > 0 ? judged + LineEnd : judged, isRead, tokens);
    }

    private static bool IsWord(string text, int index) => char.IsLetterOrDigit(text[index]);

    private static IEnumerable<TextSpan> SplitMarks(string text, List<TextSpan> tokens)
    {
        foreach (var token in tokens)
        {
            if (token.Length > 1 && text[token.Start] is '#' or '@' && char.IsLetterOrDigit(text, token.Start + 1))
            {
                yield return new TextSpan(token.Start, token.Start + 1);
                yield return new TextSpan(token.Start + 1, token.End);
            }
            else
            {
                yield return token;
            }
        }
    }

    /// <param name="Judged">Where in the judged text.</param>
    /// <param name="Written">Where in the post's text.</param>
    /// <param name="StartsAnew">Whether no mention goes on into it.</param>
    private readonly record struct Token(TextSpan Judged, TextSpan Written, bool StartsAnew);
}
