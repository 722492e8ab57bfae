using Riveg.Posts;

namespace Riveg.Recognition;

/// <summary>How entity tags mark the tokens of an entity.</summary>
public enum TagScheme
{
    /// <summary><c>B-</c> for the first token of an entity, <c>I-</c> for the others.</summary>
    Bio,

    /// <summary>As BIO, with <c>E-</c> for the last of several tokens and <c>S-</c> for an only one.</summary>
    Bioes,
}

/// <summary>A run of tokens that is an entity.</summary>
/// <param name="First">The first token's index.</param>
/// <param name="End">The index after the last token.</param>
/// <param name="Type">The entity's type.</param>
public readonly record struct TokenSpan(int First, int End, EntityType Type);

/// <summary>
/// Turns entity tags into token spans and back. Reading takes any sequence, also of a tagger that breaks the scheme: an entity starts at <c>B-</c>, <c>S-</c>, and at an <c>I-</c> or
/// <c>E-</c> whose type is not that of the entity before it; it ends before the next start, before <c>O</c> (or any tag without a type), and after <c>E-</c> or <c>S-</c>.
/// </summary>
public static class TagCodec
{
    /// <summary>Reads tags of either scheme.</summary>
    public static IReadOnlyList<TokenSpan> Decode(IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var spans = new List<TokenSpan>();
        var first = -1;
        EntityType open = default;
        for (var i = 0; i <= tags.Count; i++)
        {
            var (mark, type) = i < tags.Count ? Split(tags[i]) : ('O', default);
            if (first >= 0 && (mark is 'O' or 'B' or 'S' || type != open))
            {
                spans.Add(new TokenSpan(first, i, open));
                first = -1;
            }

            if (mark == 'O')
            {
                continue;
            }

            (first, open) = (first < 0 ? i : first, type);
            if (mark is 'E' or 'S')
            {
                spans.Add(new TokenSpan(first, i + 1, open));
                first = -1;
            }
        }

        return spans;
    }

    /// <summary>Writes tags.</summary>
    /// <param name="spans">In order, without overlap, inside the tokens.</param>
    /// <param name="tokenCount">How many tokens there are.</param>
    /// <param name="scheme">How to mark them.</param>
    /// <exception cref="ArgumentException">The spans overlap or lie outside.</exception>
    public static string[] Encode(IEnumerable<TokenSpan> spans, int tokenCount, TagScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(spans);
        var tags = new string[tokenCount];
        Array.Fill(tags, "O");
        var end = 0;
        foreach (var span in spans)
        {
            if (span.First < end || span.End <= span.First || span.End > tokenCount)
            {
                throw new ArgumentException($"The entity at tokens [{span.First}, {span.End}) overlaps the one before or lies outside the {tokenCount} tokens.", nameof(spans));
            }

            for (var i = span.First; i < span.End; i++)
            {
                tags[i] = $"{Mark(i == span.First, i == span.End - 1, scheme)}-{span.Type.Name}";
            }

            end = span.End;
        }

        return tags;
    }

    private static char Mark(bool isFirst, bool isLast, TagScheme scheme) => (isFirst, isLast, scheme) switch
    {
        (true, true, TagScheme.Bioes) => 'S',
        (false, true, TagScheme.Bioes) => 'E',
        (true, _, _) => 'B',
        _ => 'I',
    };

    private static (char Mark, EntityType Type) Split(string tag) =>
        tag.Length > 2 && tag[1] == '-' && (tag[0] is 'B' or 'I' or 'E' or 'S') && !string.IsNullOrWhiteSpace(tag[2..]) ? (tag[0], EntityType.Parse(tag[2..])) : ('O', default);
}
