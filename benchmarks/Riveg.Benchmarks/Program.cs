using System.Globalization;
using Riveg.Benchmarks;
using Riveg.Benchmarks.Looking;
using Riveg.Benchmarks.Masks;
using Riveg.Benchmarks.Samples;
using Riveg.Benchmarks.Words;

// What PictureMemoryBenchmark starts as a process of its own.
if (args is ["picture-memory-of", var picture, var count])
{
    await PictureMemoryBenchmark.RunHereAsync(picture, int.Parse(count, CultureInfo.InvariantCulture));
    return 0;
}

// Drawn names are read with networks, by request alone.
if (args is ["words", .. var wordArguments])
{
    return WordBenchmark.Run(wordArguments);
}

// Boxes drawn by hand on the samples' pictures, with networks, by request alone.
if (args is ["samples"])
{
    return await SampleBenchmark.RunAsync();
}

// Words of other scripts are read with networks, by request alone.
if (args is ["scripts", .. var scriptArguments])
{
    return ScriptBenchmark.Run(scriptArguments);
}

// The weights of what was seen are fitted with networks, by request alone.
if (args is ["looking"])
{
    return await LookingFit.RunAsync();
}

// What builtin goes by is fitted on photographs, by request alone.
if (args is ["placing"])
{
    return await PlacingFit.RunAsync();
}

// Masks are compared with gold outlines with networks, by request alone.
if (args is ["masks"])
{
    return await MaskBenchmark.RunAsync();
}

// The mentions of another profile than builtin.
if (args is ["calibration", var profile])
{
    await new CalibrationBenchmark(profile).RunAsync();
    return 0;
}

// The small tagger, or one of one's own.
if (args is ["tagger", .. var taggerFolder] && taggerFolder.Length < 2)
{
    await new TaggerBenchmark(taggerFolder.FirstOrDefault()).RunAsync();
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
