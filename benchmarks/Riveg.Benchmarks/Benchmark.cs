using System.Diagnostics;

namespace Riveg.Benchmarks;

/// <summary>Measures one thing and prints it.</summary>
internal abstract class Benchmark
{
    public abstract string Name { get; }

    public abstract Task RunAsync();

    /// <summary>The median time of several runs after one that warms up, in seconds.</summary>
    protected static async Task<double> MedianAsync(int runs, Func<Task> run)
    {
        await run();
        var times = new List<double>();
        for (var i = 0; i < runs; i++)
        {
            var watch = Stopwatch.StartNew();
            await run();
            times.Add(watch.Elapsed.TotalSeconds);
        }

        times.Sort();
        return times[times.Count / 2];
    }

    protected static void Print(string what, double value, string unit, string target) =>
        Console.WriteLine($"{what}: {value:N2} {unit} (target: {target})");
}
