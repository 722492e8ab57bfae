using Microsoft.Extensions.Logging;
using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Observation;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;
using Riveg.Tests.Posts;

namespace Riveg.Tests.Pipeline;

/// <summary>What a stage does wrong costs what it was asked about, and nothing else.</summary>
public sealed class StageFaultTests
{
    public static TheoryData<string, string> BadMentions => new()
    {
        { "null list", "The stage recognition gave an answer that cannot be used: no list of mentions (null)." },
        { "null mention", "The stage recognition gave an answer that cannot be used: a mention that is null." },
        { "outside", "The stage recognition gave an answer that cannot be used: a mention at [0, 99), "
            + "which is empty or outside the text of 9 characters." },
        { "empty", "The stage recognition gave an answer that cannot be used: a mention at [2, 2), "
            + "which is empty or outside the text of 9 characters." },
        { "overlap", "The stage recognition gave an answer that cannot be used: a mention at [2, "
            + "4) that overlaps the one before or stands in front of it." },
        { "order", "The stage recognition gave an answer that cannot be used: a mention at [0, "
            + "2) that overlaps the one before or stands in front of it." },
        { "pair", "The stage recognition gave an answer that cannot be used: a mention at [0, 7) that splits a surrogate pair." },
        { "score", "The stage recognition gave an answer that cannot be used: a mention with the score NaN, not 0 to 1." },
        { "no answers", "The stage recognition gave no answer (null) for 1 inputs." },
        { "too few", "The stage recognition gave 0 answers for 1 inputs." },
    };

    public static TheoryData<string, string> LoggedFaults => new()
    {
        { "outside", "The stage recognition could not answer for the post 7: The stage recognition gave an answer that cannot be used: "
            + "a mention at [0, 99), which is empty or outside the text of 17 characters." },
        { "described", "The stage recognition could not answer for the post 7: The model did not answer in its form." },
        { "regions", "The stage grounding could not answer for the post 7: The stage grounding gave an answer that cannot be used: "
            + "a region that is null." },
        { "place", "The stage grounding could not answer for the post 7: no place" },
        { "picture", "The stage image could not answer for the post 7: There is no picture /no.png; "
            + "check the path, and the folder of the pictures." },
    };

    public static TheoryData<double> BadProbabilities => [double.NaN, double.PositiveInfinity, -0.1, 1.5, 1e308];

    [Theory]
    [MemberData(nameof(BadMentions))]
    public async Task Recognition_AnswerThatNoStageMayGive_IsThePostsError(string kind, string message)
    {
        using var stages = new ScriptedStages
        {
            RecognizeBatch = posts => kind switch
            {
                "no answers" => null,
                "too few" => [],
                _ => [.. posts.Select(_ => Mentions(kind)!)],
            },
        };
        var result = await AnnotateAsync(stages, new Post { Id = "1", Text = "Alice \ud83d\ude00B" });
        Assert.Equal(("recognition", message), (result.Error!.Stage, result.Error.Message));
        Assert.False(result.Succeeded);
    }

