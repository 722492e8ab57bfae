using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Riveg.Entailment;
using Riveg.Expansion;
using Riveg.Faults;
using Riveg.Grounding;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Profiles;
using Riveg.Recognition;
using Riveg.Settings;
using Riveg.Stages;
using Riveg.Tests.Pipeline;

namespace Riveg.Tests;

/// <summary>Pipelines of a host: their names, their options and its services.</summary>
public sealed class AddRivegTests
{
    private const string Mine = """{"extends":"builtin","pipeline":{"entailmentThreshold":0.2}}""";

    [Fact]
    public void AddRiveg_CalledByALibraryAndTheApplication_HearsBothInOrder()
    {
        using var services = new ServiceCollection()
            .AddRiveg(b => b.Configure(o => o with { MinScore = 0.25, KeepCandidates = true }))
            .AddRiveg()
            .AddRiveg(b => b
                .UseProfile("mine")
                .ConfigureCatalog(c => c.AddProfile("mine", Mine))
                .Configure(o => o with { MinScore = 0.75 }))
            .BuildServiceProvider();
        var pipeline = services.GetRequiredService<RivegPipeline>();
        Assert.Same(pipeline, Assert.Single(services.GetServices<RivegPipeline>()));
        Assert.Equal(
            ("mine", "threshold 0.2", 0.75, true),
            (pipeline.Provenance.Profile, pipeline.Provenance.Decision, pipeline.Provenance.MinScore, pipeline.Provenance.HasCandidates));
    }

    [Fact]
    public void AddRiveg_Names_ArePipelinesOfTheirOwn()
    {
        using var services = new ServiceCollection()
            .AddRiveg(b => b.Configure(o => o with { MinScore = 0.1 }))
            .AddRiveg("a", b => b.Configure(o => o with { MinScore = 0.2 }))
            .AddRiveg("b", b => b.Configure(o => o with { MinScore = 0.3 }))
            .AddRiveg("b", b => b.Configure(o => o with { KeepCandidates = true }))
            .Configure<RivegOptions>("b", o => o.EntailmentThreshold = 0.4)
            .BuildServiceProvider();
        var (unnamed, a, b) = (
            services.GetRequiredService<RivegPipeline>().Provenance,
            services.GetRequiredKeyedService<RivegPipeline>("a").Provenance,
            services.GetRequiredKeyedService<RivegPipeline>("b").Provenance);
        Assert.Equal((0.1, 0.2, 0.3), (unnamed.MinScore, a.MinScore, b.MinScore));
        Assert.Equal((false, false, true), (unnamed.HasCandidates, a.HasCandidates, b.HasCandidates));
        Assert.Equal(("expected-correctness", "threshold 0.4"), (a.Decision, b.Decision));
        Assert.Same(services.GetRequiredKeyedService<RivegPipeline>("b"), services.GetRequiredKeyedService<RivegPipeline>("b"));
    }

    [Fact]
    public void Start_OptionsOfTwoPipelinesWrong_NamesEveryFaultByItsKey()
    {
        using var services = Configured(
            new()
            {
                ["Riveg:Profile"] = " ",
                ["Riveg:BatchSize"] = "0",
                ["Riveg:PostTimeLimit"] = "-00:01:00",
                ["Riveg:GroundingDecision"] = "odd",
                ["Riveg:PostLimits:MaxTextLength"] = "0",
                ["Riveg:ImageLimits:MaxPixels"] = "0",
                ["Tags:EntailmentThreshold"] = "2",
                ["Tags:GroundingDecision"] = "expected-correctness",
            });
        var exception = Assert.Throws<AggregateException>(services.GetRequiredService<IStartupValidator>().Validate);
        Assert.Equal(
            [
                "Riveg's options are wrong: BatchSize is 0, must be 1 to 1024; "
                + "PostTimeLimit is -60 seconds, must be above 0 and at most 86,400 seconds; "
                + "ImageLimits:MaxPixels is 0, must be 1 to 700,000,000; PostLimits:MaxTextLength is 0, must be at least 1; "
                + "GroundingDecision is \"odd\", must be threshold or expected-correctness; "
                + "Profile is empty, must be the name of a profile or the path of a profile's file.",
                "The options of Riveg's pipeline \"tags\" are wrong: EntailmentThreshold is 2, must be 0 to 1; "
                + "EntailmentThreshold means nothing to the decision \"expected-correctness\"; leave one of them out.",
            ],
            exception.InnerExceptions.Select(e => e.Message));
    }

