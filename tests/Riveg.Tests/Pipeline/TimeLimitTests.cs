using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Posts;

namespace Riveg.Tests.Pipeline;

public sealed class TimeLimitTests
{
    private static readonly TimeSpan Short = TimeSpan.FromMilliseconds(100);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task StageThatHangsOnOnePost_CostsThatPostAlone(bool heedsItsToken)
    {
        var never = new TaskCompletionSource<IReadOnlyList<Mention>?>();
        using var stages = new ScriptedStages
        {
            Recognize = async (post, token) => post.Post.Id == "1" ? await (heedsItsToken ? never.Task.WaitAsync(token) : never.Task) : [],
        };
        var results = new List<AnnotationResult>();
        await using (var pipeline = PipelineFixture.Pipeline(stages.Stages(), new PipelineOptions { StageTimeLimit = Short }))
        {
            await foreach (var result in pipeline.AnnotateAsync(
                Enumerable.Range(0, 3).Select(PipelineFixture.Post).ToAsyncEnumerable(), TestContext.Current.CancellationToken))
            {
                results.Add(result);
            }

            never.SetResult([]);
        }

        Assert.Equal([true, false, true], results.Select(r => r.Succeeded));
        Assert.Equal(
            "The stage recognition has not answered within 0.1 s; look at what serves it, or raise pipeline.stageTimeLimitSeconds.",
            results[1].Error!.Message);
        Assert.Equal(0, stages.UsesAfterDisposal);
    }

    [Fact]
    public async Task StagesOwnLimit_HoldsWhereTheOptionsSayNothing_AndInfiniteTakesItAway()
    {
        using var stages = new ScriptedStages
        {
            TimeLimit = Short,
            Recognize = async (_, token) =>
            {
                await Task.Delay(300, token);
                return [];
            },
        };
        Assert.Equal("recognition", (await AnnotateAsync(stages, new PipelineOptions())).Error?.Stage);
        Assert.Null((await AnnotateAsync(stages, new PipelineOptions { StageTimeLimit = Timeout.InfiniteTimeSpan })).Error);
        Assert.Null((await AnnotateAsync(stages, new PipelineOptions { StageTimeLimit = TimeSpan.FromSeconds(20) })).Error);
    }

