using Riveg.Posts;

namespace Riveg.Recognition;

/// <summary>A post's tokens as the features see them.</summary>
internal sealed class TokenizedPost
{
    private readonly TokenForm[] forms;

    private TokenizedPost(string text, IReadOnlyList<TextSpan> tokens)
    {
        Source = text;
        Tokens = tokens;
        forms = new TokenForm[tokens.Count];
        int capitals = 0, uppers = 0, lowers = 0;
        for (var i = 0; i < forms.Length; i++)
        {
            forms[i] = TokenForm.Of(tokens[i].Slice(text));
            capitals += forms[i].Case == TokenCase.Capitalized ? 1 : 0;
            uppers += forms[i].Case == TokenCase.Upper ? 1 : 0;
            lowers += forms[i].Case == TokenCase.Lower ? 1 : 0;
        }

        var words = capitals + uppers + lowers;
        Casing = words == 0 ? 0u : (uint)((capitals + uppers) * 4 / words) + (uppers * 2 > words ? 8u : 0u) + 1;
    }

    public string Source { get; }

    public IReadOnlyList<TextSpan> Tokens { get; }

    public int Count => forms.Length;

    /// <summary>Which part of the words is capitalised, in quarters; others for posts in capitals and posts without words.</summary>
    public uint Casing { get; }

    /// <summary>
    /// Takes the post's own tokens, or splits its text. The marks of #tags and @names then become tokens of their own, as the data sets have them:
    /// the name is what follows.
    /// </summary>
    public static TokenizedPost Of(Post post) => new(post.Text, post.Tokens ?? SplitMarks(post.Text, SocialMediaTokenizer.Tokenize(post.Text)));

    /// <summary>The form of a token; <see cref="TokenForm.Boundary"/> outside of the post.</summary>
    public TokenForm Form(int i) => (uint)i < (uint)forms.Length ? forms[i] : TokenForm.Boundary;

    public ReadOnlySpan<char> Text(int i) => Tokens[i].Slice(Source);

    /// <summary>The tokens that share characters with a span of the text, as token indices.</summary>
    public TextSpan TokensOf(TextSpan span)
    {
        var start = 0;
        while (start < Count && Tokens[start].End <= span.Start)
        {
            start++;
        }

        var end = start;
        while (end < Count && Tokens[end].Start < span.End)
        {
            end++;
        }

        return new TextSpan(start, end);
    }

    private static List<TextSpan> SplitMarks(string text, IReadOnlyList<TextSpan> tokens)
    {
        var split = new List<TextSpan>(tokens.Count + 4);
        foreach (var token in tokens)
        {
            if (token.Length > 1 && text[token.Start] is ('#' or '@') && char.IsLetterOrDigit(text[token.Start + 1]))
            {
                split.Add(new TextSpan(token.Start, token.Start + 1));
                split.Add(new TextSpan(token.Start + 1, token.End));
            }
            else
            {
                split.Add(token);
            }
        }

        return split;
    }
}