    [Theory]
    [InlineData("odd", "Riveg's options are wrong: There is no profile \"odd\"")]
    [InlineData("missing.json", "Riveg's options are wrong: ")]
    public void Start_ProfileThatNobodyKnows_IsTold(string profile, string message)
    {
        using var services = Configured(new() { ["Riveg:Profile"] = profile });
        var exception = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate);
        Assert.StartsWith(message, exception.Message, StringComparison.Ordinal);
        Assert.Contains(profile, exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Start_OfAHost_ChecksWhatIsBuiltLater_AndAsksOnce()
    {
        var calls = 0;
        using var services = new ServiceCollection()
            .AddRiveg(b =>
            {
                calls++;
                b.UseProfile("mine").ConfigureCatalog(c => c.AddProfile("mine", Mine));
            })
            .BuildServiceProvider();
        services.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal(("mine", 1), (services.GetRequiredService<RivegPipeline>().Provenance.Profile, calls));
    }

    [Fact]
    public void Build_Again_WithAStageThatTheFirstPipelineOwns_IsRefused()
    {
        var builder = RivegPipeline.CreateBuilder().UseRecognizer(new DisposableRecognizer(), ownsStage: true);
        using var first = builder.Build();
        Assert.Equal(
            "The recognition stage belongs to the pipeline that this builder built before; give the builder another one, or keep it your "
            + "own (ownsStage: false).",
            Assert.Throws<InvalidOperationException>(builder.Build).Message);
        using var second = builder.UseRecognizer(FakeEntityRecognizer.Capitals()).Build();
        using var third = builder.Build();
    }

    [Fact]
    public void Build_ThatFails_LeavesTheGivenStages_ForALaterBuild()
    {
        var stage = new DisposableRecognizer();
        var builder = RivegPipeline.CreateBuilder("mine").UseRecognizer(stage, ownsStage: true);
        Assert.StartsWith("There is no profile", Assert.Throws<ProfileException>(builder.Build).Message, StringComparison.Ordinal);
        builder.ConfigureCatalog(c => c.AddProfile("mine", Mine).Add(
            StageSlots.Grounding, "missing", _ => throw new StageUnavailableException("run this")));
        builder.Configure("stages", new JsonObject { ["grounding"] = "missing" });
        Assert.Equal("run this", Assert.Throws<StageUnavailableException>(builder.Build).Message);
        Assert.Equal(0, stage.Disposals);
        builder.Configure("stages", new JsonObject { ["grounding"] = "builtin" }).Build().Dispose();
        Assert.Equal(1, stage.Disposals);
    }

    [Fact]
    public void Build_OneStageInTwoPlaces_IsOwnedOnce()
    {
        var both = new Joint();
        RivegPipeline.CreateBuilder().UseEntailment(both, ownsStage: true).UseGrounder(both, ownsStage: true).Build().Dispose();
        Assert.Equal(1, both.Disposals);
    }

    [Fact]
    public void Build_StageThatALaterCallTookThePlaceOf_IsDisposedOfToo()
    {
        var (first, second) = (new DisposableRecognizer(), new DisposableRecognizer());
        RivegPipeline.CreateBuilder().UseRecognizer(first, ownsStage: true).UseRecognizer(second, ownsStage: true).Build().Dispose();
        Assert.Equal((1, 1), (first.Disposals, second.Disposals));
    }

    [Fact]
    public async Task Dispose_OwnedStageThatIsDisposedOfAsynchronouslyAlone_IsHeeded()
    {
        var (first, second) = (new AsyncDisposableRecognizer(), new AsyncDisposableRecognizer());
        await RivegPipeline.CreateBuilder().UseRecognizer(first, ownsStage: true).Build().DisposeAsync();
        RivegPipeline.CreateBuilder().UseRecognizer(second, ownsStage: true).Build().Dispose();
        Assert.Equal((1, 1), (first.Disposals, second.Disposals));
    }

    [Fact]
    public void Dispose_WhereOneThrows_DisposesOfTheOthersAll()
    {
        var (one, bad, other) = (new DisposableRecognizer(), new BadDisposal(), new Joint());
        var pipeline = RivegPipeline.CreateBuilder()
            .UseRecognizer(one, ownsStage: true).UseExpander(bad, ownsStage: true).UseGrounder(other, ownsStage: true).Build();
        Assert.Equal("held", Assert.Throws<InvalidOperationException>(pipeline.Dispose).Message);
        Assert.Equal((1, 1), (one.Disposals, other.Disposals));
    }

    [Fact]
    public void Build_FaultsOfProfileOverlayAndOptions_AreToldTogether()
    {
        var builder = RivegPipeline.CreateBuilder("mine")
            .ConfigureCatalog(c => c.AddProfile(
                "mine", """{"extends":"builtin","stages":{"expansion":"nobody"},"pipeline":{"maxBatchesInFlight":0}}"""))
            .Configure("stages", new JsonObject { ["recognition"] = "nope", ["groundin"] = "x" })
            .Configure("pipeline", new JsonObject { ["minScore"] = 5 })
            .Configure("odd", [])
            .Configure(o => o with { BatchSize = 0 });
        var message = Assert.Throws<ProfileException>(builder.Build).Message;
        Assert.All(
            ["\"nobody\"", "maxBatchesInFlight", "\"nope\"", "\"groundin\"", "minScore", "\"odd\"", "BatchSize is 0"],
            part => Assert.Contains(part, message, StringComparison.Ordinal));
    }

    [Fact]
    public void Start_OptionsAndProfileWrong_AreToldTogether()
    {
        using var services = new ServiceCollection()
            .AddRiveg(b => b.Configure("stages", new JsonObject { ["recognition"] = "zzz" }))
            .Configure<RivegOptions>(o => o.BatchSize = 0)
            .BuildServiceProvider();
        var message = Assert.Throws<OptionsValidationException>(services.GetRequiredService<IStartupValidator>().Validate).Message;
        Assert.StartsWith("Riveg's options are wrong: BatchSize is 0", message, StringComparison.Ordinal);
        Assert.Contains("\"zzz\"", message, StringComparison.Ordinal);
    }

    [Fact]
    public void Configuration_MendedAndReloaded_IsJudgedAnew()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Riveg:Profile"] = "nosuch" }).Build();
        using var services = new ServiceCollection()
            .AddRiveg()
            .Configure<RivegOptions>(configuration.GetSection("Riveg"))
            .BuildServiceProvider();
        Assert.Throws<OptionsValidationException>(services.GetRequiredService<RivegPipeline>);
        configuration["Riveg:Profile"] = "builtin";
        configuration.Reload();
        Assert.Equal("builtin", services.GetRequiredService<RivegPipeline>().Provenance.Profile);
    }

