namespace Riveg.Networks.Benchmarks;

/// <summary>Measures wall-clock and processor time.</summary>
internal static class Clock
{
    public static double Seconds(Action action)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        action();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>Both; what other programs do on the machine shows in the first alone.</summary>
    public static (double Wall, double Processor) Both(Action action)
    {
        var start = Environment.CpuUsage.TotalTime;
        var wall = Seconds(action);
        return (wall, (Environment.CpuUsage.TotalTime - start).TotalSeconds);
    }
}
