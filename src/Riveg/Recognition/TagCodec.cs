namespace Riveg.Recognition;

/// <summary>Turns entity tags into token spans and back, in every usual scheme, and says which tags may follow each other.</summary>
/// <remarks>
/// Reading takes any sequence, also of a tagger that breaks its scheme: an entity starts at a tag that marks a first token, and at one that
/// goes on with another type than that of the entity before it, or with no entity before it. It ends before the next start, before
/// <c>O</c>, and after a tag that marks a last token.
/// </remarks>
internal static class TagCodec
{
    /// <summary>Reads tags.</summary>
    /// <param name="tags">One for each token, as <see cref="EntityTag.Parse"/> takes them; what is no tag is outside of entities.</param>
    /// <returns>The entities in order, without overlap.</returns>
    public static IReadOnlyList<TokenSpan> Decode(IReadOnlyList<string> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        return Decode([.. tags.Select(t => EntityTag.Parse(t) ?? default)]);
    }

    /// <summary>Reads tags.</summary>
    /// <param name="tags">One for each token.</param>
    /// <returns>The entities in order, without overlap.</returns>
    public static IReadOnlyList<TokenSpan> Decode(IReadOnlyList<EntityTag> tags)
    {
        ArgumentNullException.ThrowIfNull(tags);
        var spans = new List<TokenSpan>();
        var first = -1;
        for (var i = 0; i < tags.Count; i++)
        {
            var tag = tags[i];
            if (first >= 0 && (tag.IsOutside || tag.Starts || tag.Type != tags[first].Type))
            {
                spans.Add(new TokenSpan(first, i, tags[first].Type));
                first = -1;
            }

            if (tag.IsOutside)
            {
                continue;
            }

            first = first < 0 ? i : first;
            if (tag.Ends)
            {
                spans.Add(new TokenSpan(first, i + 1, tags[first].Type));
                first = -1;
            }
        }

        if (first >= 0)
        {
            spans.Add(new TokenSpan(first, tags.Count, tags[first].Type));
        }

        return spans;
    }

    /// <summary>Writes tags.</summary>
    /// <param name="spans">In order, without overlap, inside the tokens.</param>
    /// <param name="tokenCount">How many tokens there are.</param>
    /// <param name="scheme">How to mark them.</param>
    /// <returns>One tag for each token.</returns>
    /// <exception cref="ArgumentException">The spans overlap or lie outside.</exception>
    public static string[] Encode(IEnumerable<TokenSpan> spans, int tokenCount, TagScheme scheme)
    {
        ArgumentNullException.ThrowIfNull(spans);
        var tags = new string[tokenCount];
        Array.Fill(tags, "O");
        var before = default(TokenSpan);
        foreach (var span in spans)
        {
            if (span.First < before.End || span.End <= span.First || span.End > tokenCount)
            {
                throw new ArgumentException(
                    $"The entity at tokens [{span.First}, {span.End}) overlaps the one before or lies outside the {tokenCount} tokens.",
                    nameof(spans));
            }

            var touches = span.First == before.End && before.End > 0 && span.Type == before.Type;
            for (var i = span.First; i < span.End; i++)
            {
                tags[i] = $"{Mark(EntityTag.Within(span, i), scheme, touches)}-{span.Type.Name}";
            }

            before = span;
        }

        return tags;
    }

    /// <summary>Whether one tag may follow another in a sequence that keeps to its scheme.</summary>
    /// <param name="before">A tag; <c>default</c> also stands for the beginning of the text.</param>
    /// <param name="after">The next one; <c>default</c> also stands for the end of the text.</param>
    /// <param name="scheme">The scheme of both.</param>
    public static bool MayFollow(EntityTag before, EntityTag after, TagScheme scheme)
    {
        var goesOn = !after.IsOutside && !after.Starts;
        var isSame = !before.IsOutside && !after.IsOutside && before.Type == after.Type;
        var isOpen = !before.IsOutside && !before.Ends;
        return scheme switch
        {
            TagScheme.Iob1 => !after.Starts || isSame,
            TagScheme.Bio => !goesOn || isSame,
            _ => goesOn ? isOpen && isSame : !isOpen,
        };
    }

    // Only IOB1 looks at whether an entity of the same type ends right before.
    private static char Mark(EntityTag tag, TagScheme scheme, bool touches) => (scheme, tag.Starts, tag.Ends) switch
    {
        (TagScheme.Iob1, true, _) => touches ? 'B' : 'I',
        (TagScheme.Bilou, true, true) => 'U',
        (TagScheme.Bilou, false, true) => 'L',
        (TagScheme.Bioes or TagScheme.Bmes, true, true) => 'S',
        (TagScheme.Bioes or TagScheme.Bmes, false, true) => 'E',
        (TagScheme.Bmes, false, false) => 'M',
        (_, true, _) => 'B',
        _ => 'I',
    };
}