    [Fact]
    public async Task PostTimeLimit_RunsOverAllStages_AndKeepsWhatTheFirstFound()
    {
        using var stages = new ScriptedStages
        {
            Know = _ => "Named entities:",
            Ground = _ =>
            {
                Thread.Sleep(700);
                return [];
            },
        };
        var result = await AnnotateAsync(stages, new PipelineOptions { PostTimeLimit = TimeSpan.FromMilliseconds(100) });
        Assert.Null(result.Error);
        Assert.All(result.Entities, e => Assert.Equal("grounding", e.Fault?.Stage));
        Assert.Contains("raise pipeline.postTimeLimitSeconds", result.Entities[0].Fault!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostTimeLimit_UsedUpByOnePost_LeavesTheOthersTheirOwn()
    {
        using var stages = new ScriptedStages
        {
            Recognize = async (post, token) =>
            {
                if (post.Post.Id == "1")
                {
                    await Task.Delay(Timeout.Infinite, token);
                }

                return [];
            },
        };
        await using var pipeline = PipelineFixture.Pipeline(
            stages.Stages(), new PipelineOptions { PostTimeLimit = TimeSpan.FromMilliseconds(200) });
        var results = await pipeline
            .AnnotateAsync(Enumerable.Range(0, 4).Select(PipelineFixture.Post).ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([true, false, true, true], results.Select(r => r.Succeeded));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task PostTimeLimit_CountsThePicture(bool isStream)
    {
        using var stages = new ScriptedStages
        {
            Recognize = async (_, token) =>
            {
                await Task.Delay(700, token);
                return [];
            },
        };
        var post = PipelineFixture.Post(1) with
        {
            Image = ImageSource.From("slow.png", async token =>
            {
                await Task.Delay(700, token);
                return await StageFaultTests.Picture(8, 6).OpenReadAsync(token);
            }),
        };
        await using var pipeline = PipelineFixture.Pipeline(
            stages.Stages(), new PipelineOptions { PostTimeLimit = TimeSpan.FromSeconds(1) });
        var result = isStream
            ? await pipeline.AnnotateAsync(new[] { post }.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
                .SingleAsync(TestContext.Current.CancellationToken)
            : await pipeline.AnnotateAsync(post, TestContext.Current.CancellationToken);
        Assert.Null(result.Image!.Fault);
        Assert.Equal("recognition", result.Error?.Stage);
        Assert.Contains("raise pipeline.postTimeLimitSeconds", result.Error!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task PostTimeLimit_OfAPostWhosePictureIsSlow_LeavesTheOthersTheirOwn()
    {
        using var stages = new ScriptedStages();
        var posts = Enumerable.Range(0, 4).Select(i => PipelineFixture.Post(i) with
        {
            Image = i != 1 ? StageFaultTests.Picture(8, 6) : ImageSource.From("slow.png", async token =>
            {
                await Task.Delay(Timeout.Infinite, token);
                return Stream.Null;
            }),
        });
        await using var pipeline = PipelineFixture.Pipeline(
            stages.Stages(), new PipelineOptions { PostTimeLimit = TimeSpan.FromMilliseconds(500) });
        var results = await pipeline.AnnotateAsync(posts.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal([true, false, true, true], results.Select(r => r.Succeeded));
        Assert.Contains("raise pipeline.postTimeLimitSeconds", results[1].Image!.Fault!.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(long.MaxValue)]
    [InlineData(long.MaxValue / 2)]
    [InlineData(10_000 * TimeSpan.TicksPerDay)]
    public async Task StagesOwnLimit_ThatIsVeryLong_IsNoLimit(long ticks)
    {
        using var stages = new ScriptedStages { TimeLimit = new TimeSpan(ticks), Expand = _ => "a person" };
        await using var pipeline = PipelineFixture.Pipeline(stages.Stages());
        var results = await pipeline
            .AnnotateAsync(Enumerable.Range(0, 4).Select(PipelineFixture.Post).ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.All(results, r => Assert.True(r.Succeeded, r.AllFaults().FirstOrDefault()?.Message));
        Assert.All(results, r => Assert.Equal(2, r.Entities.Count));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void StagesOwnLimit_ThatIsNone_IsRefusedWhereTheStageIsPutToUse(int seconds)
    {
        using var stages = new ScriptedStages { TimeLimit = TimeSpan.FromSeconds(seconds) };
        Assert.Equal(
            $"ScriptedStages cannot serve recognition: its TimeLimit is {stages.TimeLimit}, and must be above zero, infinite or null.",
            Assert.Throws<RivegException>(stages.Stages).Message);
    }

    [Fact]
    public async Task PictureSourceThatHangs_CostsThePicture()
    {
        using var stages = new ScriptedStages();
        using var source = new HangingSource();
        await using var pipeline = PipelineFixture.Pipeline(stages.Stages(), new PipelineOptions { StageTimeLimit = Short });
        var result = await pipeline.AnnotateAsync(PipelineFixture.Post(1) with { Image = source }, TestContext.Current.CancellationToken);
        Assert.Contains("The stage image has not answered within 0.1 s", result.Image!.Fault?.Message, StringComparison.Ordinal);
        Assert.Equal(2, result.Entities.Count);
        source.Open();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Cancellation_OfAStageThatDoesNotListen_EndsTheCall(bool hasLimit)
    {
        var never = new TaskCompletionSource<IReadOnlyList<Mention>?>();
        using var stages = new ScriptedStages { Recognize = (_, _) => never.Task };
        var options = new PipelineOptions { StageTimeLimit = hasLimit ? TimeSpan.FromMinutes(5) : Timeout.InfiniteTimeSpan };
        await using var pipeline = PipelineFixture.Pipeline(stages.Stages(), options);
        using var cancelled = new CancellationTokenSource(Short);

        var annotating = pipeline.AnnotateAsync(PipelineFixture.Post(1), cancelled.Token);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => annotating.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken));
        Assert.True(cancelled.IsCancellationRequested);
        never.SetResult([]);
    }

    private static async Task<AnnotationResult> AnnotateAsync(ScriptedStages stages, PipelineOptions options)
    {
        await using var pipeline = PipelineFixture.Pipeline(stages.Stages(), options);
        return await pipeline.AnnotateAsync(PipelineFixture.Post(1), TestContext.Current.CancellationToken);
    }

    private sealed class HangingSource : ImageSource, IDisposable
    {
        private readonly ManualResetEventSlim gate = new();

        public override string Name => "slow.png";

        public override long? GetLength()
        {
            gate.Wait();
            throw new IOException("too late");
        }

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken = default) => new(Stream.Null);

        public void Open() => gate.Set();

        public void Dispose() => gate.Dispose();
    }
}
