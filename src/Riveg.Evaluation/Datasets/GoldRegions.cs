using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>Boxes and masks of one entity, which are lists of their own in a data set, as regions.</summary>
internal static class GoldRegions
{
    /// <summary>
    /// A region for each box, and for each mask without one; each mask goes to the free box that it fills best. Empty masks are left out.
    /// </summary>
    public static IReadOnlyList<Region> Pair(IReadOnlyList<Box> boxes, IReadOnlyList<Mask> masks)
    {
        var given = new Mask?[boxes.Count];
        var alone = new List<Region>();
        foreach (var mask in masks)
        {
            if (mask.BoundingBox is not { } around)
            {
                continue;
            }

            var free = Enumerable.Range(0, given.Length).Where(i => given[i] is null).ToList();
            if (free.Count == 0)
            {
                alone.Add(new Region(around, 1) { Mask = mask });
            }
            else
            {
                given[free.MaxBy(i => boxes[i].IntersectionOverUnion(around))] = mask;
            }
        }

        return [.. boxes.Select((b, i) => new Region(b, 1) { Mask = given[i] }), .. alone];
    }
}
