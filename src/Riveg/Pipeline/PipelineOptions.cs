using Riveg.Grounding;
using Riveg.Posts;

namespace Riveg.Pipeline;

/// <summary>
/// How a pipeline works, apart from what serves its stages. What is set here wins over what a profile says, and that over the defaults; what is left unset stays open for the profile.
/// </summary>
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
    public int BatchSize
    {
        get => batchSize ?? DefaultBatchSize;
        init => batchSize = value;
    }

    /// <summary>How many batches are under way at once, so that the stages of one overlap with those of others.</summary>
    /// <value>The default value is the number of processors; 1 to 1024.</value>
    public int MaxBatchesInFlight
    {
        get => maxBatchesInFlight ?? Math.Clamp(Environment.ProcessorCount, 1, 1024);
        init => maxBatchesInFlight = value;
    }

    /// <summary>How many pixels all decoded pictures under way have together. One larger picture (within <see cref="ImageLimits"/>) goes alone.</summary>
    /// <value>The default value is 64 million; at least 1. A pixel takes three bytes, and four more while it is decoded.</value>
    public long MaxPixelsInFlight
    {
        get => maxPixelsInFlight ?? DefaultMaxPixelsInFlight;
        init => maxPixelsInFlight = value;
    }

    /// <summary>When an entity counts as being in its picture.</summary>
    /// <value>The default value is an <see cref="EntailmentThreshold"/> of 0.5.</value>
    public IGroundingDecision Decision
    {
        get => decision ?? new EntailmentThreshold();
        init => decision = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Mentions whose score is smaller are dropped before the stages behind recognition see them.</summary>
    /// <value>The default value is 0; 0 to 1.</value>
    public double MinScore
    {
        get => minScore ?? 0;
        init => minScore = value;
    }

    /// <summary>
    /// How long any stage, the reading of pictures included, may take about one input; several at once get their sum. A stage that has not answered by then is a fault of
    /// what it was asked about. <see cref="Timeout.InfiniteTimeSpan"/> takes the stages' own limits away.
    /// </summary>
    /// <value>The default value is null: each stage has its own (<see cref="Stages.IStage.TimeLimit"/>): none for the built-in ones, 120 s for what goes over a network.</value>
    public TimeSpan? StageTimeLimit
    {
        get => stageTimeLimit;
        init => stageTimeLimit = value;
    }

    /// <summary>How long all stages together may take about one post; a batch gets the sum of its posts.</summary>
    /// <value>The default value is null: no limit.</value>
    public TimeSpan? PostTimeLimit
    {
        get => postTimeLimit;
        init => postTimeLimit = value;
    }

    /// <summary>Whether each mention keeps the places that grounding weighed, with the reason of the choice.</summary>
    /// <value>The default value is false.</value>
    public bool KeepCandidates
    {
        get => keepCandidates ?? false;
        init => keepCandidates = value;
    }

    /// <summary>What a picture may be at most.</summary>
    /// <value>The default value is that of <see cref="ImageLimits"/>.</value>
    public ImageLimits ImageLimits
    {
        get => imageLimits ?? new ImageLimits();
        init => imageLimits = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>What a text may be at most.</summary>
    /// <value>The default value is that of <see cref="PostLimits"/>.</value>
    public PostLimits PostLimits
    {
        get => postLimits ?? new PostLimits();
        init => postLimits = value ?? throw new ArgumentNullException(nameof(value));
    }

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Names every value that is out of its range.</exception>
    public void Validate()
    {
        var faults = FindFaults();
        if (faults.Count > 0)
        {
            throw new ArgumentException($"The pipeline's options are wrong: {string.Join("; ", faults)}.");
        }
    }

    /// <summary>Every value that is out of its range, in words.</summary>
    internal IReadOnlyList<string> FindFaults()
    {
        var faults = new List<string>();
        Check(faults, nameof(BatchSize), BatchSize);
        Check(faults, nameof(MaxBatchesInFlight), MaxBatchesInFlight);
        if (MaxPixelsInFlight < 1)
        {
            faults.Add($"{nameof(MaxPixelsInFlight)} is {MaxPixelsInFlight}, must be at least 1");
        }

        if (MinScore is not (>= 0 and <= 1))
        {
            faults.Add(FormattableString.Invariant($"{nameof(MinScore)} is {MinScore}, must be 0 to 1"));
        }

        Check(faults, nameof(StageTimeLimit), StageTimeLimit);
        Check(faults, nameof(PostTimeLimit), PostTimeLimit);
        if (PostLimits.MaxTextLength < 1)
        {
            faults.Add($"{nameof(PostLimits)}.{nameof(PostLimits.MaxTextLength)} is {PostLimits.MaxTextLength}, must be at least 1");
        }

        faults.AddRange(ImageLimits.FindFaults().Select(f => $"{nameof(ImageLimits)}.{f}"));
        return faults;
    }

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

    private static void Check(List<string> faults, string name, int value)
    {
        if (value is < 1 or > 1024)
        {
            faults.Add($"{name} is {value}, must be 1 to 1024");
        }
    }

    private static void Check(List<string> faults, string name, TimeSpan? value)
    {
        if (value is { } limit && limit != Timeout.InfiniteTimeSpan && (limit <= TimeSpan.Zero || limit > TimeSpan.FromDays(1)))
        {
            faults.Add($"{name} is {limit}, must be above 0 and at most a day");
        }
    }
}
