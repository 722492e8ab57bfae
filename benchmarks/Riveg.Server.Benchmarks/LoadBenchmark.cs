using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;

namespace Riveg.Server.Benchmarks;

/// <summary>
/// Four times as many requests as the server can answer, by the clock and not by its answers. Each answer is compared with the right one;
/// the rest has to be 429.
/// </summary>
internal static class LoadBenchmark
{
    private const int Factor = 4;
    private const double MostGrowth = 1.1;
    private static readonly TimeSpan Measuring = TimeSpan.FromSeconds(10);

    public static async Task<int> RunAsync(TimeSpan duration)
    {
        await using var server = await MeasuredServer.StartAsync("--profile", "builtin");
        using var client = server.CreateClient();
        var posts = Enumerable.Range(0, 12).Select(i => SentPost.Draw(i, 600, 600)).ToList();
        var right = new List<string>();
        foreach (var post in posts)
        {
            right.Add(await AskAsync(client, post) ?? throw new InvalidOperationException("The server answers nothing."));
        }

        var capacity = await CapacityAsync(client, posts);
        Console.WriteLine($"capacity: {MeasuredServer.Number(capacity)} posts a second; asked for {duration.TotalSeconds:0} s at {Factor} times that");
        var answers = new ConcurrentQueue<(HttpStatusCode? Status, double Milliseconds, bool IsRight)>();
        var memory = new List<double>();
        var asking = new List<Task>();
        var clock = Stopwatch.StartNew();
        var interval = TimeSpan.FromSeconds(1 / (capacity * Factor));
        for (var i = 0; clock.Elapsed < duration; i++)
        {
            var number = i % posts.Count;
            asking.Add(AskAsync(client, posts[number], right[number], answers));
            if (memory.Count < clock.Elapsed.TotalSeconds / 5)
            {
                memory.Add(server.Megabytes);
            }

            var wait = (interval * (i + 1)) - clock.Elapsed;
            if (wait > TimeSpan.FromMilliseconds(1))
            {
                await Task.Delay(wait);
            }
        }

        await Task.WhenAll(asking);
        memory.Add(server.Megabytes);
        return Tell(answers, memory, server.IsAlive, clock.Elapsed);
    }

    private static int Tell(
        ConcurrentQueue<(HttpStatusCode? Status, double Milliseconds, bool IsRight)> answers, List<double> memory, bool isAlive, TimeSpan took)
    {
        var accepted = answers.Where(a => a.Status == HttpStatusCode.OK).Select(a => a.Milliseconds).Order().ToList();
        var refused = answers.Count(a => a.Status == HttpStatusCode.TooManyRequests);
        var wrong = answers.Count(a => !(a.IsRight || a.Status == HttpStatusCode.TooManyRequests));
        Console.WriteLine(
            $"asked {answers.Count} in {MeasuredServer.Number(took.TotalSeconds)} s: {accepted.Count} answered, {refused} sent away (429), "
            + $"{wrong} wrong or failed; the server {(isAlive ? "lives" : "is gone")}");
        foreach (var group in answers.Where(a => !a.IsRight && a.Status != HttpStatusCode.TooManyRequests).GroupBy(a => a.Status))
        {
            Console.WriteLine($"  {group.Key?.ToString() ?? "no answer"}: {group.Count()}");
        }

        Console.WriteLine(
            $"accepted: median {MeasuredServer.Number(accepted[accepted.Count / 2], "0")} ms, p99 "
            + $"{MeasuredServer.Number(accepted[accepted.Count * 99 / 100], "0")} ms");
        Console.WriteLine($"memory, every 5 s (MB): {string.Join(" ", memory.Select(m => MeasuredServer.Number(m, "0")))}");

        // The first third is the way up: compiling, pools, the queue.
        var growth = Middle(memory, 2) / Middle(memory, 1);
        Console.WriteLine($"memory of the last third over that of the middle one: {MeasuredServer.Number(growth, "0.00")} (at most {MostGrowth})");
        return wrong == 0 && isAlive && growth <= MostGrowth ? 0 : 1;
    }

    private static double Middle(List<double> values, int third)
    {
        var part = values.Skip(values.Count * third / 3).Take(Math.Max(1, values.Count / 3)).Order().ToList();
        return part[part.Count / 2];
    }

    private static async Task<double> CapacityAsync(HttpClient client, List<SentPost> posts)
    {
        var clock = Stopwatch.StartNew();
        var done = 0;
        await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount).Select(async worker =>
        {
            for (var i = worker; clock.Elapsed < Measuring; i++)
            {
                await AskAsync(client, posts[i % posts.Count]);
                Interlocked.Increment(ref done);
            }
        }));
        return done / clock.Elapsed.TotalSeconds;
    }

    private static async Task<string?> AskAsync(HttpClient client, SentPost post)
    {
        using var response = await client.PostAsync("/v1/annotate", post.ToForm());
        return response.IsSuccessStatusCode ? await response.Content.ReadAsStringAsync() : null;
    }

    private static async Task AskAsync(
        HttpClient client,
        SentPost post,
        string right,
        ConcurrentQueue<(HttpStatusCode? Status, double Milliseconds, bool IsRight)> answers)
    {
        var begin = Stopwatch.GetTimestamp();
        try
        {
            using var response = await client.PostAsync("/v1/annotate", post.ToForm());
            var text = await response.Content.ReadAsStringAsync();
            answers.Enqueue((
                response.StatusCode,
                Stopwatch.GetElapsedTime(begin).TotalMilliseconds,
                response.StatusCode == HttpStatusCode.OK && text == right));
        }
        catch (Exception exception) when (exception is HttpRequestException or OperationCanceledException)
        {
            answers.Enqueue((null, Stopwatch.GetElapsedTime(begin).TotalMilliseconds, false));
        }
    }
}
