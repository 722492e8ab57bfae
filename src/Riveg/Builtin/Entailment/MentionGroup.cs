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
        var things = mention.Post.Things;
        var sameType = things.Where(t => t.Type == mention.Type).ToList();
        var people = things.Count(t => t.Type == EntityType.Person);
        return new(sameType.FindIndex(t => t.Mentions.Contains(mention)), sameType.Count, people, mention.Post.Mentions.Count);
    }
}
