using System.Runtime.InteropServices;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;

namespace Riveg.Cli.Processes;

/// <summary>
/// Ends a run in order when the process is told to stop (Ctrl+C, SIGTERM, a closed terminal). Whoever asks twice, or waits ten seconds,
/// gets the end at once: what was done is in its file already.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    /// <summary>How long an end in order may take; whoever waits for another command's gives itself more than that one has.</summary>
    public static TimeSpan Grace { get; set; } = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource stop = new();
    private readonly List<PosixSignalRegistration> registrations;
    private int received;

    public StopSignals() => registrations =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(
            s => PosixSignalRegistration.Create(s, Handle))];

    public CancellationToken Token => stop.Token;

    /// <summary>
    /// Takes the end of standard input for a stop signal too: whoever started this process closes it, by its own will or because it is
    /// gone. It counts for none of the two signals that end at once, since one Ctrl+C reaches both processes.
    /// </summary>
    public void WatchInput() => new Thread(ReadInput) { IsBackground = true, Name = "input" }.Start();

    public void Dispose()
    {
        registrations.ForEach(r => r.Dispose());
        stop.Dispose();
    }

    private void Handle(PosixSignalContext context)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref received) > 1)
        {
            Environment.Exit(ExitCode.SomePostsFailed);
        }

        Begin();
    }

    private void Begin()
    {
        _ = Task.Delay(Grace).ContinueWith(_ => Environment.Exit(ExitCode.SomePostsFailed), TaskScheduler.Default);
        stop.Cancel();
    }

    private void ReadInput()
    {
        try
        {
            using var input = StandardStreams.OpenInput();
            while (input.ReadByte() >= 0)
            {
                // Nobody says anything; only the end counts.
            }

            Begin();
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            // The work is at its end, or there is no input to watch.
        }
    }
}
