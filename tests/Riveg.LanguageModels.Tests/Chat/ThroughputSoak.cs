using System.Diagnostics;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>
/// Measurements, not tests of every run: <c>dotnet run -c Release --project tests/Riveg.LanguageModels.Tests -- -explicit only -method
/// '*ThroughputSoak*' -showliveoutput</c>. The ideal is what no client can beat: the time that the server spent on all calls, those that
/// failed too, over as many places as there are.
/// </summary>
public sealed class ThroughputSoak(ITestOutputHelper output)
{
    private static readonly TimeSpan CallTime = TimeSpan.FromMilliseconds(200);

    [Fact(Explicit = true)]
    public async Task GetKnowledge_ServerFailsCutsStallsAndAnswersOddly_IsWithin108OfTheIdeal()
    {
        using var folder = new TemporaryFolder();
        var busy = new BusyTime();
        await using var server = await LoopbackChatServer.StartAsync((body, n, context) => busy.MeasureAsync(() => MisbehaveAsync(body, n, context)));
        using var run = new LanguageModelRun { CacheFolder = folder.Path };
        using var model = ChatFixture.Model(
            server, run, o => o with { RetryDelay = new ChatEndpointOptions().RetryDelay, Timeout = TimeSpan.FromSeconds(2) });
        var source = new ChatKnowledgeSource(model);
        await source.AskAsync([ChatFixture.Post("warm", "warm up")], TestContext.Current.CancellationToken);
        busy.Reset();

        var watch = Stopwatch.StartNew();
        var answers = await source.AskAsync(
            [.. Enumerable.Range(0, 1000).Select(i => ChatFixture.Post($"{i}", $"post {i}"))], TestContext.Current.CancellationToken);

        Tell("1,000 posts against a server that misbehaves", watch.Elapsed, busy.Total / model.Options.MaxConcurrency, run);
        Assert.All(answers, a => Assert.Equal("answer", a));
        Assert.InRange(watch.Elapsed / (busy.Total / model.Options.MaxConcurrency), 0, 1.08);

        // Nothing is paid twice.
        var paid = server.Requests.Count;
        using var second = new LanguageModelRun { CacheFolder = folder.Path };
        using var again = ChatFixture.Model(server, second);
        await new ChatKnowledgeSource(again).AskAsync(
            [.. Enumerable.Range(0, 1000).Select(i => ChatFixture.Post($"{i}", $"post {i}"))], TestContext.Current.CancellationToken);
        Assert.Equal(paid, server.Requests.Count);
    }

    [Fact(Explicit = true)]
    public async Task GetKnowledge_64CallsOf200MsAtOnce_AreWithin12OfTheIdeal()
    {
        const int Posts = 64 * 20;
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync(async (_, _, context) =>
        {
            await Task.Delay(CallTime);
            await LoopbackChatServer.SendAsync(context, "answer");
        });
        using var run = new LanguageModelRun { CacheFolder = folder.Path };
        using var model = ChatFixture.Model(server, run, o => o with { MaxConcurrency = 64 });
        var source = new ChatKnowledgeSource(model);
        await source.AskAsync(
            [.. Enumerable.Range(0, 64).Select(i => ChatFixture.Post($"warm {i}", $"warm up {i}"))], TestContext.Current.CancellationToken);

        var watch = Stopwatch.StartNew();
        await source.AskAsync(
            [.. Enumerable.Range(0, Posts).Select(i => ChatFixture.Post($"{i}", $"post {i}"))], TestContext.Current.CancellationToken);

        Tell("64 calls at once", watch.Elapsed, CallTime * Posts / 64, run);
        Assert.Equal(64, server.MaxInFlight);
        Assert.InRange(watch.Elapsed / (CallTime * Posts / 64), 0, 1.2);
    }

    // Of 100 calls 12 fail, 3 are cut off, 2 stall until they are given up, one is told to come later, and 20 are answered oddly.
    private static async Task MisbehaveAsync(JsonNode body, int n, HttpContext context)
    {
        if (n % 100 is 40 or 80)
        {
            await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default);
            return;
        }

        await Task.Delay(CallTime);
        await ((n % 100) switch
        {
            0 or 30 or 60 => LoopbackChatServer.FailAsync(context, 503, "later"),
            5 or 35 or 65 => LoopbackChatServer.FailAsync(context, 500, "failed"),
            10 or 45 or 70 => AbortAsync(context),
            15 or 50 or 75 => context.Response.WriteAsJsonAsync(JsonNode.Parse("""{"error":{"code":502,"message":"upstream is lost"}}""")),
            20 or 55 or 85 when body["max_tokens"]!.GetValue<int>() <= 512 => context.Response.WriteAsJsonAsync(Reply("half an ans", "length")),
            25 => LoopbackChatServer.FailAsync(context, 429, "too many"),
            > 85 => context.Response.WriteAsJsonAsync(Reply("<think>hm</think>answer", "eos")),
            > 78 => context.Response.WriteAsJsonAsync(Reply("answer", null)),
            _ => LoopbackChatServer.SendAsync(context, "answer"),
        });
    }

    private static Task AbortAsync(HttpContext context)
    {
        context.Abort();
        return Task.CompletedTask;
    }

    private static JsonObject Reply(string text, string? finish) => new()
    {
        ["id"] = 7,
        ["choices"] = new JsonArray(new JsonObject
        {
            ["finish_reason"] = finish,
            ["message"] = new JsonObject { ["role"] = "model", ["content"] = text },
        }),
        ["usage"] = null,
    };

    private void Tell(string what, TimeSpan took, TimeSpan ideal, LanguageModelRun run) => output.WriteLine(
        $"{what}: {took.TotalSeconds:F1} s, {took / ideal:F3} x the ideal of {ideal.TotalSeconds:F1} s; {run.Meter}");

    /// <summary>The time that the server spent on all calls together.</summary>
    private sealed class BusyTime
    {
        private long ticks;

        public TimeSpan Total => TimeSpan.FromTicks(Interlocked.Read(ref ticks));

        public void Reset() => Interlocked.Exchange(ref ticks, 0);

        public async Task MeasureAsync(Func<Task> serve)
        {
            var watch = Stopwatch.StartNew();
            try
            {
                await serve();
            }
            finally
            {
                Interlocked.Add(ref ticks, watch.Elapsed.Ticks);
            }
        }
    }
}
