using Riveg.Posts;

namespace Riveg.Benchmarks;

/// <summary>Posts a second of the whole built-in pipeline without pictures.</summary>
internal sealed class PipelineBenchmark : Benchmark
{
    public override string Name => "pipeline";

    public override async Task RunAsync()
    {
        var posts = DevPosts.Read();
        using var pipeline = RivegPipeline.CreateBuilder().Build();
        foreach (var (name, input) in new (string, IReadOnlyList<Post>)[]
        {
            ("text alone", [.. posts.Select(p => p with { AuxiliaryKnowledge = null, Captions = [] })]),
            ("with knowledge and two captions", posts),
        })
        {
            var seconds = await MedianAsync(25, async () =>
            {
                await foreach (var result in pipeline.AnnotateAsync(input.ToAsyncEnumerable()))
                {
                    _ = result.Succeeded ? result : throw new InvalidOperationException(result.Error!.Message);
                }
            });
            Print($"whole pipeline, {name}, {Environment.ProcessorCount} threads", posts.Count / seconds, "posts a second", "1,000");
        }
    }
}
