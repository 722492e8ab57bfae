using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Riveg.Pipeline;

/// <summary>What OpenTelemetry gets to see. The names are documented in docs/observability.md and are part of the public surface.</summary>
internal static class PipelineTelemetry
{
    /// <summary>The name of the source of activities and of the meter.</summary>
    public const string Name = "Riveg";

    private static readonly string? Version = typeof(PipelineTelemetry).Assembly.GetName().Version?.ToString(3);

    public static readonly ActivitySource Activities = new(Name, Version);

    private static readonly Meter Meter = new(Name, Version);

    /// <summary>Annotated posts, by outcome.</summary>
    public static readonly Counter<long> Posts = Meter.CreateCounter<long>("riveg.posts", "{post}", "Posts that were annotated.");

    private static readonly Histogram<double> StageDuration =
        Meter.CreateHistogram<double>("riveg.stage.duration", "s", "How long a call of a stage took, for a batch of posts.");

    /// <summary>Inputs that a stage could not answer.</summary>
    public static readonly Counter<long> StageFaults = Meter.CreateCounter<long>(
        "riveg.stage.faults", "{fault}", "Posts or mentions that a stage could not answer.");

    /// <summary>Counts a post.</summary>
    /// <param name="succeeded">Whether it was annotated in full.</param>
    public static void CountPost(bool succeeded) =>
        Posts.Add(1, new KeyValuePair<string, object?>("riveg.outcome", succeeded ? "succeeded" : "failed"));

    /// <summary>Says how long a stage's call took.</summary>
    public static void RecordDuration(string stage, string? step, TimeSpan duration)
    {
        var tags = new TagList { { "riveg.stage", stage } };
        if (step is not null)
        {
            tags.Add("riveg.step", step);
        }

        StageDuration.Record(duration.TotalSeconds, tags);
    }

    /// <summary>Begins the activity of a stage's call; null where nobody listens.</summary>
    public static Activity? StartStage(string stage, string? step, int posts)
    {
        var activity = Activities.StartActivity($"riveg.stage {stage}");
        activity?.SetTag("riveg.stage", stage);
        if (step is not null)
        {
            activity?.SetTag("riveg.step", step);
        }

        activity?.SetTag("riveg.posts", posts);
        return activity;
    }
}
