using System.Diagnostics;

namespace Riveg.Server.Benchmarks;

/// <summary>
/// What HTTP adds to the library: the same posts, one after the other, in turns by the library in this process and by the server; a form
/// with a picture each.
/// </summary>
internal static class OverheadBenchmark
{
    private const int WarmUp = 30;
    private const int Posts = 200;

    public static async Task<int> RunAsync(string profile, int width, int height)
    {
        await using var server = await MeasuredServer.StartAsync("--profile", profile);
        using var client = server.CreateClient();
        await using var riveg = RivegPipeline.CreateBuilder(profile).Configure(o => o with { KeepCandidates = true }).Build();
        var posts = Enumerable.Range(0, 12).Select(i => SentPost.Draw(i, width, height)).ToList();
        var library = new List<double>();
        var http = new List<double>();
        for (var i = 0; i < WarmUp + Posts; i++)
        {
            var post = posts[i % posts.Count];
            var begin = Stopwatch.GetTimestamp();
            await riveg.AnnotateAsync(post.ToPost());
            var between = Stopwatch.GetTimestamp();
            using var response = await client.PostAsync("/v1/annotate", post.ToForm());
            await response.Content.ReadAsByteArrayAsync();
            var end = Stopwatch.GetTimestamp();
            response.EnsureSuccessStatusCode();
            if (i >= WarmUp)
            {
                library.Add(Stopwatch.GetElapsedTime(begin, between).TotalMilliseconds);
                http.Add(Stopwatch.GetElapsedTime(between, end).TotalMilliseconds);
            }
        }

        var added = library.Zip(http, (l, h) => h - l).ToList();
        Console.WriteLine(
            $"{profile}, {width} x {height}, {Posts} posts: library {Of(library)}, server {Of(http)}, added {Of(added)} (median / 90th of 100, ms)");
        return 0;
    }

    private static string Of(List<double> values)
    {
        var sorted = values.Order().ToList();
        return $"{MeasuredServer.Number(sorted[sorted.Count / 2])} / {MeasuredServer.Number(sorted[sorted.Count * 9 / 10])}";
    }
}
