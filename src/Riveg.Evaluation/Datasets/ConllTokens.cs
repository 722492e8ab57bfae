using Riveg.Posts;

namespace Riveg.Evaluation.Datasets;

/// <summary>
/// Cuts a gold post into the rows of the CoNLL form: its own tokens, or those of <see cref="SocialMediaTokenizer"/>, and what of the text
/// no token covers. An
/// entity begins and ends with a token, so that a token is cut where it does not; a row is neither blank nor taken for anything else by who
/// reads it.
/// </summary>
internal static class ConllTokens
{
    private const string IdMark = "IMGID:";
    private const string DocumentMark = "-DOCSTART-";

    /// <summary>The tokens, in order.</summary>
    public static IReadOnlyList<TextSpan> Of(GoldPost gold)
    {
        var text = gold.Post.Text;
        var borders = gold.Entities.SelectMany(e => new[] { e.Span.Start, e.Span.End }).ToHashSet();
        var tokens = new List<TextSpan>();
        var end = 0;
        foreach (var token in (gold.Post.Tokens ?? SocialMediaTokenizer.Tokenize(text)).Append(new TextSpan(text.Length, text.Length)))
        {
            AddPieces(tokens, text, new TextSpan(end, Math.Max(end, token.Start)), borders, char.IsWhiteSpace);
            AddPieces(tokens, text, token, borders, c => c is '\t' or '\n' or '\v' or '\f' or '\r');
            end = Math.Max(end, token.End);
        }

        return tokens;
    }

    private static void AddPieces(List<TextSpan> tokens, string text, TextSpan span, HashSet<int> borders, Predicate<char> isGap)
    {
        var start = span.Start;
        for (var i = span.Start; i <= span.End; i++)
        {
            if (i == span.End || isGap(text[i]) || (i > start && borders.Contains(i)))
            {
                Add(tokens, text, start, i);
                start = i < span.End && isGap(text[i]) ? i + 1 : i;
            }
        }
    }

    private static void Add(List<TextSpan> tokens, string text, int start, int end)
    {
        while (start < end && char.IsWhiteSpace(text[start]))
        {
            start++;
        }

        while (end > start && char.IsWhiteSpace(text[end - 1]))
        {
            end--;
        }

        if (start == end)
        {
            return;
        }

        var words = text.AsSpan(start, end - start);
        var cut = words.StartsWith(IdMark, StringComparison.OrdinalIgnoreCase) ? IdMark.Length - 1
            : tokens.Count == 0 && words.StartsWith(DocumentMark, StringComparison.Ordinal) ? 1
            : 0;
        if (cut > 0)
        {
            tokens.Add(new TextSpan(start, start + cut));
        }

        tokens.Add(new TextSpan(start + cut, end));
    }
}