    [Fact]
    public void Host_ThatNeverAsksForThePipeline_DisposesOfWhatWasGivenToIt()
    {
        var stage = new DisposableRecognizer();
        using (var services = new ServiceCollection().AddRiveg(b => b.UseRecognizer(stage, ownsStage: true)).BuildServiceProvider())
        {
            services.GetRequiredService<IStartupValidator>().Validate();
            Assert.Equal(0, stage.Disposals);
        }

        Assert.Equal(1, stage.Disposals);
    }

    [Fact]
    public void Build_ConfigureThatGivesNull_SaysSo() => Assert.Equal(
        "A function given to Configure gave no options (null).",
        Assert.Throws<InvalidOperationException>(RivegPipeline.CreateBuilder().Configure(_ => null!).Build).Message);

    [Fact]
    public void Options_OfAConfiguration_AllArrive()
    {
        using var services = Configured(new()
        {
            ["Riveg:BatchSize"] = "3",
            ["Riveg:MaxBatchesInFlight"] = "2",
            ["Riveg:MaxPixelsInFlight"] = "1000",
            ["Riveg:MinScore"] = "0.5",
            ["Riveg:KeepCandidates"] = "true",
            ["Riveg:StageTimeLimit"] = "00:00:05",
            ["Riveg:PostTimeLimit"] = "00:00:30",
            ["Riveg:GroundingDecision"] = "threshold",
            ["Riveg:EntailmentThreshold"] = "0.7",
            ["Riveg:ImageLimits:MaxBytes"] = "4000",
            ["Riveg:PostLimits:MaxTextLength"] = "280",
        });
        var options = services.GetRequiredService<IOptions<RivegOptions>>().Value.ToSettings().ToOptions();
        var decision = new EntailmentThreshold(0.7);
        Assert.Equal(decision.Name, options.Decision.Name);
        Assert.Equal(
            new PipelineOptions
            {
                BatchSize = 3,
                MaxBatchesInFlight = 2,
                MaxPixelsInFlight = 1000,
                MinScore = 0.5,
                KeepCandidates = true,
                StageTimeLimit = TimeSpan.FromSeconds(5),
                PostTimeLimit = TimeSpan.FromSeconds(30),
                Decision = decision,
                ImageLimits = new ImageLimits { MaxBytes = 4000 },
                PostLimits = new PostLimits { MaxTextLength = 280 },
            },
            options with { Decision = decision });
    }

