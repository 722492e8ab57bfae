using Riveg.Evidence;
using Riveg.Pipeline;
using Riveg.Posts;

namespace Riveg.Benchmarks;

/// <summary>Posts a second of the built-in recogniser on one thread, knowledge parsing included.</summary>
internal sealed class RecognitionBenchmark : Benchmark
{
    public override string Name => "recognition";

    public override async Task RunAsync()
    {
        var posts = DevPosts.Read();
        using var pipeline = RivegPipeline.CreateBuilder().Build();
        foreach (var (name, withKnowledge) in new[] { ("text alone", false), ("text with knowledge", true) })
        {
            PostContext[] contexts = [.. posts.Select(p => new PostContext
            {
                Post = p,
                Knowledge = withKnowledge && p.AuxiliaryKnowledge is { } answer ? AuxiliaryKnowledge.Parse(answer) : null
            })];
            var seconds = await MedianAsync(25, async () =>
            {
                foreach (var context in contexts)
                {
                    await pipeline.Find(StageSlots.Recognition)!.AnswerAsync([context]);
                }
            });
            Print($"recognition, {name}, one thread", posts.Count / seconds, "posts a second", "3,000");
        }
    }
}
