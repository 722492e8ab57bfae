using System.Diagnostics;
using System.Globalization;
using Riveg.Cli.Output;
using Riveg.Training.Cli.Runs;
using Riveg.Training.Tagging;

namespace Riveg.Training.Cli.Reports;

/// <summary>
/// How far a training is, on standard error: on a terminal a line that renews itself; a line for each epoch everywhere.
/// </summary>
/// <param name="epochs">How many epochs there are at most.</param>
/// <param name="done">How many were done before.</param>
internal sealed class TrainingProgress(int epochs, int done) : IProgress<TrainingStep>
{
    private static readonly TimeSpan RenewInterval = TimeSpan.FromMilliseconds(200);

    private readonly bool onTerminal = !Console.IsErrorRedirected;
    private readonly Stopwatch whole = Stopwatch.StartNew();
    private Stopwatch epoch = Stopwatch.StartNew();
    private TimeSpan shown;
    private int posts;

    /// <summary>How long the epoch has taken so far.</summary>
    public TimeSpan Elapsed => epoch.Elapsed;

    /// <summary>How many posts a second the epoch has learned from so far.</summary>
    public double Rate => epoch.Elapsed.TotalSeconds is > 0 and var seconds ? posts / seconds : 0;

    public void BeginEpoch()
    {
        epoch = Stopwatch.StartNew();
        posts = 0;
    }

    public void Report(TrainingStep value)
    {
        posts = value.Posts;
        if (!onTerminal || whole.Elapsed - shown < RenewInterval)
        {
            return;
        }

        shown = whole.Elapsed;
        var remaining = ((double)(epochs - value.Epoch + 1) * value.OfPosts) - value.Posts;
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {value.Epoch} of {epochs}: {value.Posts:N0} of {Counted.Of(value.OfPosts, "post")}, loss {value.Loss:F3}, "
            + $"{Rate:N0} posts a second, {Time(TimeSpan.FromSeconds(Rate > 0 ? remaining / Rate : 0))} left");
        StandardStreams.RawError.Write(StandardStreams.EraseLine + line);
        StandardStreams.HasProgress = true;
    }

    /// <summary>Says what is done behind the posts of an epoch.</summary>
    public void Say(string what)
    {
        if (onTerminal)
        {
            StandardStreams.RawError.Write(StandardStreams.EraseLine + what);
            StandardStreams.HasProgress = true;
        }
    }

    /// <summary>Closes an epoch.</summary>
    /// <param name="record">What it gave.</param>
    /// <param name="isBest">Whether it is better than all before.</param>
    public void EndEpoch(EpochRecord record, bool isBest)
    {
        EndLine();
        var left = whole.Elapsed / (record.Epoch - done) * (epochs - record.Epoch);
        Console.Error.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"epoch {record.Epoch} of {epochs}: "
            + $"loss {record.Loss:F3}{F1("text alone", record.Text)}{F1("with knowledge", record.Knowledge)}"
            + $"{(record.Text is null ? string.Empty : isBest ? ", the best" : string.Empty)}, {record.Seconds:F1} s, "
            + $"{record.PostsPerSecond:N0} posts a second, {Time(left)} left"));
    }

    /// <summary>Takes a line that renews itself away.</summary>
    public static void EndLine()
    {
        if (StandardStreams.HasProgress)
        {
            StandardStreams.RawError.Write(StandardStreams.EraseLine);
            StandardStreams.HasProgress = false;
        }
    }

    private static string F1(string view, Figures? figures) => figures is null
        ? string.Empty
        : string.Create(CultureInfo.InvariantCulture, $", dev F1 {figures.F1:F4} {view}");

    /// <summary>A time as minutes and seconds, with its hours where there are any, however many.</summary>
    internal static string Time(TimeSpan time)
    {
        var minutes = time.ToString(@"mm\:ss", CultureInfo.InvariantCulture);
        return time.TotalHours >= 1 ? string.Create(CultureInfo.InvariantCulture, $"{Math.Floor(time.TotalHours):F0}:{minutes}") : minutes;
    }
}
