namespace Riveg.Stages;

/// <summary>A stage answered only a part of its batch: the answers that it has, and for the others why not.</summary>
/// <typeparam name="T">The type of the stage's answers.</typeparam>
public sealed class PartialBatchException<T> : Exception
{
    /// <summary>Makes the exception from one outcome for each input, in order.</summary>
    public PartialBatchException(IReadOnlyList<StageOutcome<T>> outcomes)
        : base($"{outcomes?.Count(o => o.Error is not null) ?? 0} of {outcomes?.Count ?? 0} inputs could not be answered: {outcomes?.FirstOrDefault(o => o.Error is not null).Error?.Message}")
        => Outcomes = outcomes ?? throw new ArgumentNullException(nameof(outcomes));

    /// <summary>One outcome for each input of the batch, in order.</summary>
    public IReadOnlyList<StageOutcome<T>> Outcomes { get; }
}
