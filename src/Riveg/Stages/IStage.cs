namespace Riveg.Stages;

/// <summary>
/// What the stages of the pipeline have in common. A stage takes a batch and gives back one answer for each input, in order. Stages are thread-safe:
/// the pipeline calls them for several batches at once. A stage that can answer only a part of its batch throws <see cref="PartialBatchException{T}"/>;
/// after any other exception the pipeline asks again for each post alone, so that one bad post fails alone.
/// </summary>
public interface IStage
{
    /// <summary>What serves the stage, for the provenance of its answers.</summary>
    StageInfo Info { get; }
}
