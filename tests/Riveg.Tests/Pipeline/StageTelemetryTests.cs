using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Riveg.Entailment;
using Riveg.Faults;
using Riveg.Grounding;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Tests.Pipeline;

/// <summary>What goes wrong reaches whoever listens to activities and metrics, as docs/observability.md says.</summary>
// A listener that goes while an activity ends can cost another listener that end: those that listen run one after another.
[Collection("listeners")]
public sealed class StageTelemetryTests
{
    [Fact]
    public async Task OneFailedMention_IsAnErrorOfItsStagesActivity()
    {
        using var stages = new ScriptedStages
        {
            Entail = mention => mention.Text == "Bob" ? throw new InvalidOperationException("no answer") : new(0.9),
        };
        var seen = await ListenAsync(stages, new PipelineOptions());
        Assert.Equal(ActivityStatusCode.Error, seen.Status["riveg.stage entailment"]);
        Assert.Equal(ActivityStatusCode.Unset, seen.Status["riveg.stage recognition"]);
        Assert.Equal(ActivityStatusCode.Unset, seen.Status["riveg.stage grounding"]);
        Assert.Equal(1, seen.Faults);
    }

    [Fact]
    public async Task OneUnusableAnswer_IsAnErrorOfItsStagesActivity()
    {
        using var stages = new ScriptedStages { Entail = mention => new(mention.Text == "Bob" ? double.NaN : 0.9) };
        Assert.Equal(ActivityStatusCode.Error, (await ListenAsync(stages, new PipelineOptions())).Status["riveg.stage entailment"]);
    }

    [Fact]
    public async Task DecisionThatFails_IsAnErrorOfTheGroundingsActivity()
    {
        using var stages = new ScriptedStages();
        var seen = await ListenAsync(stages, new PipelineOptions { Decision = new FailingDecision() });
        Assert.Equal(ActivityStatusCode.Error, seen.Status["riveg.stage grounding"]);
        Assert.Equal(2, seen.Faults);
    }

    [Fact]
    public async Task StageThatAnswersNothingMore_IsAnErrorWithItsDuration()
    {
        using var stages = new ScriptedStages { Recognize = (_, _) => throw new StageUnavailableException("the key is refused") };
        var seen = await ListenAsync(stages, new PipelineOptions());
        Assert.IsType<StageUnavailableException>(seen.Thrown);
        Assert.Equal(ActivityStatusCode.Error, seen.Status["riveg.stage recognition"]);
        Assert.Equal(["recognition"], seen.Durations);
    }

    [Fact]
    public async Task MentionThatEndsTheRun_IsAnErrorWithItsDuration()
    {
        var end = new StageUnavailableException("the budget is spent");
        using var stages = new ScriptedStages { Entail = _ => throw new InvalidOperationException("unreached") };
        var slots = stages.Stages();
        slots.Set(StageSlots.Entailment, new EndingEntailment(end));
        var seen = await ListenAsync(slots, new PipelineOptions(), TestContext.Current.CancellationToken);
        Assert.Equal("the budget is spent", Assert.IsType<StageUnavailableException>(seen.Thrown).Message);
        Assert.Equal(ActivityStatusCode.Error, seen.Status["riveg.stage entailment"]);
        Assert.Equal(["recognition", "entailment"], seen.Durations);
    }

    [Fact]
    public async Task CancelledStage_IsAnErrorWithItsDuration()
    {
        using var stop = new CancellationTokenSource();
        using var stages = new ScriptedStages
        {
            Recognize = async (_, token) =>
            {
                await stop.CancelAsync();
                token.ThrowIfCancellationRequested();
                return [];
            },
        };
        var seen = await ListenAsync(stages.Stages(), new PipelineOptions(), stop.Token);
        Assert.IsType<OperationCanceledException>(seen.Thrown, exactMatch: false);
        Assert.Equal(ActivityStatusCode.Error, seen.Status["riveg.stage recognition"]);
        Assert.Equal(["recognition"], seen.Durations);
    }

    [Fact]
    public async Task Picture_IsMeasuredAsTwoSteps_EachNamed()
    {
        using var own = new Activity("test").Start();
        var steps = new ConcurrentQueue<string>();
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Riveg",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == own.TraceId)
                {
                    steps.Enqueue($"{activity.OperationName} {activity.GetTagItem("riveg.step")}".Trim());
                }
            },
        };
        ActivitySource.AddActivityListener(activities);
        using var riveg = RivegPipeline.CreateBuilder().Build();
        await riveg.AnnotateAsync("Adele", DrawnPicture.Source(32, 32), TestContext.Current.CancellationToken);
        Assert.Equal(["riveg.stage image open", "riveg.stage image decode"], steps.Take(2));
        Assert.All(steps.Skip(2), s => Assert.Equal(2, s.Split(' ').Length));
    }

    private static Task<Heard> ListenAsync(ScriptedStages stages, PipelineOptions options) =>
        ListenAsync(stages.Stages(), options, TestContext.Current.CancellationToken);

    // Only what happens below its own activity: other tests run meanwhile.
    private static async Task<Heard> ListenAsync(PipelineStages stages, PipelineOptions options, CancellationToken cancellationToken)
    {
        using var own = new Activity("test").Start();
        var status = new ConcurrentDictionary<string, ActivityStatusCode>();
        var durations = new ConcurrentQueue<string>();
        long faults = 0;
        using var activities = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Riveg",
            Sample = (ref _) => ActivitySamplingResult.AllData,
            ActivityStopped = activity =>
            {
                if (activity.TraceId == own.TraceId)
                {
                    status[activity.OperationName] = activity.Status;
                }
            },
        };
        ActivitySource.AddActivityListener(activities);
        using var meters = new MeterListener();
        meters.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Name is "riveg.stage.duration" or "riveg.stage.faults")
            {
                self.EnableMeasurementEvents(instrument);
            }
        };
        meters.SetMeasurementEventCallback<double>((_, _, tags, _) =>
        {
            if (Activity.Current?.TraceId == own.TraceId)
            {
                durations.Enqueue((string)tags[0].Value!);
            }
        });
        meters.SetMeasurementEventCallback<long>((_, count, _, _) =>
        {
            if (Activity.Current?.TraceId == own.TraceId)
            {
                Interlocked.Add(ref faults, count);
            }
        });
        meters.Start();
        using var pipeline = PipelineFixture.Pipeline(stages, options);
        var thrown = await Record.ExceptionAsync(async () => await pipeline.AnnotateAsync(PipelineFixture.Post(1), cancellationToken));
        return new Heard(status, [.. durations], faults, thrown);
    }

    private sealed record Heard(
        IReadOnlyDictionary<string, ActivityStatusCode> Status, IReadOnlyList<string> Durations, long Faults, Exception? Thrown);

    private sealed class FailingDecision : IGroundingDecision
    {
        public string Name => "failing";

        public bool MayBeInPicture(double entailment) => true;

        public bool IsInPicture(double entailment, IReadOnlyList<Region> regions) => throw new InvalidOperationException("undecided");
    }

    private sealed class EndingEntailment(StageUnavailableException end) : IVisualEntailment
    {
        public StageInfo Info { get; } = new("ending");

        public ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<EntailmentAnswer>>>>> AnswerAsync(
            IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default) =>
            ValueTask.FromResult<IReadOnlyList<Answer<IReadOnlyList<Answer<EntailmentAnswer>>>>>(
            [
                .. posts.Select(p => Answer.Of<IReadOnlyList<Answer<EntailmentAnswer>>>(
                    [.. p.Asked.Select(_ => Answer.Failed<EntailmentAnswer>(end))])),
            ]);
    }
}
