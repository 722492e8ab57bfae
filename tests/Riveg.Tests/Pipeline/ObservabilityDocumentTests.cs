using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Text.RegularExpressions;
using Riveg.Pipeline;
using Riveg.TestKit;

namespace Riveg.Tests.Pipeline;

/// <summary>The tables of docs/observability.md say what listeners see and what is logged.</summary>
// A listener that goes while an activity ends can cost another listener that end: those that listen run one after another.
[Collection("listeners")]
public sealed partial class ObservabilityDocumentTests
{
    // Requests to models have a source of their own; the tests of that library know its rows.
    private const string Source = "`Riveg`";
    private const StringSplitOptions Split = StringSplitOptions.RemoveEmptyEntries;

    private static readonly IReadOnlyList<string[]> Rows = [.. File
        .ReadAllLines(Path.Combine(SharedFolder.RepositoryRoot, "docs", "observability.md"))
        .Where(l => l.StartsWith("| `", StringComparison.Ordinal))
        .Select(l => l.Trim('|').Split('|').Select(c => c.Trim()).ToArray())];

    [Fact]
    public async Task Activities_OfAPipeline_AreThoseOfTheTable()
    {
        // Only what happens below its own activity: other tests run pipelines meanwhile.
        using var own = new Activity("test").Start();
        var seen = new ConcurrentDictionary<string, string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => $"`{source.Name}`" == Source,
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity => Add(seen, activity.TraceId == own.TraceId, Shown(activity), activity.TagObjects),
        };
        ActivitySource.AddActivityListener(listener);
        await RunAsync();

        Assert.Equal(
            Rows.Where(r => r.Length == 6 && r[0] == Source && r[2] == "activity").Select(r => $"{r[0]} {r[1]}: {Sorted(r[4])}"),
            seen.Select(s => $"{s.Key}: {s.Value}").Distinct());

        static string Shown(Activity activity) => $"`{activity.Source.Name}` `{Stage().Replace(activity.OperationName, " STAGE")}`";
    }

    [Fact]
    public async Task Metrics_OfAPipeline_AreThoseOfTheTable()
    {
        using var own = new Activity("test").Start();
        var declared = new ConcurrentDictionary<string, string>();
        var tags = new ConcurrentDictionary<string, string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if ($"`{instrument.Meter.Name}`" == Source)
            {
                var kind = instrument.GetType().Name.Split('`')[0].ToLowerInvariant();
                declared[instrument.Name] = $"`{instrument.Meter.Name}` `{instrument.Name}` {kind} `{instrument.Unit}`";
                self.EnableMeasurementEvents(instrument);
            }
        };
        bool IsOwn() => Activity.Current?.TraceId == own.TraceId;
        listener.SetMeasurementEventCallback<long>((instrument, _, given, _) => Add(tags, IsOwn(), instrument.Name, given.ToArray()));
        listener.SetMeasurementEventCallback<double>((instrument, _, given, _) => Add(tags, IsOwn(), instrument.Name, given.ToArray()));
        listener.Start();
        await RunAsync();

        Assert.Equal(
            Rows.Where(r => r.Length == 6 && r[0] == Source && r[2] != "activity")
                .Select(r => $"{r[0]} {r[1]} {r[2]} {r[3]}: {Sorted(r[4])}").Order(StringComparer.Ordinal),
            declared.Select(d => $"{d.Value}: {tags.GetValueOrDefault(d.Key)}").Order(StringComparer.Ordinal));
        Assert.Contains("riveg.stage.faults", tags.Keys);
    }

    [Fact]
    public void LogEvents_OfTheSources_AreThoseOfTheTable()
    {
        var documented = Rows.Where(r => r.Length == 4 && int.TryParse(r[1], out _))
            .Select(r => $"{(r[0] == "`Riveg.RivegPipeline`" ? "Riveg" : r[0].Trim('`'))} {r[1]} {r[2]}");
        var sources = Path.Combine(SharedFolder.RepositoryRoot, "src");
        string Project(string file) => Path.GetRelativePath(sources, file).Split(Path.DirectorySeparatorChar)[0];
        var logged = Directory.EnumerateFiles(sources, "*Log.cs", SearchOption.AllDirectories)
            .SelectMany(f => LogEvent().Matches(File.ReadAllText(f)).Select(m => $"{Project(f)} {m.Groups[1]} {m.Groups[2]}"));
        Assert.Equal(documented.Order(StringComparer.Ordinal), logged.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void StageNames_OfTheTable_AreAllSlots() => Assert.All(
        StageSlots.All.Select(s => s.Name).Append(AnnotatedImage.Stage),
        name => Assert.Contains($"`{name}`", Rows.Single(r => r.Length == 2 && r[0] == "`riveg.stage`")[1], StringComparison.Ordinal));

    // Each kind of thing happens: answers, and a fault.
    private static async Task RunAsync()
    {
        using var pipeline = RivegPipeline.CreateBuilder()
            .UseRecognizer(FakeEntityRecognizer.Capitals())
            .UseEntailment(new FakeVisualEntailment(_ => throw new InvalidOperationException("nobody home")))
            .Build();
        var result = await pipeline.AnnotateAsync("Adele", DrawnPicture.Source(32, 32), TestContext.Current.CancellationToken);
        Assert.Equal("nobody home", Assert.Single(result.AllFaults()).Message);
    }

    // All tags that anything of a name has; not each call has each.
    private static void Add(
        ConcurrentDictionary<string, string> seen, bool isOwn, string name, IEnumerable<KeyValuePair<string, object?>> tags)
    {
        if (!isOwn)
        {
            return;
        }

        var given = tags.Select(t => $"`{t.Key}`").ToArray();
        seen.AddOrUpdate(name, _ => Sorted(given), (_, before) => Sorted([.. before.Split(' ', Split), .. given]));
    }

    private static string Sorted(string tags) => Sorted(tags.Split(' ', Split));

    private static string Sorted(string[] tags) => string.Join(' ', tags.Distinct().Order(StringComparer.Ordinal));

    [GeneratedRegex("(?<=^riveg\\.stage) [a-z]+$")]
    private static partial Regex Stage();

    [GeneratedRegex("LoggerMessage\\(\\s*(\\d+), LogLevel\\.(\\w+),")]
    private static partial Regex LogEvent();
}
