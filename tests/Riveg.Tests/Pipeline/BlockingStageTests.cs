using Riveg.Pipeline;
using Riveg.Posts;

namespace Riveg.Tests.Pipeline;

/// <summary>
/// Stages, picture sources and streams may work without ever waiting; the caller and whoever cancels do not wait for them.
/// </summary>
public sealed class BlockingStageTests
{
    private static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(12);

    public static TheoryData<string, bool, bool> Calls =>
    [
        .. from place in new[] { "recognition", "entailment", "length", "open" }
           from hasLimit in new[] { true, false }
           from isStream in new[] { true, false }
           select (place, hasLimit, isStream),
    ];

    [Theory]
    [InlineData("recognition")]
    [InlineData("entailment")]
    [InlineData("length")]
    [InlineData("open")]
    public async Task AnnotateAsync_OnePost_ReturnsBeforeItsWorkIsDone(string where)
    {
        using var gate = new ManualResetEventSlim();
        var wasOpened = false;
        void Block() => wasOpened = gate.Wait(TimeSpan.FromSeconds(5));
        using var stages = Blocking(where, Block);
        using var pipeline = PipelineFixture.Pipeline(stages.Stages());
        Task<AnnotationResult>? annotating = null;

        // A thread without a host's context, as that of a console.
        var caller = new Thread(() =>
        {
            annotating = pipeline.AnnotateAsync(PostFor(where, Block), CancellationToken.None);
            gate.Set();
        });
        caller.Start();
        caller.Join();
        await annotating!.WaitAsync(Long, TestContext.Current.CancellationToken);
        Assert.True(wasOpened, "the caller waited for the stage");
    }

    [Theory]
    [MemberData(nameof(Calls))]
    public async Task Cancellation_OfABlockingStage_EndsTheCall(string where, bool hasLimit, bool isStream)
    {
        using var gate = new ManualResetEventSlim();
        using var began = new SemaphoreSlim(0);
        void Block()
        {
            began.Release();
            gate.Wait(Long);
        }

        using var stages = Blocking(where, Block);
        var options = new PipelineOptions { StageTimeLimit = hasLimit ? TimeSpan.FromMinutes(5) : Timeout.InfiniteTimeSpan };
        await using var pipeline = PipelineFixture.Pipeline(stages.Stages(), options);
        using var cancel = new CancellationTokenSource();
        var post = PostFor(where, Block);
        var annotating = Task.Run(
            async () => isStream
                ? await pipeline.AnnotateAsync(new[] { post }.ToAsyncEnumerable(), cancel.Token).CountAsync(CancellationToken.None)
                : (await pipeline.AnnotateAsync(post, cancel.Token)).Entities.Count,
            CancellationToken.None);
        await began.WaitAsync(TestContext.Current.CancellationToken);
        await cancel.CancelAsync();
        try
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                () => annotating.WaitAsync(Soon, TestContext.Current.CancellationToken));
        }
        finally
        {
            gate.Set();
        }
    }

    [Fact]
    public async Task Cancellation_WhileTheStreamOfPostsBlocks_EndsTheRun()
    {
        using var gate = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        await using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages(), new PipelineOptions { BatchSize = 1 });
        var run = Task.Run(
            async () =>
            {
                await foreach (var _ in pipeline.AnnotateAsync(Blocking(), cancel.Token))
                {
                    await cancel.CancelAsync();
                }
            },
            CancellationToken.None);
        try
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run.WaitAsync(Soon, TestContext.Current.CancellationToken));
        }
        finally
        {
            gate.Set();
        }

        async IAsyncEnumerable<Post> Blocking()
        {
            await Task.CompletedTask;
            yield return PipelineFixture.Post(0);
            yield return PipelineFixture.Post(1);
            gate.Wait(Long);
        }
    }

    [Fact]
    public async Task Break_WhileAStageBlocks_WaitsForIt()
    {
        using var second = new SemaphoreSlim(0);
        using var stages = new ScriptedStages
        {
            Recognize = (post, _) =>
            {
                if (post.Post.Id == "1")
                {
                    second.Release();
                    Thread.Sleep(2500);
                }

                return Task.FromResult<IReadOnlyList<Mention>?>([]);
            },
        };
        using var pipeline = PipelineFixture.Pipeline(stages.Stages(), new PipelineOptions { BatchSize = 1, MaxBatchesInFlight = 2 });
        var posts = Enumerable.Range(0, 5).Select(PipelineFixture.Post).ToAsyncEnumerable();
        await foreach (var _ in pipeline.AnnotateAsync(posts, TestContext.Current.CancellationToken))
        {
            await second.WaitAsync(TestContext.Current.CancellationToken);
            break;
        }

        stages.Dispose();
        Assert.Equal(0, stages.UsesAfterDisposal);
    }

    private static ScriptedStages Blocking(string where, Action block) => new()
    {
        Recognize = (post, _) =>
        {
            if (where == "recognition")
            {
                block();
            }

            return Task.FromResult<IReadOnlyList<Mention>?>(PipelineFixture.Capitals(post.Text));
        },
        Entail = _ =>
        {
            if (where == "entailment")
            {
                block();
            }

            return new(0.9);
        },
    };

    private static Post PostFor(string where, Action block) => PipelineFixture.Post(1) with
    {
        Text = "Alice sings",
        Image = where is "length" or "open" ? new BlockingSource(where, block) : ImageSource.Unseen("1.jpg"),
    };

    private sealed class BlockingSource(string where, Action block) : ImageSource
    {
        public override string Name => "slow.png";

        public override long? GetLength()
        {
            if (where == "length")
            {
                block();
            }

            return null;
        }

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken = default)
        {
            if (where == "open")
            {
                block();
            }

            return new(Stream.Null);
        }
    }
}
