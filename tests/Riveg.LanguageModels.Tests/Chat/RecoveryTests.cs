using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>Waits that a service asks for, one pause for all, and services that come back.</summary>
public sealed class RecoveryTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 2, 3, 4, 5, TimeSpan.Zero);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Retry-After: 7", 7)]
    [InlineData("Retry-After: 0.5", 0.5)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:04:20 GMT", 15)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 05:04:20 GMT", 60)]
    [InlineData("Retry-After: Fri, 02 Jan 2026 03:04:00 GMT", -1)]
    [InlineData("Retry-After: 86400", 60)]
    [InlineData("Retry-After: soon", -1)]
    [InlineData("Retry-After: -3", -1)]
    [InlineData("retry-after-ms: 250|Retry-After: 7", 0.25)]
    [InlineData("x-ratelimit-reset-requests: 12ms|x-ratelimit-remaining-requests: 0", 0.012)]
    [InlineData("x-ratelimit-reset-tokens: 1m3.5s|x-ratelimit-remaining-tokens: 0", 60)]
    [InlineData("x-ratelimit-reset-tokens: 6m0s|x-ratelimit-remaining-tokens: 12|x-ratelimit-reset-requests: 2s|x-ratelimit-remaining-requests: 0", 2)]
    [InlineData("x-ratelimit-reset-tokens: 9ms|x-ratelimit-reset-requests: 2s", 0.009)]
    [InlineData("x-ratelimit-reset: 1767323055|x-ratelimit-remaining: 0", 10)]
    [InlineData("x-ratelimit-reset: 1767323055000", 10)]
    [InlineData("anthropic-ratelimit-requests-reset: 2026-01-02T03:04:09Z|anthropic-ratelimit-requests-remaining: 0", 4)]
    [InlineData("ratelimit-reset: 5", 5)]
    [InlineData("x-ratelimit-limit-requests: 5000", -1)]
    public void OfHeaders_WhatServicesSend_IsHonouredAndCapped(string headers, double seconds)
    {
        var values = headers.Split('|').Select(h => h.Split(": ", 2)).ToDictionary(h => h[0], h => h[1]);

        Assert.Equal(seconds, RetryTimes.OfHeaders(name => values.GetValueOrDefault(name), isLimited: true, Now)?.TotalSeconds ?? -1);
    }

    [Theory]
    [InlineData("""{"message":"Rate limit reached. Please try again in 1.2s."}""", 1.2)]
    [InlineData("""{"message":"Please try again in 6m0s."}""", 60)]
    [InlineData("""{"message":"Please try again in 120ms. Visit us"}""", 0.12)]
    [InlineData("""{"message":"Please retry after 2 s"}""", 2)]
    [InlineData("""{"message":"Please try again in 3 days"}""", -1)]
    [InlineData("""{"message":"no","details":[{"@type":"x"},{"@type":"RetryInfo","retryDelay":"34s"}]}""", 34)]
    [InlineData("""{"message":"no","retry_after":3}""", 3)]
    [InlineData("""{"error":"loading","estimated_time":20.5}""", 20.5)]
    [InlineData("""{"message":7}""", -1)]
    public void OfBody_WhatServicesSay_IsHonouredAndCapped(string error, double seconds)
    {
        using var json = JsonDocument.Parse(error);

        Assert.Equal(seconds, RetryTimes.OfBody(json.RootElement)?.TotalSeconds ?? -1);
    }

    [Theory]
    [InlineData("700", 0)]
    [InlineData(null, 2.8)]
    public async Task GetKnowledge_LimitReached_AllCallsWaitForOnePause(string? wait, double retryDelay)
    {
        var clock = Stopwatch.StartNew();
        var times = new ConcurrentQueue<TimeSpan>();
        TimeSpan? limited = null;
        await using var server = await LoopbackChatServer.StartAsync(async (_, n, context) =>
        {
            times.Enqueue(clock.Elapsed);
            if (n == 6)
            {
                context.Response.Headers["retry-after-ms"] = wait;
                await LoopbackChatServer.FailAsync(context, 429, "slower");
                await context.Response.CompleteAsync();
                limited = clock.Elapsed;
                return;
            }

            await Task.Delay(50);
            await LoopbackChatServer.SendAsync(context, "answer");
        });
        using var model = ChatFixture.Model(server, change: o => o with { MaxConcurrency = 4, RetryDelay = TimeSpan.FromSeconds(retryDelay) });

        await new ChatKnowledgeSource(model).AskAsync([.. Enumerable.Range(0, 50).Select(i => ChatFixture.Post($"{i}", $"post {i}"))], Cancel);

        // What was under way may still arrive; then nothing until the pause is over, and then all the rest.
        var (begins, ends) = (limited!.Value + TimeSpan.FromMilliseconds(250), limited.Value + TimeSpan.FromMilliseconds(650));
        Assert.DoesNotContain(times, t => t > begins && t < ends);
        Assert.InRange(times.Count(t => t >= ends), 15, 50);
        Assert.Equal(51, server.Requests.Count);
    }

    [Fact]
    public async Task BackOff_CallsUnderWayTogether_MakeOnePauseAndTheNextIsLonger()
    {
        var time = new SteppedTime();
        var pause = new SharedPause(time);
        void BackOff() => pause.BackOff(TimeSpan.FromHours(1), TimeSpan.FromHours(3));
        async Task<bool> IsOverAfter(double hours)
        {
            time.Step(TimeSpan.FromHours(hours));
            using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(20));
            try
            {
                await pause.WaitAsync(soon.Token);
                return true;
            }
            catch (OperationCanceledException)
            {
                return false;
            }
        }

        BackOff();
        BackOff();
        Assert.Equal((false, true), (await IsOverAfter(0.9), await IsOverAfter(0.2)));
        BackOff();
        Assert.Equal((false, true), (await IsOverAfter(1.9), await IsOverAfter(0.2)));
        BackOff();
        Assert.Equal((false, true), (await IsOverAfter(2.9), await IsOverAfter(0.2)));
        pause.Answered();
        BackOff();
        Assert.Equal((false, true), (await IsOverAfter(0.9), await IsOverAfter(0.2)));
    }

    [Theory]
    [InlineData(-5.0, 1.1, true)]
    [InlineData(5.0, 0.9, false)]
    public async Task Wait_ClockIsSetMeanwhile_EndsWithTheTimeThatWent(double set, double passed, bool isOver)
    {
        var time = new SteppedTime();
        var pause = new SharedPause(time);
        pause.Extend(TimeSpan.FromHours(1));
        pause.Extend(TimeSpan.FromMinutes(10));

        time.Set(TimeSpan.FromHours(set));
        time.Step(TimeSpan.FromHours(passed));

        using var stop = new CancellationTokenSource();
        var wait = pause.WaitAsync(stop.Token);
        Assert.Equal(isOver, wait.IsCompleted);
        await stop.CancelAsync();
        Assert.Equal(isOver, (await Task.WhenAny(wait)).IsCompletedSuccessfully);
    }

    [Fact]
    public async Task GetResponse_ServiceWasDown_IsAskedAgainLater()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "yes");
        var wire = new Wire { IsDown = true };
        var time = new SteppedTime();
        using var client = ChatClientFactory.Create(
            ChatFixture.Options(server) with { MaxRetries = 0 }, new LanguageModelRun { Http = wire, Time = time });

        await FaultAsync(client, ModelServiceFault.Unreachable);
        wire.IsDown = false;
        await FaultAsync(client, ModelServiceFault.Unreachable);
        Assert.Equal(1, wire.Requests);
        time.Step(TimeSpan.FromSeconds(11));

        Assert.Equal("yes", (await client.GetResponseAsync("a", cancellationToken: Cancel)).Text);
    }

    [Fact]
    public async Task GetResponse_QuotaWasRaisedMeanwhile_IsAskedAgainLater()
    {
        await using var server = await LoopbackChatServer.StartAsync((_, n, context) => n == 0
            ? LoopbackChatServer.FailAsync(context, 429, "no more", "insufficient_quota")
            : LoopbackChatServer.SendAsync(context, "yes"));
        var time = new SteppedTime();
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), new LanguageModelRun { Time = time });

        await FaultAsync(client, ModelServiceFault.QuotaSpent);
        time.Step(TimeSpan.FromSeconds(50));
        await FaultAsync(client, ModelServiceFault.QuotaSpent);
        Assert.Single(server.Requests);
        time.Step(TimeSpan.FromSeconds(11));

        Assert.Equal("yes", (await client.GetResponseAsync("a", cancellationToken: Cancel)).Text);
    }

    private static async Task FaultAsync(IChatClient client, ModelServiceFault expected) => Assert.Equal(
        expected, (await Assert.ThrowsAsync<ModelServiceException>(() => client.GetResponseAsync("a", cancellationToken: Cancel))).Fault);

    /// <summary>The system's time, which can be put forward, and its clock, which can be set while no time goes by.</summary>
    private sealed class SteppedTime : TimeProvider
    {
        private long ahead;
        private long wrong;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Step(TimeSpan length) => Interlocked.Add(ref ahead, length.Ticks);

        public void Set(TimeSpan error) => Interlocked.Add(ref wrong, error.Ticks);

        public override DateTimeOffset GetUtcNow() => new(GetTimestamp() + Interlocked.Read(ref wrong), TimeSpan.Zero);

        public override long GetTimestamp() => System.GetUtcNow().Ticks + Interlocked.Read(ref ahead);
    }

    /// <summary>A host's clients, whose wire can be cut.</summary>
    private sealed class Wire : IHttpClientFactory
    {
        public bool IsDown { get; set; }

        public int Requests { get; private set; }

        public HttpClient CreateClient(string name) => new(new Handler(this));

        private sealed class Handler(Wire wire) : DelegatingHandler(new SocketsHttpHandler())
        {
            protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
            {
                wire.Requests++;
                return wire.IsDown
                    ? throw new HttpRequestException("down", new SocketException((int)SocketError.ConnectionRefused))
                    : base.SendAsync(request, cancellationToken);
            }
        }
    }
}
