using Riveg.Posts;

namespace Riveg.Builtin.Entailment;

/// <summary>A mention's place among the mentions of its post.</summary>
/// <param name="Order">Its index among the different surfaces of its type.</param>
/// <param name="SameType">How many different surfaces have its type.</param>
/// <param name="People">How many different persons the post names.</param>
/// <param name="All">How many mentions the post has.</param>
internal readonly record struct MentionGroup(int Order, int SameType, int People, int All)
{
    /// <summary>Finds a mention's place.</summary>
    public static MentionGroup Of(MentionContext mention)
    {
        var post = mention.Post;
        var surfaces = post.Mentions
            .Where(m => m.Type == mention.Mention.Type)
            .Select(m => m.Span.Of(post.Post.Text))
            .Distinct(StringComparer.OrdinalIgnoreCase)
            .ToList();
        var people = mention.Mention.Type == EntityType.Person
            ? surfaces.Count
            : post.Mentions.Where(
                m => m.Type == EntityType.Person).Select(m => m.Span.Of(post.Post.Text)).Distinct(StringComparer.OrdinalIgnoreCase).Count();
        return new(
            surfaces.FindIndex(s => string.Equals(s, mention.Surface, StringComparison.OrdinalIgnoreCase)),
            surfaces.Count,
            people,
            post.Mentions.Count);
    }
}
