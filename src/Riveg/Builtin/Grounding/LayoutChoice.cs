namespace Riveg.Builtin.Grounding;

/// <summary>Which boxes of the layout prior the entities of one type in one picture get.</summary>
internal static class LayoutChoice
{
    /// <summary>
    /// Chooses different boxes so that the expected number of right ones is largest. More entities than boxes: the first ones get their
    /// own, the rest their best.
    /// </summary>
    /// <param name="probabilities">For each entity the probability of each box.</param>
    /// <returns>For each entity the index of its box.</returns>
    public static int[] Of(IReadOnlyList<double[]> probabilities)
    {
        var boxes = probabilities.Count == 0 ? 0 : probabilities[0].Length;
        var own = DistinctAssignment.Solve([.. probabilities.Take(boxes)]);
        return [.. own, .. probabilities.Skip(own.Length).Select(p => Array.IndexOf(p, p.Max()))];
    }
}
