namespace Riveg.Hostility.Running;

/// <summary>What was seen of one run of the command.</summary>
/// <param name="ExitCode">As the process ended; null where it had to be killed for its time, or took its worker with it.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
/// <param name="Elapsed">From start to end.</param>
/// <param name="PeakMemory">Resident, in bytes.</param>
internal sealed record Observed(int? ExitCode, byte[] Output, byte[] Error, TimeSpan Elapsed, long PeakMemory)
{
    /// <summary>After which a run hangs.</summary>
    public static readonly TimeSpan TimeLimit = TimeSpan.FromSeconds(30);

    public bool TimedOut => ExitCode is null && Elapsed >= TimeLimit;
}
