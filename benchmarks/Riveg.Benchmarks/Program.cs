using System.Globalization;
using Riveg.Benchmarks;

// What PictureMemoryBenchmark starts as a process of its own.
if (args is ["picture-memory-of", var picture, var count])
{
    await PictureMemoryBenchmark.RunHereAsync(picture, int.Parse(count, CultureInfo.InvariantCulture));
    return 0;
}

// Each benchmark prints its own figures; docs/benchmarks.md says which command gave which figure.
Benchmark[] all =
[
    new RecognitionBenchmark(),
    new PipelineBenchmark(),
    new PictureBenchmark(),
    new StageFilesBenchmark(),
    new StartBenchmark(),
    new StreamMemoryBenchmark(),
    new PictureMemoryBenchmark(),
    new CalibrationBenchmark(),
    new RecognitionFoldsBenchmark(),
];
// That one trains: it is run by its name only.
var chosen = all.Where(b => args.Length == 0 ? b is not RecognitionFoldsBenchmark : args.Contains(b.Name)).ToArray();
if (chosen.Length == 0)
{
    Console.Error.WriteLine($"There is no such benchmark; there are {string.Join(", ", all.Select(b => b.Name))}.");
    return 2;
}

foreach (var benchmark in chosen)
{
    Console.WriteLine($"## {benchmark.Name}");
    await benchmark.RunAsync();
}

return 0;
