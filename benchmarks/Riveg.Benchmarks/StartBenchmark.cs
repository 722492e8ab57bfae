using System.Diagnostics;

namespace Riveg.Benchmarks;

/// <summary>
/// Seconds from the start of <c>riveg --help</c> to its end; the command has to be built in Release first. The limit is that of a quiet
/// core: the fastest run is the nearest to one, so it is printed too.
/// </summary>
internal sealed class StartBenchmark : Benchmark
{
    public override string Name => "start";

    public override async Task RunAsync()
    {
        var command = Path.Combine(DevPosts.Root, "src", "Riveg.Cli", "bin", "Release", "net10.0", "riveg.dll");
        if (!File.Exists(command))
        {
            throw new FileNotFoundException($"There is no {command}; run 'dotnet build src/Riveg.Cli -c Release' first.");
        }

        var fastest = double.MaxValue;
        var seconds = await MedianAsync(9, async () =>
        {
            var watch = Stopwatch.StartNew();
            using var process = Process.Start(
                new ProcessStartInfo("dotnet", [command, "--help"]) { UseShellExecute = false, RedirectStandardOutput = true })!;
            await process.StandardOutput.ReadToEndAsync();
            await process.WaitForExitAsync();
            fastest = Math.Min(fastest, watch.Elapsed.TotalSeconds);
        });
        Print("riveg --help", seconds, "s", "under 0.15 on a quiet core");
        Print("riveg --help, the fastest", fastest, "s", "under 0.15");
    }
}
