using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Profiles;

namespace Riveg;

/// <summary>
/// What configuration can say of a pipeline: <c>services.Configure&lt;RivegOptions&gt;(configuration.GetSection("Riveg"))</c>. What is left
/// null stays open for the profile. Ranges and meanings are those of <see cref="PipelineOptions"/>; what is wrong is told when the host
/// starts, all at once and by the keys of the configuration.
/// </summary>
/// <example><code source="../../samples/Riveg.Samples.Programs/DependencyInjection.cs" region="options"><![CDATA[
/// services.Configure<RivegOptions>("tags", o =>
/// {
///     o.BatchSize = 4; // in a file: "BatchSize": 4
///     o.PostLimits = new PostLimits { MaxTextLength = 280 }; // "PostLimits": { "MaxTextLength": 280 }
/// });
/// ]]></code></example>
public sealed class RivegOptions
{
    /// <summary>What stands between the parts of a configuration's key.</summary>
    internal const string KeyDelimiter = ":";

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

    /// <summary>When an entity counts as being in its picture: <c>threshold</c> or <c>expected-correctness</c>.</summary>
    /// <value>The default value is null: the profile's, or <c>threshold</c> with an <see cref="EntailmentThreshold"/>.</value>
    public string? GroundingDecision { get; set; }

    /// <summary>The least entailment of an entity in its picture; goes with the decision <c>threshold</c> alone.</summary>
    /// <value>The default value is null: the profile's; 0 to 1.</value>
    public double? EntailmentThreshold { get; set; }

    /// <inheritdoc cref="PipelineOptions.ImageLimits" path="/summary" />
    public ImageLimits? ImageLimits { get; set; }

    /// <inheritdoc cref="PipelineOptions.PostLimits" path="/summary" />
    public PostLimits? PostLimits { get; set; }

    /// <summary>The options that are set, in the form in which they are checked.</summary>
    internal PipelineSettings ToSettings()
    {
        var options = new PipelineOptions();
        foreach (var given in typeof(RivegOptions).GetProperties())
        {
            if (typeof(PipelineOptions).GetProperty(given.Name) is { } option && given.GetValue(this) is { } value)
            {
                option.SetValue(options, value);
            }
        }

        return new PipelineSettings
        {
            Options = options,
            GroundingDecision = GroundingDecision,
            EntailmentThreshold = EntailmentThreshold,
        };
    }
}
