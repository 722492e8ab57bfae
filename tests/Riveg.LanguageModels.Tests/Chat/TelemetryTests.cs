using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Riveg.LanguageModels.Chat;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>What a host sees of requests to models, as docs/observability.md says it.</summary>
// A listener that goes while an activity ends can cost another listener that end: those that listen run one after another.
[Collection("listeners")]
public sealed class TelemetryTests
{
    private static readonly IReadOnlyList<string[]> Rows = [.. File
        .ReadAllLines(Path.Combine(SharedFolder.RepositoryRoot, "docs", "observability.md"))
        .Where(l => l.StartsWith($"| `{ChatLayers.TelemetryName}` |", StringComparison.Ordinal))
        .Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray())
        .Where(r => r.Length == 6)];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task ActivitiesAndMetrics_OfRequests_AreThoseOfTheTable()
    {
        // Only what happens below its own activity: other tests ask models meanwhile.
        using var own = new Activity("test").Start();
        var seen = new ConcurrentDictionary<string, ConcurrentDictionary<string, bool>>();
        void Add(string row, ActivityTraceId? trace, IEnumerable<KeyValuePair<string, object?>> tags)
        {
            if (trace != own.TraceId)
            {
                return;
            }

            foreach (var tag in tags)
            {
                seen.GetOrAdd(row, _ => [])[$"`{tag.Key}`"] = true;
            }
        }

        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ChatLayers.TelemetryName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = a => Add($"`{a.OperationName.Replace(" m", " MODEL", StringComparison.Ordinal)}` activity ", a.TraceId, a.TagObjects),
        };
        ActivitySource.AddActivityListener(activities);
        using var metrics = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Meter.Name == ChatLayers.TelemetryName)
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        string Name(Instrument i) => $"`{i.Name}` {i.GetType().Name.Split('`')[0].ToLowerInvariant()} `{i.Unit}`";
        metrics.SetMeasurementEventCallback<double>((i, _, tags, _) => Add(Name(i), Activity.Current?.TraceId, tags.ToArray()));
        metrics.SetMeasurementEventCallback<int>((i, _, tags, _) => Add(Name(i), Activity.Current?.TraceId, tags.ToArray()));
        metrics.Start();
        await RunAsync(new CapturingLoggerFactory());

        Assert.Equal(
            Rows.Select(r => $"{r[1]} {r[2]} {r[3]}: {Sorted(r[4].Split(' ', StringSplitOptions.RemoveEmptyEntries))}")
                .Order(StringComparer.Ordinal),
            seen.Select(s => $"{s.Key}: {Sorted(s.Value.Keys)}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Activities_OneCallWithARetryAndAStoredOne_AreOneForEachRequest()
    {
        var count = 0;
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ChatLayers.TelemetryName,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = a => count += a.Tags.Any(t => t.Value == "counted-model") ? 1 : 0,
        };
        ActivitySource.AddActivityListener(activities);
        await RunAsync(new CapturingLoggerFactory(), "counted-model");

        Assert.Equal(2, count);
    }

    [Fact]
    public async Task Log_OfACall_HasItsContentsAtTraceLevelAloneAndNoPicture()
    {
        var log = new CapturingLoggerFactory();
        await RunAsync(log);

        var traced = string.Join('\n', log.Lines.Where(l => l.Level == LogLevel.Trace).Select(l => l.Text));
        Assert.Contains("who is this?", traced, StringComparison.Ordinal);
        Assert.Contains("the answer", traced, StringComparison.Ordinal);
        Assert.Contains("(3 bytes)", traced, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String([1, 2, 3]), traced, StringComparison.Ordinal);
        Assert.All(log.Lines.Where(l => l.Level != LogLevel.Trace), l =>
        {
            Assert.DoesNotContain("who is this?", l.Text, StringComparison.Ordinal);
            Assert.DoesNotContain("the answer", l.Text, StringComparison.Ordinal);
        });
    }

    private static async Task RunAsync(ILoggerFactory log, string model = "m")
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync((_, n, context) => n == 0
            ? LoopbackChatServer.FailAsync(context, 500, "later")
            : LoopbackChatServer.SendAsync(context, "the answer"));
        using var run = new LanguageModelRun { CacheFolder = folder.Path, Loggers = log };
        using var client = ChatClientFactory.Create(ChatFixture.Options(server) with { Model = model }, run);
        ChatMessage[] messages =
            [new(ChatRole.User, [new DataContent(new byte[] { 1, 2, 3 }, "image/png"), new TextContent("who is this?")])];
        var options = new ChatOptions { Temperature = 0, Seed = 42, MaxOutputTokens = 100 };
        await client.GetResponseAsync(messages, options, Cancel);
        await client.GetResponseAsync(messages, options, Cancel);
    }

    private static string Sorted(IEnumerable<string> tags) => string.Join(' ', tags.Distinct().Order(StringComparer.Ordinal));
}
