using Riveg.Posts;

namespace Riveg.Builtin.Grounding;

/// <summary>A thing to be grounded, with its place among those of its post.</summary>
/// <param name="Thing">Its mentions.</param>
/// <param name="Place">Its place among the things to be grounded.</param>
internal sealed record GroundedEntity(EntityMentions Thing, LayoutPlace Place)
{
    /// <summary>Its first mention.</summary>
    public MentionContext Mention => Thing.First;

    /// <summary>The things that some mentions of one post name, in order.</summary>
    public static IReadOnlyList<GroundedEntity> Of(IReadOnlyList<MentionContext> mentions)
    {
        var things = EntityMentions.Of(mentions);
        var sameType = things.CountBy(t => t.Type).ToDictionary();
        var order = new Dictionary<EntityType, int>();
        var entities = new List<GroundedEntity>(things.Count);
        foreach (var thing in things)
        {
            order[thing.Type] = order.GetValueOrDefault(thing.Type, -1) + 1;
            entities.Add(new GroundedEntity(thing, new LayoutPlace(order[thing.Type], sameType[thing.Type], things.Count)));
        }

        return entities;
    }
}
