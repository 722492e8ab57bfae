namespace Riveg.Networks.Benchmarks;

/// <summary>Measures wall-clock time.</summary>
internal static class Clock
{
    public static double Seconds(Action action)
    {
        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        action();
        return System.Diagnostics.Stopwatch.GetElapsedTime(start).TotalSeconds;
    }
}
