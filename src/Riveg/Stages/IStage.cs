namespace Riveg.Stages;

/// <summary>
/// What the stages of the pipeline have in common. A stage takes a batch and gives back one answer for each input, in order. Stages are thread-safe:
/// the pipeline calls them for several batches at once. A stage that can answer only a part of its batch throws <see cref="PartialBatchException{T}"/>;
/// after any other exception the pipeline asks again for each post alone, so that one bad post fails alone.
/// <see cref="StageUnavailableException"/> ends the whole run: throw it where no further post could be answered either.
/// </summary>
public interface IStage
{
    /// <summary>What serves the stage, for the provenance of its answers.</summary>
    StageInfo Info { get; }

    /// <summary>
    /// How long the stage may take about one input where <c>PipelineOptions.StageTimeLimit</c> says nothing; null for no limit. Several inputs at once get their sum.
    /// </summary>
    /// <value>Null unless the stage says otherwise; what goes over a network says 120 seconds.</value>
    TimeSpan? TimeLimit => null;
}
