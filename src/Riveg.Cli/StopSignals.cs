using System.Runtime.InteropServices;
using Riveg.Cli.Usage;

namespace Riveg.Cli;

/// <summary>
/// Ends a run in order when the process is told to stop (Ctrl+C, SIGTERM, a closed terminal). Whoever asks twice, or waits ten seconds,
/// gets the end at once: what was done is in its file already.
/// </summary>
internal sealed class StopSignals : IDisposable
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(10);

    private readonly CancellationTokenSource stop = new();
    private readonly List<PosixSignalRegistration> registrations;
    private int received;

    public StopSignals() => registrations =
        [.. new[] { PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP, PosixSignal.SIGQUIT }.Select(
            s => PosixSignalRegistration.Create(s, Handle))];

    public CancellationToken Token => stop.Token;

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

        _ = Task.Delay(Grace).ContinueWith(_ => Environment.Exit(ExitCode.SomePostsFailed), TaskScheduler.Default);
        stop.Cancel();
    }
}
