using System.Diagnostics;
using Riveg.Evidence;
using Riveg.Onnx.Recognition;
using Riveg.Onnx.Sessions;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Recognition;

namespace Riveg.Benchmarks;

/// <summary>
/// Posts a second of the small tagger on one core, in batches as a pipeline sends them, beside the built-in recogniser in turns in one
/// process, so that a busy machine is slow for both. Knowledge is parsed before.
/// </summary>
/// <param name="folder">A tagger of one's own; the one inside the package if null.</param>
internal sealed class TaggerBenchmark(string? folder = null) : Benchmark
{
    private const int BatchSize = 64;
    private const int Rounds = 9;

    public override string Name => "tagger";

    public override async Task RunAsync()
    {
        var options = new OnnxSessionOptions { Threads = 1 };
        var watch = Stopwatch.StartNew();
        using var tagger = folder is null ? TaggerRecognizer.OpenPackaged(options) : TaggerRecognizer.Open(folder, options);
        Print("opening the tagger", watch.Elapsed.TotalMilliseconds, "ms", "none");
        using var pipeline = RivegPipeline.CreateBuilder().Build();
        var builtin = pipeline.Find(StageSlots.Recognition)!;
        var posts = DevPosts.Read();
        foreach (var (name, withKnowledge) in new[] { ("text alone", false), ("text with knowledge", true) })
        {
            PostContext[][] batches = [.. posts.Select(p => new PostContext
            {
                Post = p,
                Knowledge = withKnowledge && p.AuxiliaryKnowledge is { } answer ? AuxiliaryKnowledge.Parse(answer) : null,
            }).Chunk(BatchSize)];
            var (ofTagger, ofBuiltin) = (new List<double>(), new List<double>());
            for (var round = 0; round <= Rounds; round++)
            {
                ofTagger.Add(await SecondsAsync(tagger, batches));
                ofBuiltin.Add(await SecondsAsync(builtin, batches));
            }

            var (slow, fast) = (Median(ofTagger), Median(ofBuiltin));
            Print($"tagger, {name}, batches of {BatchSize}, one core", posts.Count / slow, "posts a second", "1,000");
            Print($"tagger, {name}, time of the built-in recogniser's", slow / fast, "times", "20");
        }
    }

    private static async Task<double> SecondsAsync(IEntityRecognizer recognizer, PostContext[][] batches)
    {
        var watch = Stopwatch.StartNew();
        foreach (var batch in batches)
        {
            await recognizer.AnswerAsync(batch);
        }

        return watch.Elapsed.TotalSeconds;
    }

    // The first round warms up.
    private static double Median(List<double> times) => times.Skip(1).Order().ElementAt(Rounds / 2);
}
