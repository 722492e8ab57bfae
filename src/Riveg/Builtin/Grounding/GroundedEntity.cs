using Riveg.Posts;

namespace Riveg.Builtin.Grounding;

/// <summary>An entity to be grounded: the mentions of a post that have the same words and type.</summary>
/// <param name="Mention">Its first mention.</param>
/// <param name="Indices">The indices of its mentions in the batch.</param>
/// <param name="Place">Its place among the entities to be grounded.</param>
internal sealed record GroundedEntity(MentionContext Mention, IReadOnlyList<int> Indices, LayoutPlace Place)
{
    /// <summary>The entities of one post's mentions, in order.</summary>
    public static IReadOnlyList<GroundedEntity> Of(IReadOnlyList<MentionContext> mentions)
    {
        var groups = mentions
            .Select((m, i) => (Mention: m, Index: i))
            .GroupBy(m => (m.Mention.Mention.Type, m.Mention.Surface.ToUpperInvariant()))
            .ToList();
        var sameType = groups.CountBy(g => g.Key.Type).ToDictionary();
        var order = new Dictionary<EntityType, int>();
        var entities = new List<GroundedEntity>();
        foreach (var group in groups)
        {
            var type = group.Key.Type;
            order[type] = order.GetValueOrDefault(type, -1) + 1;
            entities.Add(
                new(group.First().Mention, [.. group.Select(g => g.Index)], new LayoutPlace(order[type], sameType[type], groups.Count)));
        }

        return entities;
    }
}
