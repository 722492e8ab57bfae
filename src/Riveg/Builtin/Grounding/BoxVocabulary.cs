using Riveg.Regions;

namespace Riveg.Builtin.Grounding;

/// <summary>
/// The boxes that the layout prior chooses from, in relative coordinates: few boxes that together meet (IoU >= 0.5) as many gold boxes as
/// possible.
/// </summary>
internal static class BoxVocabulary
{
    /// <summary>When a box counts as right (docs/method.md, region right).</summary>
    public const double RightOverlap = 0.5;
    private const int Grid = 20;

    /// <summary>
    /// Chooses boxes. Each turn takes the candidate that meets most of the entities that are still met by few of the boxes chosen before,
    /// so that the first box is the best single one and later ones serve what is left.
    /// </summary>
    /// <param name="entities">For each entity its gold boxes in relative coordinates.</param>
    /// <param name="size">How many boxes.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public static Box[] Choose(IReadOnlyList<IReadOnlyList<Box>> entities, int size, CancellationToken cancellationToken)
    {
        var candidates = Candidates(entities);
        var met = new int[candidates.Length][];
        Parallel.For(
            0,
            candidates.Length,
            new ParallelOptions { CancellationToken = cancellationToken },
            c => met[c] = [.. Enumerable.Range(0, entities.Count).Where(e => IsRight(candidates[c], entities[e]))]);

        var need = new double[entities.Count];
        Array.Fill(need, 1);
        var chosen = new List<Box>();
        while (chosen.Count < size)
        {
            var best = -1;
            double most = 0;
            for (var c = 0; c < candidates.Length; c++)
            {
                var gain = met[c].Sum(e => need[e]);
                if (gain > most + 1e-9)
                {
                    (best, most) = (c, gain);
                }
            }

            if (best < 0)
            {
                break;
            }

            chosen.Add(candidates[best]);
            foreach (var e in met[best])
            {
                need[e] *= 0.35;
            }

            met[best] = [];
        }

        return [.. chosen];
    }

    /// <summary>Whether a box overlaps any of the gold boxes enough to be right.</summary>
    public static bool IsRight(Box box, IReadOnlyList<Box> gold)
    {
        foreach (var g in gold)
        {
            if (box.IntersectionOverUnion(g) >= RightOverlap)
            {
                return true;
            }
        }

        return false;
    }

    // The gold boxes themselves, snapped to a grid.
    private static Box[] Candidates(IReadOnlyList<IReadOnlyList<Box>> entities) =>
    [
        .. entities.SelectMany(e => e)
            .Select(b => new Box(Snap(b.X0), Snap(b.Y0), Snap(b.X1), Snap(b.Y1)))
            .Where(b => b.IsProper)
            .GroupBy(b => b)
            .Select(g => g.Key)
            .OrderBy(b => b.X0).ThenBy(b => b.Y0).ThenBy(b => b.X1).ThenBy(b => b.Y1),
    ];

    private static double Snap(double value) => Math.Round(Math.Clamp(value, 0, 1) * Grid) / Grid;
}
