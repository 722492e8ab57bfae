namespace Riveg.Scenes;

/// <summary>
/// The best way to hand boxes, ordered from left to right, out to names: the sum of the fits, less for neighbours in the text who stand
/// the other way round. Exact for groups; of larger ones the likeliest ways are followed.
/// </summary>
internal static class PersonOrder
{
    // For two neighbours in the text who stand the other way round: where the text states no order, and where it does.
    private const double OutOfOrder = 0.7;
    private const double AgainstTheText = 3;

    // Ways that differ in who is taken and who was last; 8 boxes have at most 2,000.
    private const int MostWays = 2500;

    /// <summary>For each name its box; -1 where none adds to the sum.</summary>
    /// <param name="fit">How well each box fits each name: by name, then box; at most 32 boxes.</param>
    /// <param name="inOrder">Which names are in order; those with a side of their own are not.</param>
    /// <param name="order">The order that the text states.</param>
    public static int[] Best(double[][] fit, bool[] inOrder, NamedOrder order)
    {
        var price = order == NamedOrder.Unsaid ? OutOfOrder : AgainstTheText;
        var ways = new List<Way> { new(0, -1, 0, -1, null) };
        for (var name = 0; name < fit.Length; name++)
        {
            var next = new Dictionary<(uint Taken, int Last), Way>();
            foreach (var way in ways)
            {
                // Boxes before none: of equal ways that one counts in which the first names have the boxes.
                for (var box = 0; box < fit[name].Length; box++)
                {
                    if ((way.Taken & (1u << box)) == 0)
                    {
                        var isBack = way.Last >= 0 && inOrder[name] && (order == NamedOrder.RightToLeft ? box > way.Last : box < way.Last);
                        Keep(next, new Way(way.Taken | (1u << box), box, way.Total + fit[name][box] - (isBack ? price : 0), box, way));
                    }
                }

                Keep(next, way with { Box = -1, Before = way });
            }

            ways = [.. next.Values.OrderByDescending(w => w.Total).Take(MostWays)];
        }

        // Nobody at all counts nothing.
        var best = ways.MaxBy(w => w.Total)!;
        var chosen = new int[fit.Length];
        Array.Fill(chosen, -1);
        for (var (name, way) = (fit.Length - 1, best); name >= 0 && best.Total > 0; (name, way) = (name - 1, way.Before!))
        {
            chosen[name] = way.Box;
        }

        return chosen;
    }

    private static void Keep(Dictionary<(uint Taken, int Last), Way> ways, Way way)
    {
        if (!ways.TryGetValue((way.Taken, way.Last), out var other) || way.Total > other.Total)
        {
            ways[(way.Taken, way.Last)] = way;
        }
    }

    private sealed record Way(uint Taken, int Last, double Total, int Box, Way? Before);
}
