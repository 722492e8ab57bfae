using Riveg.Posts;
using Riveg.Profiles;

namespace Riveg.Benchmarks;

/// <summary>Posts a second of the built-in recogniser on one thread, knowledge parsing included.</summary>
internal sealed class RecognitionBenchmark : Benchmark
{
    public override string Name => "recognition";

    public override async Task RunAsync()
    {
        var posts = DevPosts.Read();
        var catalog = StageCatalog.CreateDefault();
        using var pipeline = catalog.CreatePipeline(catalog.LoadProfile("builtin"));
        foreach (var (name, withKnowledge) in new[] { ("text alone", false), ("text with knowledge", true) })
        {
            PostContext[] contexts = [.. posts.Select(p => new PostContext { Post = p, AuxiliaryKnowledge = withKnowledge ? p.AuxiliaryKnowledge : null })];
            var seconds = await MedianAsync(25, async () =>
            {
                foreach (var context in contexts)
                {
                    await pipeline.Stages.Recognition.RecognizeAsync([context]);
                }
            });
            Print($"recognition, {name}, one thread", posts.Count / seconds, "posts a second", "3,000");
        }
    }
}
