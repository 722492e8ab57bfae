using Riveg.Pipeline;

namespace Riveg;

/// <summary>
/// What configuration can say of a pipeline: <c>services.Configure&lt;RivegOptions&gt;(configuration.GetSection("Riveg"))</c>. What is left
/// null stays open for the profile. Ranges and meanings are those of <see cref="PipelineOptions"/>.
/// </summary>
public sealed class RivegOptions
{
    /// <summary>The name of a profile or the path of a profile's file.</summary>
    /// <value>The default value is <c>builtin</c>.</value>
    public string Profile { get; set; } = RivegPipelineBuilder.DefaultProfile;

    /// <inheritdoc cref="PipelineOptions.BatchSize" path="/summary" />
    public int? BatchSize { get; set; }

    /// <inheritdoc cref="PipelineOptions.MaxBatchesInFlight" path="/summary" />
    public int? MaxBatchesInFlight { get; set; }

    /// <inheritdoc cref="PipelineOptions.MaxPixelsInFlight" path="/summary" />
    public long? MaxPixelsInFlight { get; set; }

    /// <inheritdoc cref="PipelineOptions.MinScore" path="/summary" />
    public double? MinScore { get; set; }

    /// <inheritdoc cref="PipelineOptions.KeepCandidates" path="/summary" />
    public bool? KeepCandidates { get; set; }

    /// <inheritdoc cref="PipelineOptions.StageTimeLimit" path="/summary" />
    public TimeSpan? StageTimeLimit { get; set; }

    /// <inheritdoc cref="PipelineOptions.PostTimeLimit" path="/summary" />
    public TimeSpan? PostTimeLimit { get; set; }

    internal PipelineOptions Over(PipelineOptions below)
    {
        var options = below;
        options = BatchSize is { } size ? options with { BatchSize = size } : options;
        options = MaxBatchesInFlight is { } batches ? options with { MaxBatchesInFlight = batches } : options;
        options = MaxPixelsInFlight is { } pixels ? options with { MaxPixelsInFlight = pixels } : options;
        options = MinScore is { } score ? options with { MinScore = score } : options;
        options = KeepCandidates is { } keep ? options with { KeepCandidates = keep } : options;
        options = StageTimeLimit is { } stage ? options with { StageTimeLimit = stage } : options;
        return PostTimeLimit is { } post ? options with { PostTimeLimit = post } : options;
    }
}
