namespace Riveg.Onnx.Recognition;

/// <summary>
/// Puts sequences of pieces together for runs of the network: those of about one length, so that little of a run is padding, and not so
/// many that a run takes much memory.
/// </summary>
internal static class SequenceBatches
{
    /// <summary>The most pieces of a run, padding included; one long sequence may have more.</summary>
    public const int MaximumPieces = 4096;

    /// <summary>The most sequences of a run.</summary>
    public const int MaximumSequences = 32;

    // A shorter sequence is padded by at most a quarter of its length, and these few.
    private const int FewPieces = 8;

    /// <summary>Groups sequences.</summary>
    /// <param name="lengths">How many pieces each has.</param>
    /// <returns>The indices of each run; every sequence is in one, the shortest first.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<int> lengths) => Of(lengths, MaximumSequences);

    /// <summary>Groups sequences.</summary>
    /// <param name="lengths">How many pieces each has.</param>
    /// <param name="most">The most sequences of a run.</param>
    /// <returns>The indices of each run; every sequence is in one, the shortest first.</returns>
    public static IReadOnlyList<IReadOnlyList<int>> Of(IReadOnlyList<int> lengths, int most)
    {
        var runs = new List<IReadOnlyList<int>>();
        var run = new List<int>();
        foreach (var index in Enumerable.Range(0, lengths.Count).OrderBy(i => lengths[i]))
        {
            var length = lengths[index];
            if (run.Count > 0
                && (run.Count == most || (run.Count + 1) * length > MaximumPieces
                    || length > (lengths[run[0]] * 5 / 4) + FewPieces))
            {
                runs.Add(run);
                run = [];
            }

            run.Add(index);
        }

        if (run.Count > 0)
        {
            runs.Add(run);
        }

        return runs;
    }
}
