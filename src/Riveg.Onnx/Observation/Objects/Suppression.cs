namespace Riveg.Onnx.Observation.Objects;

/// <summary>Keeps one proposal for each thing.</summary>
internal static class Suppression
{
    // Suppression takes the square of their number; no model means so many.
    private const int MaxCandidates = 3000;

    /// <summary>Greedy non-maximum suppression by class: the surest stays, what overlaps it goes.</summary>
    /// <param name="proposals">In any order; those without a proper box are dropped.</param>
    /// <param name="maxOverlap">From which intersection over union on the weaker one goes; null where none goes.</param>
    /// <param name="most">The most that are kept.</param>
    /// <returns>The surest first.</returns>
    public static IReadOnlyList<Proposal> Keep(IEnumerable<Proposal> proposals, double? maxOverlap, int most)
    {
        var kept = new List<Proposal>();
        foreach (var proposal in proposals.Where(p => p.Box.IsProper).OrderByDescending(p => p.Score).Take(MaxCandidates))
        {
            if (kept.Count == most)
            {
                break;
            }

            if (maxOverlap is not { } limit
                || kept.TrueForAll(k => k.Class != proposal.Class || k.Box.IntersectionOverUnion(proposal.Box) < limit))
            {
                kept.Add(proposal);
            }
        }

        return kept;
    }
}
