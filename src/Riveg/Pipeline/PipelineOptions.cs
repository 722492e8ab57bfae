using Riveg.Grounding;
using Riveg.Posts;

namespace Riveg.Pipeline;

/// <summary>How a pipeline works, apart from what serves its stages.</summary>
public sealed record PipelineOptions
{
    /// <summary>The default of <see cref="BatchSize"/>.</summary>
    public const int DefaultBatchSize = 8;

    /// <summary>How many posts go through the stages together; a stream that pauses is not waited for.</summary>
    /// <value>The default value is 8; 1 to 1024.</value>
    public int BatchSize { get; init; } = DefaultBatchSize;

    /// <summary>How many batches are under way at once, so that the stages of one overlap with those of others.</summary>
    /// <value>The default value is the number of processors; 1 to 1024.</value>
    public int MaxBatchesInFlight { get; init; } = Math.Clamp(Environment.ProcessorCount, 1, 1024);

    /// <summary>When an entity counts as being in its picture.</summary>
    /// <value>The default value is an <see cref="EntailmentThreshold"/> of 0.5.</value>
    public IGroundingDecision Decision { get; init; } = new EntailmentThreshold();

    /// <summary>What a picture may be at most.</summary>
    /// <value>The default value is that of <see cref="ImageLimits"/>.</value>
    public ImageLimits ImageLimits { get; init; } = new();

    /// <summary>What a text may be at most.</summary>
    /// <value>The default value is that of <see cref="PostLimits"/>.</value>
    public PostLimits PostLimits { get; init; } = new();

    /// <summary>Checks all values.</summary>
    /// <exception cref="ArgumentException">Names every value that is out of its range.</exception>
    public void Validate()
    {
        var faults = new List<string>();
        Check(faults, nameof(BatchSize), BatchSize);
        Check(faults, nameof(MaxBatchesInFlight), MaxBatchesInFlight);
        if (PostLimits.MaxTextLength < 1)
        {
            faults.Add($"{nameof(PostLimits)}.{nameof(PostLimits.MaxTextLength)} is {PostLimits.MaxTextLength}, must be at least 1");
        }

        if (faults.Count > 0)
        {
            throw new ArgumentException($"The pipeline's options are wrong: {string.Join("; ", faults)}.");
        }
    }

    private static void Check(List<string> faults, string name, int value)
    {
        if (value is < 1 or > 1024)
        {
            faults.Add($"{name} is {value}, must be 1 to 1024");
        }
    }
}
