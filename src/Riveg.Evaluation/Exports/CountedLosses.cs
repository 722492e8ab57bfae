namespace Riveg.Evaluation.Exports;

/// <summary>Counts what a form cannot hold, sort by sort.</summary>
internal sealed class CountedLosses
{
    private readonly Dictionary<(string One, string Many), int> counts = [];

    /// <summary>One line for each sort, in the order in which they were met.</summary>
    public IReadOnlyList<string> Lines => [.. counts.Select(c => $"{c.Value} {(c.Value == 1 ? c.Key.One : c.Key.Many)}")];

    /// <summary>Counts.</summary>
    /// <param name="one">The sort, behind the number 1.</param>
    /// <param name="many">The sort, behind any other number.</param>
    /// <param name="count">How many.</param>
    public void Add(string one, string many, int count = 1)
    {
        if (count > 0)
        {
            counts[(one, many)] = counts.GetValueOrDefault((one, many)) + count;
        }
    }
}
