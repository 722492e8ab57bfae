using System.Diagnostics;
using System.Globalization;

namespace Riveg.Cli.Output;

/// <summary>
/// How far a run is, on standard error: a line that renews itself on a terminal; elsewhere a line now and then, so that a log stays
/// readable. The closing line is written in both cases, unless nothing was done.
/// </summary>
/// <param name="noun">What one of the things is called.</param>
/// <param name="with">What is said behind the noun, of one run among several; empty for nothing.</param>
internal sealed class RunProgress(string noun, string with = "")
{
    private static readonly TimeSpan LogInterval = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan RenewInterval = TimeSpan.FromMilliseconds(200);

    private readonly bool onTerminal = !Console.IsErrorRedirected;
    private readonly Stopwatch watch = Stopwatch.StartNew();
    private TimeSpan shown;
    private long done;
    private long failed;

    public long Done => done;

    public long Failed => failed;

    public void Report(bool succeeded)
    {
        done++;
        failed += succeeded ? 0 : 1;
        if (watch.Elapsed - shown >= (onTerminal ? RenewInterval : LogInterval))
        {
            shown = watch.Elapsed;
            StandardStreams.RawError.Write(
                onTerminal ? $"{StandardStreams.EraseLine}{Line()}" : $"{Line()}{Environment.NewLine}");
            StandardStreams.HasProgress = onTerminal;
        }
    }

    public void Complete()
    {
        if (StandardStreams.HasProgress)
        {
            StandardStreams.RawError.Write(StandardStreams.EraseLine);
            StandardStreams.HasProgress = false;
        }

        if (done > 0)
        {
            Console.Error.WriteLine(Line());
        }
    }

    private string Line()
    {
        var seconds = watch.Elapsed.TotalSeconds;
        var rate = seconds > 0 ? done / seconds : 0;
        return string.Create(
            CultureInfo.InvariantCulture, $"{Counted.Of(done, noun)}{with}, {failed:N0} failed, {seconds:F1} s, {rate:N0} a second");
    }
}
