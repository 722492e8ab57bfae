using Riveg.Pipeline;
using Riveg.Posts;

namespace Riveg.Tests.Pipeline;

/// <summary>However a run ends, nothing uses a stage after its disposal.</summary>
public sealed class DisposalTests
{
    private const int Times = 200;

    [Fact]
    public async Task Break_OutOfTheStream_LeavesNoStageAtWork()
    {
        for (var i = 0; i < Times; i++)
        {
            var stages = Busy(i);
            using var pipeline = PipelineFixture.Pipeline(stages.Stages(), new PipelineOptions { BatchSize = 2, MaxBatchesInFlight = 3 });
            await foreach (var _ in pipeline.AnnotateAsync(Endless(), TestContext.Current.CancellationToken))
            {
                break;
            }

            stages.Dispose();
            await Task.Yield();
            Assert.Equal(0, stages.UsesAfterDisposal);
        }
    }

    [Fact]
    public async Task Dispose_DuringARun_EndsItAndWaitsForItsStages()
    {
        for (var i = 0; i < Times; i++)
        {
            var stages = Busy(i);
            var pipeline = PipelineFixture.Pipeline(
                stages.Stages(), new PipelineOptions { BatchSize = 2, MaxBatchesInFlight = 3 }, owned: [stages]);
            var began = new TaskCompletionSource();
            var run = Task.Run(
                async () =>
                {
                    await foreach (var _ in pipeline.AnnotateAsync(Endless(), TestContext.Current.CancellationToken))
                    {
                        began.TrySetResult();
                    }
                },
                TestContext.Current.CancellationToken);
            await began.Task;
            if (i % 2 == 0)
            {
                pipeline.Dispose();
            }
            else
            {
                await pipeline.DisposeAsync();
            }

            await Assert.ThrowsAsync<ObjectDisposedException>(() => run);
            Assert.Equal(0, stages.UsesAfterDisposal);
        }
    }

    [Fact]
    public async Task Cancel_DuringARun_ThenDispose_LeavesNoStageAtWork()
    {
        for (var i = 0; i < Times; i++)
        {
            var stages = Busy(i);
            using var cancel = new CancellationTokenSource();
            using (var pipeline = PipelineFixture.Pipeline(
                stages.Stages(), new PipelineOptions { BatchSize = 2, MaxBatchesInFlight = 3 }, owned: [stages]))
            {
                await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
                {
                    await foreach (var _ in pipeline.AnnotateAsync(Endless(), cancel.Token))
                    {
                        await cancel.CancelAsync();
                    }
                });
            }

            Assert.Equal(0, stages.UsesAfterDisposal);
        }
    }

    [Fact]
    public async Task AnnotateAsync_TokenThatIsCancelledAlready_LosesNoPostInSilence()
    {
        using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages());
        var posts = Enumerable.Range(0, 3).Select(PipelineFixture.Post).ToList();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await pipeline.AnnotateAsync(
            posts.ToAsyncEnumerable(),
            new CancellationToken(canceled: true)).CountAsync(TestContext.Current.CancellationToken));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => pipeline.AnnotateAsync(posts[0], new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task AnnotateAsync_AfterDispose_IsRefused()
    {
        var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages());
        pipeline.Dispose();
        pipeline.Dispose();
        await Assert.ThrowsAsync<ObjectDisposedException>(
            () => pipeline.AnnotateAsync(PipelineFixture.Post(1), TestContext.Current.CancellationToken));
        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await pipeline.AnnotateAsync(
            Endless(),
            TestContext.Current.CancellationToken).FirstAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Cancel_WhileTheSourceWaitsAndDoesNotListen_EndsTheRun()
    {
        var never = new TaskCompletionSource();
        using var cancel = new CancellationTokenSource();
        using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages());
        var run = Task.Run(
            async () =>
            {
                await foreach (var _ in pipeline.AnnotateAsync(Deaf(), cancel.Token))
                {
                    await cancel.CancelAsync();
                }
            },
            TestContext.Current.CancellationToken);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => run.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken));
        never.SetResult();

        async IAsyncEnumerable<Post> Deaf()
        {
            yield return PipelineFixture.Post(0);
            await never.Task;
        }
    }

    // A stage that is at work most of the time and takes a moment to notice that it is stopped.
    private static ScriptedStages Busy(int seed)
    {
        var random = new Random(seed);
        return new ScriptedStages
        {
            Recognize = async (_, _) =>
            {
                await Task.Delay(random.Next(2), CancellationToken.None);
                return [];
            },
        };
    }

    private static async IAsyncEnumerable<Post> Endless()
    {
        for (var i = 0; ; i++)
        {
            if (i % 5 == 0)
            {
                await Task.Yield();
            }

            yield return PipelineFixture.Post(i);
        }
    }
}
