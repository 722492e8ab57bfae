namespace Riveg.Posts;

/// <summary>
/// The mentions of a post that name one thing: of the same type, with the same words whatever their case. The only place that says so.
/// </summary>
/// <param name="Type">Their type.</param>
/// <param name="Mentions">In text order; at least one.</param>
internal sealed record EntityMentions(EntityType Type, IReadOnlyList<MentionContext> Mentions)
{
    /// <summary>The first mention.</summary>
    public MentionContext First => Mentions[0];

    /// <summary>Groups mentions of one post.</summary>
    /// <param name="mentions">All that are to be looked at, in text order.</param>
    /// <returns>The things in the order of their first mentions.</returns>
    public static IReadOnlyList<EntityMentions> Of(IEnumerable<MentionContext> mentions)
    {
        ArgumentNullException.ThrowIfNull(mentions);
        return [.. mentions.GroupBy(m => (m.Type, m.Text.ToUpperInvariant())).Select(g => new EntityMentions(g.Key.Type, [.. g]))];
    }
}
