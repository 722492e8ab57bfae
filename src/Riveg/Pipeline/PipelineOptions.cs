using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Settings;

namespace Riveg.Pipeline;

/// <summary>
/// How a pipeline works, apart from what serves its stages. What is set here wins over what a profile says, and that over the defaults;
/// what is left unset stays open for the profile.
/// </summary>
/// <example><code source="../../samples/Riveg.Samples.Programs/OtherModels.cs" region="options"><![CDATA[
/// var options = new PipelineOptions { MinScore = 0.5, PostTimeLimit = TimeSpan.FromSeconds(30) };
/// using var riveg = RivegPipeline.CreateBuilder("builtin").Configure(_ => options).Build();
/// ]]></code></example>
public sealed record PipelineOptions
{
    /// <summary>The default of <see cref="BatchSize"/>.</summary>
    public const int DefaultBatchSize = 8;

    /// <summary>The default of <see cref="MaxPixelsInFlight"/>.</summary>
    public const long DefaultMaxPixelsInFlight = 64_000_000;

    private int? batchSize;
    private int? maxBatchesInFlight;
    private long? maxPixelsInFlight;
    private IGroundingDecision? decision;
    private double? minScore;
    private TimeSpan? stageTimeLimit;
    private TimeSpan? postTimeLimit;
    private ImageLimits? imageLimits;
    private PostLimits? postLimits;
    private bool? keepCandidates;

    /// <summary>How many posts go through the stages together; a stream that pauses is not waited for.</summary>
    /// <value>The default value is 8; 1 to 1024.</value>
    [Description("How many posts go through the stages together; a stream that pauses is not waited for.")]
    [Range(1, 1024)]
    public int BatchSize
    {
        get => batchSize ?? DefaultBatchSize;
        init => batchSize = value;
    }

    /// <summary>How many batches are under way at once, so that the stages of one overlap with those of others.</summary>
    /// <value>The default value is the number of processors; 1 to 1024.</value>
    [Description("How many batches are under way at once, so that the stages of one overlap with those of others.")]
    [DefaultValue("the number of processors")]
    [Range(1, 1024)]
    public int MaxBatchesInFlight
    {
        get => maxBatchesInFlight ?? Math.Clamp(Environment.ProcessorCount, 1, 1024);
        init => maxBatchesInFlight = value;
    }

    /// <summary>How many pixels all decoded pictures under way have together. One larger picture goes alone.</summary>
    /// <value>The default value is 64,000,000; at least 1. A pixel takes three bytes, and four more while it is decoded.
    /// <see cref="ImageLimits"/> hold for a picture that goes alone too.</value>
    [Description("How many pixels all decoded pictures under way have together. One larger picture goes alone.")]
    [Range(1, double.MaxValue)]
    public long MaxPixelsInFlight
    {
        get => maxPixelsInFlight ?? DefaultMaxPixelsInFlight;
        init => maxPixelsInFlight = value;
    }

    /// <summary>When an entity counts as being in its picture.</summary>
    /// <value>The default value is <see cref="IGroundingDecision.Threshold"/> with 0.5.</value>
    [JsonIgnore]
    public IGroundingDecision Decision
    {
        get => decision ?? new EntailmentThreshold();
        init => decision = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Mentions whose score is smaller are dropped before the stages behind recognition see them.</summary>
    /// <value>The default value is 0; 0 to 1.</value>
    [Description("Mentions whose score is smaller are dropped before the stages behind recognition see them.")]
    [Range(0.0, 1.0)]
    public double MinScore
    {
        get => minScore ?? 0;
        init => minScore = value;
    }

    /// <summary>
    /// How long any stage, the reading of pictures included, may take about one input; several at once get their sum. A stage that has not
    /// answered by then is a fault of what it was asked about.
    /// </summary>
    /// <value>
    /// The default value is null: each stage has its own limit; above 0 and at most 86,400 seconds. <see cref="Stages.IStage.TimeLimit"/>
    /// is none for the built-in ones, 120 s for what goes over a network; <see cref="Timeout.InfiniteTimeSpan"/> takes the stages' own
    /// limits away.
    /// </value>
    [Description("How long any stage, the reading of pictures included, may take about one input; several at once get their sum. "
        + "A stage that has not "
        + "answered by then is a fault of what it was asked about.")]
    [DefaultValue("each stage has its own limit")]
    [SecondsRange(0, 86_400, MinimumIsExclusive = true, AllowsInfinite = true)]
    public TimeSpan? StageTimeLimit
    {
        get => stageTimeLimit;
        init => stageTimeLimit = value;
    }

    /// <summary>How long all stages together may take about one post, its picture included; a batch gets the sum of its posts.</summary>
    /// <value>The default value is null: no limit; above 0 and at most 86,400 seconds.</value>
    [Description("How long all stages together may take about one post, its picture included; a batch gets the sum of its posts.")]
    [DefaultValue("no limit")]
    [SecondsRange(0, 86_400, MinimumIsExclusive = true, AllowsInfinite = true)]
    public TimeSpan? PostTimeLimit
    {
        get => postTimeLimit;
        init => postTimeLimit = value;
    }

    /// <summary>Whether each mention keeps the places that grounding weighed, with the reason of the choice.</summary>
    /// <value>The default value is false.</value>
    [JsonIgnore]
    public bool KeepCandidates
    {
        get => keepCandidates ?? false;
        init => keepCandidates = value;
    }

    /// <summary>What a picture may be at most.</summary>
    /// <value>The default value is that of <see cref="ImageLimits"/>.</value>
    [JsonIgnore]
    [SettingsGroup]
    public ImageLimits ImageLimits
    {
        get => imageLimits ?? new ImageLimits();
        init => imageLimits = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>What a text may be at most.</summary>
    /// <value>The default value is that of <see cref="PostLimits"/>.</value>
    [JsonIgnore]
    [SettingsGroup]
    public PostLimits PostLimits
    {
        get => postLimits ?? new PostLimits();
        init => postLimits = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Names every value that is out of its range.</exception>
    public void Validate() => SettingsCheck.Validate(this, "The pipeline's options");

    /// <summary>These options, with what they leave unset taken from others.</summary>
    internal PipelineOptions Over(PipelineOptions below) => this with
    {
        batchSize = batchSize ?? below.batchSize,
        maxBatchesInFlight = maxBatchesInFlight ?? below.maxBatchesInFlight,
        maxPixelsInFlight = maxPixelsInFlight ?? below.maxPixelsInFlight,
        decision = decision ?? below.decision,
        minScore = minScore ?? below.minScore,
        stageTimeLimit = stageTimeLimit ?? below.stageTimeLimit,
        postTimeLimit = postTimeLimit ?? below.postTimeLimit,
        imageLimits = imageLimits ?? below.imageLimits,
        postLimits = postLimits ?? below.postLimits,
        keepCandidates = keepCandidates ?? below.keepCandidates,
    };
}
