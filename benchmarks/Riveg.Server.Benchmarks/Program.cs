using System.Globalization;
using Riveg.Server.Benchmarks;

// Figures of `riveg serve`, measured against the real command on loopback.
switch (args)
{
    case ["load"]:
        return await LoadBenchmark.RunAsync(TimeSpan.FromSeconds(60));
    case ["load", var seconds] when int.TryParse(seconds, CultureInfo.InvariantCulture, out var count) && count > 0:
        return await LoadBenchmark.RunAsync(TimeSpan.FromSeconds(count));
    case ["overhead"]:
        return await OverheadBenchmark.RunAsync("builtin", 600, 600);
    case ["overhead", var profile]:
        return await OverheadBenchmark.RunAsync(profile, 640, 480);
    default:
        Console.Error.WriteLine("load [SECONDS] | overhead [PROFILE]: see docs/benchmarks.md.");
        return 2;
}
