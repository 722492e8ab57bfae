using System.Diagnostics;
using Riveg.Posts;

namespace Riveg.Benchmarks;

/// <summary>
/// Memory of a stream of 100,000 posts, every hundredth with a small picture: the working set after each tenth, and its slope over the last
/// nine.
/// </summary>
internal sealed class StreamMemoryBenchmark : Benchmark
{
    private const int Total = 100_000;

    public override string Name => "stream-memory";

    public override async Task RunAsync()
    {
        var posts = DevPosts.Read();
        using var pipeline = RivegPipeline.CreateBuilder().Build();
        var done = 0;
        var samples = new List<double>();
        await foreach (var result in pipeline.AnnotateAsync(Stream(posts)))
        {
            if (++done % (Total / 10) == 0)
            {
                GC.Collect();
                using var process = Process.GetCurrentProcess();
                samples.Add(process.WorkingSet64 / 1e6);
                Console.WriteLine($"{done:N0} posts: working set {samples[^1]:N0} MB, managed {GC.GetTotalMemory(false) / 1e6:N0} MB");
            }
        }

        Print(
            "slope from the first tenth to the last",
            (samples[^1] - samples[0]) / (Total / 1000 * 0.9) * 1000,
            "kB per 1,000 posts",
            "near 0");
    }

    private static async IAsyncEnumerable<Post> Stream(IReadOnlyList<Post> posts)
    {
        var picture = ImageSource.FromBytes(TestPicture.Jpeg(400, 300));
        for (var i = 0; i < Total; i++)
        {
            if (i % 1000 == 0)
            {
                await Task.Yield();
            }

            var post = posts[i % posts.Count];
            yield return post with
            {
                Id = i.ToString(),
                Text = $"{post.Text} {i}",
                Tokens = null,
                Image = i % 100 == 0 ? picture : post.Image
            };
        }
    }
}
