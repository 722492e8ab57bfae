namespace Riveg.Training.Cli.Runs;

/// <summary>How far a run is; it lies in each checkpoint.</summary>
/// <param name="Epochs">What each finished epoch gave.</param>
internal sealed record RunState(IReadOnlyList<EpochRecord> Epochs)
{
    public static RunState Empty { get; } = new([]);

    /// <summary>Whether it is of as many epochs, one after the other.</summary>
    public bool IsOf(int count) => Epochs.Count == count && Epochs.Select((e, i) => e?.Epoch == i + 1).All(isNext => isNext);

    /// <summary>The epoch that is kept: the first of the best; null where none is done.</summary>
    public EpochRecord? Best => Epochs.MaxBy(e => e.Merit);

    public RunState With(EpochRecord epoch) => new([.. Epochs, epoch]);

    /// <summary>Whether there is nothing more to learn.</summary>
    /// <param name="most">How many epochs there are.</param>
    /// <param name="patience">After how many epochs without a better one it is enough; null for never.</param>
    public bool IsDone(int most, int? patience) => Epochs.Count >= most || StoppedEarly(patience);

    public bool StoppedEarly(int? patience) => patience is { } p && Best is { } best && Epochs.Count - best.Epoch >= p;
}