    [Fact]
    public void Options_OfThePipelineAndOfItsSection_AreAllInTheConfiguration() => Assert.Equal(
        SettingsType.Of(typeof(PipelineSettings)).Keys.Select(s => s.Name)
            .Concat(typeof(PipelineOptions).GetProperties().Select(p => p.Name).Except([nameof(PipelineOptions.Decision)]))
            .Append(nameof(RivegOptions.Profile)).Distinct().Order(),
        typeof(RivegOptions).GetProperties().Select(p => p.Name).Order());

    [Fact]
    public async Task AddRiveg_TimeOfTheHost_IsThatOfTheTimeLimits()
    {
        var time = new CountingTime();
        await using var services = new ServiceCollection()
            .AddSingleton<TimeProvider>(time)
            .AddRiveg(b => b.Configure(o => o with { PostTimeLimit = TimeSpan.FromMinutes(1) }))
            .BuildServiceProvider();
        var result = await services.GetRequiredService<RivegPipeline>().AnnotateAsync(
            PipelineFixture.Post(1), TestContext.Current.CancellationToken);
        Assert.True(result.Succeeded);
        Assert.NotEqual(0, time.Timers);
    }

    [Fact]
    public async Task AnnotateAsync_PlainNull_IsAPostWithoutAPicture()
    {
        using var riveg = RivegPipeline.CreateBuilder().Build();
        var result = await riveg.AnnotateAsync("Adele in London", null, TestContext.Current.CancellationToken);
        Assert.Null(result.Image);
        Assert.Null((await riveg.AnnotateAsync("Adele in London", null)).Image);
    }

    private static ServiceProvider Configured(Dictionary<string, string?> values)
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(values).Build();
        return new ServiceCollection()
            .AddRiveg()
            .AddRiveg("tags")
            .Configure<RivegOptions>(configuration.GetSection("Riveg"))
            .Configure<RivegOptions>("tags", configuration.GetSection("Tags"))
            .BuildServiceProvider();
    }

    /// <summary>The system's clock, which counts its timers.</summary>
    private sealed class CountingTime : TimeProvider
    {
        private int timers;

        public int Timers => timers;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Interlocked.Increment(ref timers);
            return base.CreateTimer(callback, state, dueTime, period);
        }
    }

    private sealed class DisposableRecognizer() : PostStage<IReadOnlyList<Mention>>("disposable"), IEntityRecognizer, IDisposable
    {
        public int Disposals { get; private set; }

        public void Dispose() => Disposals++;

        protected override ValueTask<IReadOnlyList<Mention>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Mention>>([]);
    }

    private sealed class AsyncDisposableRecognizer() : PostStage<IReadOnlyList<Mention>>("async"), IEntityRecognizer, IAsyncDisposable
    {
        public int Disposals { get; private set; }

        public async ValueTask DisposeAsync()
        {
            await Task.Yield();
            Disposals++;
        }

        protected override ValueTask<IReadOnlyList<Mention>> AnswerPostAsync(PostContext post, CancellationToken cancellationToken) =>
            ValueTask.FromResult<IReadOnlyList<Mention>>([]);
    }

    private sealed class BadDisposal() : MentionStage<string?>("bad"), IEntityExpander, IDisposable
    {
        public void Dispose() => throw new InvalidOperationException("held");

        protected override ValueTask<string?> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken) =>
            ValueTask.FromResult<string?>(null);
    }

    /// <summary>Says and shows at once, as a joint model does.</summary>
    private sealed class Joint : IVisualEntailment, IVisualGrounder, IDisposable
    {
        private readonly FakeVisualEntailment entailment = new(_ => new EntailmentAnswer(1));
        private readonly FakeVisualGrounder grounder = new(_ => GroundingAnswer.Nowhere);

        public StageInfo Info { get; } = new("joint");

        public int Disposals { get; private set; }

        public ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<EntailmentAnswer>>>>> AnswerAsync(
            IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default) =>
            entailment.AnswerAsync(posts, cancellationToken);

        ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<GroundingAnswer>>>>> IStage<IReadOnlyList<Answer<GroundingAnswer>>>.AnswerAsync(
            IReadOnlyList<PostContext> posts, CancellationToken cancellationToken) => grounder.AnswerAsync(posts, cancellationToken);

        public void Dispose() => Disposals++;
    }
}