    [Theory]
    [MemberData(nameof(BadProbabilities))]
    public async Task Entailment_NoProbability_IsTheMentionsFault(double probability)
    {
        using var stages = new ScriptedStages { Entail = m => new EntailmentAnswer(m.Text == "Bob" ? probability : 0.9) };
        var result = await AnnotateAsync(stages, PipelineFixture.Post(1));
        Assert.Equal([null, "entailment"], result.Entities.Select(e => e.Fault?.Stage));
        Assert.Equal([1, 0], result.Entities.Select(e => e.Regions.Count));
        Assert.Equal([EntityPresence.InPicture, EntityPresence.NotJudged], result.Entities.Select(e => e.Presence));
        Assert.Contains("not 0 to 1", result.Entities[1].Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("null", "no list of regions (null)")]
    [InlineData("null region", "a region that is null")]
    [InlineData("NaN", "a region whose box has something that is no number")]
    [InlineData("score", "a region with the score 2, not 0 to 1")]
    [InlineData("reversed", "a region whose box (0.5, 0.5, 0.1, 0.1) has no area")]
    [InlineData("flat", "a region whose box (0.1, 0.5, 0.9, 0.5) has no area")]
    [InlineData("right", "a region whose box (1.5, 0, 2, 1) lies outside the picture")]
    [InlineData("above", "a region whose box (0, -2, 1, 0) lies outside the picture")]
    [InlineData("one of two", "a region whose box (0.5, 0, 0.1, 1) has no area")]
    public async Task Grounding_AnswerThatNoStageMayGive_IsTheMentionsFault(string kind, string message)
    {
        using var stages = new ScriptedStages
        {
            Ground = _ => kind switch
            {
                "null" => null,
                "null region" => [null!],
                "NaN" => [new Region(new Box(0, 0, double.NaN, 1), 0.5)],
                "reversed" => [Relative(0.5, 0.5, 0.1, 0.1)],
                "flat" => [Relative(0.1, 0.5, 0.9, 0.5)],
                "right" => [Relative(1.5, 0, 2, 1)],
                "above" => [Relative(0, -2, 1, 0)],
                "one of two" => [Relative(0, 0, 1, 1), Relative(0.5, 0, 0.1, 1)],
                _ => [new Region(new Box(0, 0, 1, 1), 2)],
            },
        };
        var result = await AnnotateAsync(stages, PipelineFixture.Post(1));
        Assert.All(result.Entities, e => Assert.Equal(
            ("grounding", $"The stage grounding gave an answer that cannot be used: {message}."), (e.Fault!.Stage, e.Fault.Message)));
        Assert.All(result.Entities, e => Assert.Empty(e.Regions));
        Assert.All(result.Entities, e => Assert.Equal(EntityPresence.NotJudged, e.Presence));

        static Region Relative(double x0, double y0, double x1, double y1) =>
            new(new Box(x0, y0, x1, y1), 0.5) { Unit = RegionUnit.Relative };
    }

    [Theory]
    [InlineData(50, 50, 10, 10, "has no area")]
    [InlineData(5, 5, 1, 1, "has no area")]
    [InlineData(4, 1, 4, 5, "has no area")]
    [InlineData(5000, 5000, 6000, 6000, "lies outside the picture of 8 x 6")]
    [InlineData(-9, 0, 0, 6, "lies outside the picture of 8 x 6")]
    [InlineData(0, 6, 8, 9, "lies outside the picture of 8 x 6")]
    public async Task Grounding_BoxThatIsNowhereInThePicture_IsTheMentionsFault(double x0, double y0, double x1, double y1, string what)
    {
        using var stages = new ScriptedStages
        {
            Ground = m => m.Text == "Bob" ? [new Region(new Box(x0, y0, x1, y1), 0.5)] : [new Region(new Box(0, 0, 8, 6), 0.5)],
        };
        var result = await AnnotateAsync(stages, WithPicture("Alice meets Bob", 8, 6));
        Assert.Equal([null, "grounding"], result.Entities.Select(e => e.Fault?.Stage));
        Assert.Equal([EntityPresence.InPicture, EntityPresence.NotJudged], result.Entities.Select(e => e.Presence));
        Assert.Equal(
            FormattableString.Invariant(
                $"The stage grounding gave an answer that cannot be used: a region whose box ({x0}, {y0}, {x1}, {y1}) {what}."),
            result.Entities[1].Fault!.Message);
    }

    [Fact]
    public async Task Grounding_BoxThatReachesOut_IsCutAtTheEdge()
    {
        using var stages = new ScriptedStages { Ground = _ => [new Region(new Box(-3, 1, 9.5, 700), 0.5)] };
        var entity = Assert.Single((await AnnotateAsync(stages, WithPicture("Alice", 8, 6))).Entities);
        Assert.Equal((null, new Box(0, 1, 8, 6)), (entity.Fault, entity.Regions[0].Box));
    }

    [Theory]
    [InlineData(5, 5, 1, 1, "an observation whose box (5, 5, 1, 1) has no area")]
    [InlineData(9, 0, 12, 6, "an observation whose box (9, 0, 12, 6) lies outside the picture of 8 x 6")]
    [InlineData(0, 0, double.NaN, 1, "an observation whose box has something that is no number")]
    public async Task Observation_BoxThatIsNowhereInThePicture_IsThePostsFault(double x0, double y0, double x1, double y1, string what)
    {
        using var stages = new ScriptedStages();
        var slots = stages.Stages();
        slots.Set(StageSlots.Observation, new BoxObserver(new Box(x0, y0, x1, y1)));
        using var pipeline = PipelineFixture.Pipeline(slots);
        var result = await pipeline.AnnotateAsync(WithPicture("Alice", 8, 6), TestContext.Current.CancellationToken);
        Assert.Equal(
            ($"The stage observation gave an answer that cannot be used: {what}.", 0, 1),
            (Assert.Single(result.Faults).Message, result.Observations.Count, result.Entities.Count));
    }

    [Fact]
    public async Task OneMention_ThatItsStageThrowsAbout_FailsAlone()
    {
        using var pipeline = RivegPipeline.CreateBuilder()
            .UseRecognizer(FakeEntityRecognizer.Capitals())
            .UseExpander(new FakeEntityExpander(m => m.Text == "Bob" ? throw new InvalidOperationException("who?") : "a person"))
            .UseEntailment(new FakeVisualEntailment(m => m.Text == "Bob" ? throw new InvalidOperationException("where?") : new(0.9)))
            .Build();
        var result = await pipeline.AnnotateAsync(WithPicture("Alice meets Bob", 8, 6), TestContext.Current.CancellationToken);
        Assert.Equal(
            [("Alice", "a person", 0.9, ""), ("Bob", null, null, "who?")],
            result.Entities.Select(e =>
                (e.Text, e.Expansion, e.Entailment, e.Fault?.Message ?? "")));
    }

    [Fact]
    public async Task OneMention_ThatItsStageCanAnswerNothingMoreAbout_EndsTheRun()
    {
        using var pipeline = RivegPipeline.CreateBuilder()
            .UseRecognizer(FakeEntityRecognizer.Capitals())
            .UseEntailment(new FakeVisualEntailment(m =>
                m.Text == "Bob" ? throw new StageUnavailableException("the budget is spent") : new(0.9)))
            .Build();
        var thrown = await Assert.ThrowsAsync<StageUnavailableException>(
            () => pipeline.AnnotateAsync(WithPicture("Alice meets Bob", 8, 6), TestContext.Current.CancellationToken));
        Assert.Equal("the budget is spent", thrown.Message);
    }

    [Fact]
    public async Task Segmentation_MaskOfAnotherSize_KeepsTheBoxAndSaysWhy()
    {
        using var stages = new ScriptedStages { Segment = (image, _) => Mask.FromPixels(2, 2, new byte[4]) };
        var result = await AnnotateAsync(stages, WithPicture("Alice", 8, 6));
        var entity = Assert.Single(result.Entities);
        Assert.Equal(new Box(0, 0, 4, 6), Assert.Single(entity.Regions).Box);
        Assert.Null(entity.Regions[0].Mask);
        Assert.Equal(
            "The stage segmentation gave an answer that cannot be used: a mask of 2 x 2 for a picture of 8 x 6.", entity.Fault!.Message);
        Assert.Equal(EntityPresence.InPicture, entity.Presence);
    }

    [Fact]
    public async Task Segmentation_OfSeveralRegions_GivesEachRegionItsOwnMask()
    {
        using var stages = new ScriptedStages
        {
            Ground = _ => [new Region(new Box(0, 0, 2, 2), 0.4), new Region(new Box(4, 0, 8, 6), 0.8)],
            Segment = (image, box) => Mask.FromPixels(
                image.Width,
                image.Height,
                [.. Enumerable.Range(0, 48).Select(i => (byte)(i % 8 >= box.X0 && i % 8 < box.X1 && i / 8 < box.Y1 ? 1 : 0))]),
        };
        var result = await AnnotateAsync(stages, WithPicture("Alice Bob", 8, 6));
        Assert.All(result.Entities, e => Assert.Equal([0.8, 0.4], e.Regions.Select(r => r.Score)));
        Assert.All(result.Entities.SelectMany(e => e.Regions), r => Assert.Equal(r.Box, r.Mask!.BoundingBox));
    }

    [Fact]
    public async Task OptionalStages_Failing_KeepEverythingElse()
    {
        using var stages = new ScriptedStages
        {
            Caption = _ => throw new InvalidOperationException("no caption"),
            Know = p => p.Post.Id == "2" ? "Named entities: 1. Alice (person)" : throw new InvalidOperationException("no knowledge"),
            Expand = m => m.Text == "Bob" ? throw new InvalidOperationException("no expansion") : "a singer",
        };
        var results = new List<AnnotationResult>();
        using var pipeline = PipelineFixture.Pipeline(stages.Stages());
        foreach (var id in new[] { "1", "2" })
        {
            results.Add(
                await pipeline.AnnotateAsync(WithPicture("Alice meets Bob", 8, 6) with { Id = id }, TestContext.Current.CancellationToken));
        }

        Assert.Equal([["captions", "knowledge"], ["captions"]], results.Select(r => r.Faults.Select(f => f.Stage)));
        Assert.All(results, r => Assert.Equal(["Alice", "Bob"], r.Entities.Select(e => e.Text)));
        Assert.All(results, r => Assert.Equal([1, 0], r.Entities.Select(e => e.Regions.Count)));
        Assert.All(results, r => Assert.Equal(("expansion", "no expansion"), (r.Entities[1].Fault!.Stage, r.Entities[1].Fault!.Message)));
        Assert.All(results, r => Assert.Null(r.Error));
        Assert.All(results, r => Assert.False(r.Succeeded));
    }

    [Fact]
    public async Task Decision_ThatThrows_IsTheMentionsFault()
    {
        using var stages = new ScriptedStages();
        using var pipeline = PipelineFixture.Pipeline(stages.Stages(), new PipelineOptions { Decision = new FailingDecision() });
        var result = await pipeline.AnnotateAsync(PipelineFixture.Post(1), TestContext.Current.CancellationToken);
        Assert.All(result.Entities, e => Assert.Equal(
            ("grounding", "The grounding decision failed: undecided"), (e.Fault!.Stage, e.Fault.Message)));
    }

    [Fact]
    public async Task Stage_ThatThrows_IsLoggedWithItsExceptionAndWithoutTheText()
    {
        using var log = new RecordingLogger();
        var thrown = new InvalidOperationException("out of order");
        using var stages = new ScriptedStages { Recognize = (_, _) => throw thrown };
        using var pipeline = PipelineFixture.Pipeline(stages.Stages(), loggers: log);
        await pipeline.AnnotateAsync(new Post { Id = "7", Text = "a secret of Alice" }, TestContext.Current.CancellationToken);
        Assert.Equal(
            [(LogLevel.Warning, "The stage recognition could not answer for the post 7: out of order", (Exception?)thrown)], log.Records);
    }

    [Theory]
    [MemberData(nameof(LoggedFaults))]
    public async Task Fault_OfAnyOrigin_IsLoggedWithItsReasonAndWithoutWordsOfAnAnswer(string kind, string reason)
    {
        using var log = new RecordingLogger();
        using var stages = new ScriptedStages
        {
            Recognize = (_, _) => kind switch
            {
                "outside" => Task.FromResult<IReadOnlyList<Mention>?>([new(new TextSpan(0, 99), EntityType.Person)]),
                "described" => throw new DescribedException("The model\ndid not answer in its form.", "It said: a secret of Alice"),
                _ => Task.FromResult<IReadOnlyList<Mention>?>([new(new TextSpan(12, 17), EntityType.Person)]),
            },
            Ground = _ => kind == "regions" ? [null!] : throw new InvalidOperationException("no\nplace"),
        };
        using var pipeline = PipelineFixture.Pipeline(stages.Stages(), loggers: log);
        var image = kind == "picture" ? ImageSource.FromFile("/no.png") : ImageSource.Unseen("1");
        var post = new Post { Id = "7", Text = "a secret of Alice", Image = image };
        await pipeline.AnnotateAsync(post, TestContext.Current.CancellationToken);
        Assert.Equal([reason], log.Records.Select(r => r.Message));
    }

    [Fact]
    public async Task Stage_ThatCanAnswerNothingMore_EndsTheRunBehindTheCompleteResults()
    {
        using var stages = new ScriptedStages { Recognize = (p, _) => p.Post.Id == "5"
            ? throw new StageUnavailableException("The budget is used up.")
            : Task.FromResult<IReadOnlyList<Mention>?>([]) };
        using var pipeline = PipelineFixture.Pipeline(stages.Stages(), new PipelineOptions { BatchSize = 1 });
        var results = new List<string>();
        var exception = await Assert.ThrowsAsync<StageUnavailableException>(async () =>
        {
            await foreach (var result in pipeline.AnnotateAsync(
                Enumerable.Range(0, 50).Select(PipelineFixture.Post).ToAsyncEnumerable(), TestContext.Current.CancellationToken))
            {
                results.Add(result.PostId);
            }
        });
        Assert.Equal("The budget is used up.", exception.Message);
        Assert.Equal(["0", "1", "2", "3", "4"], results);
    }

    [Fact]
    public async Task Stage_ThatCanAnswerNothingMoreInAPartOfItsBatch_EndsTheRun()
    {
        using var stages = new ScriptedStages { RecognizeBatch = posts => throw new StageUnavailableException("The key is refused.") };
        using var pipeline = PipelineFixture.Pipeline(stages.Stages());
        await Assert.ThrowsAsync<StageUnavailableException>(async () =>
        {
            await foreach (var _ in pipeline.AnnotateAsync(
                new[] { PipelineFixture.Post(0), PipelineFixture.Post(1) }.ToAsyncEnumerable(), TestContext.Current.CancellationToken))
            {
            }
        });
    }

    [Fact]
    public async Task AnnotateAsync_MinScore_DropsMentionsBelowItBeforeTheLaterStages()
    {
        using var stages = new ScriptedStages { Recognize = (_, _) => Task.FromResult<IReadOnlyList<Mention>?>(
            [new(new TextSpan(0, 5), EntityType.Person, 0.49), new(new TextSpan(12, 15), EntityType.Person, 0.5)]) };
        using var pipeline = PipelineFixture.Pipeline(stages.Stages(), new PipelineOptions { MinScore = 0.5 });
        var result = await pipeline.AnnotateAsync(PipelineFixture.Post(1), TestContext.Current.CancellationToken);
        Assert.Equal(("Bob", 1, 0.5), (Assert.Single(result.Entities).Text, stages.EntailmentCalls, result.Provenance!.MinScore));
    }

    private static IReadOnlyList<Mention>? Mentions(string kind) => kind switch
    {
        "null list" => null,
        "null mention" => [null!],
        "outside" => [new(new TextSpan(0, 99), EntityType.Person)],
        "empty" => [new(new TextSpan(2, 2), EntityType.Person)],
        "overlap" => [new(new TextSpan(0, 3), EntityType.Person), new(new TextSpan(2, 4), EntityType.Person)],
        "order" => [new(new TextSpan(3, 5), EntityType.Person), new(new TextSpan(0, 2), EntityType.Person)],
        "pair" => [new(new TextSpan(0, 7), EntityType.Person)],
        _ => [new(new TextSpan(0, 5), EntityType.Person, double.NaN)],
    };

    internal static ImageSource Picture(int width, int height) =>
        ImageSource.FromBytes(PngBytes.Write(
            width,
            height,
            8,
            PngBytes.Rgb,
            [.. Enumerable.Range(0, height).Select(y => Enumerable.Range(0, width * 3).Select(i => (byte)(i + y)).ToArray())]));

    private static Post WithPicture(string text, int width, int height) => new() { Id = "1", Text = text, Image = Picture(width, height) };

    private static async Task<AnnotationResult> AnnotateAsync(ScriptedStages stages, Post post)
    {
        using var pipeline = PipelineFixture.Pipeline(stages.Stages());
        return await pipeline.AnnotateAsync(post, TestContext.Current.CancellationToken);
    }

    private sealed class DescribedException(string message, string description) : RivegException(FaultKind.Unanswered, message)
    {
        public override string Description => description;
    }

    private sealed class BoxObserver(Box box) : PostStage<IReadOnlyList<PictureObservation>>("boxes"), IPictureObserver
    {
        protected override ValueTask<IReadOnlyList<PictureObservation>> AnswerPostAsync(
            PostContext post, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<PictureObservation>>([new(ObservationKind.Object, "dog", "boxes") { Box = box }]);
    }

    private sealed class FailingDecision : Riveg.Grounding.IGroundingDecision
    {
        public string Name => "failing";

        public bool MayBeInPicture(double entailment) => true;

        public bool IsInPicture(double entailment, IReadOnlyList<Region> regions) => throw new InvalidOperationException("undecided");
    }

    private sealed class RecordingLogger : ILogger, ILoggerFactory
    {
        public List<(LogLevel Level, string Message, Exception? Exception)> Records { get; } = [];

        public ILogger CreateLogger(string categoryName) => this;

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public void Dispose()
        {
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Records.Add((logLevel, formatter(state, exception), exception));
    }
}
