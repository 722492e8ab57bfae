using Riveg.Posts;

namespace Riveg.Evaluation.Scores;

/// <summary>
/// Which types predictions have and gold has not. One of the usual four is no fault by itself, since recognisers predict them where a small
/// split happens to hold none; two sets of labels that have nothing in common are.
/// </summary>
internal sealed class TypeComparison(IReadOnlySet<EntityType> gold)
{
    private readonly Dictionary<EntityType, (int Count, string First)> predicted = [];

    /// <summary>Counts a prediction.</summary>
    /// <param name="entity">What was predicted.</param>
    /// <param name="line">Its line's number.</param>
    public void Add(AnnotatedEntity entity, int line)
    {
        var known = predicted.GetValueOrDefault(entity.Mention.Type, (Count: 0, First: $"\"{entity.Text}\" in line {line}"));
        predicted[entity.Mention.Type] = known with { Count = known.Count + 1 };
    }

    /// <summary>The usual types that gold does not have, a line each.</summary>
    public IEnumerable<string> Notices => predicted
        .Where(p => !gold.Contains(p.Key) && EntityType.Coarse.Contains(p.Key))
        .OrderBy(p => p.Key.Name, StringComparer.Ordinal)
        .Select(p => $"{(p.Value.Count == 1 ? "1 entity is" : $"{p.Value.Count} entities are")} of the type {p.Key}, "
            + $"which gold does not have; the first is {p.Value.First}.");

    /// <summary>
    /// A line where no prediction has any of gold's types, and gold has others than the usual ones, so that these are two sets of labels;
    /// null otherwise.
    /// </summary>
    public string? Fault => predicted.Count > 0 && !predicted.Keys.Any(gold.Contains) && !gold.IsSubsetOf(EntityType.Coarse)
        ? "no entity has a type that gold has, so none is right but in EEG: "
            + $"the types of gold are {Names(gold)}, those of the predictions {Names(predicted.Keys)}."
        : null;

    private static string Names(IEnumerable<EntityType> types) =>
        string.Join(", ", types.Select(t => t.Name).Order(StringComparer.Ordinal));
}
