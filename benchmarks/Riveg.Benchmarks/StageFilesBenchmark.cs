using Riveg.Evaluation.Formats;
using Riveg.Evaluation.Scores;

namespace Riveg.Benchmarks;

/// <summary>Milliseconds for reading and scoring the authors' dev stage files, beside what their own script took.</summary>
internal sealed class StageFilesBenchmark : Benchmark
{
    private const double AuthorsSeconds = 2.8;

    public override string Name => "stage-files";

    public override async Task RunAsync()
    {
        var folder = Path.Combine(DevPosts.Shared, "data", "legacy-stage-files", "dev");
        var seconds = await MedianAsync(9, () =>
        {
            _ = StageFileScorer.Evaluate(StageFiles.Read(folder));
            return Task.CompletedTask;
        });
        Print("reading and scoring the dev stage files", seconds * 1000, "ms", "under 50");
        Print("ratio to the authors' script (2.8 s, as recorded in expected.json)", seconds / AuthorsSeconds, "x", "under 0.02");
    }
}
