using CsCheck;
using Riveg.Grounding;
using Riveg.Observation;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Tests.Pipeline;

public sealed class RivegPipelineTests
{
    [Fact]
    public async Task AnnotateAsync_OnePost_GoesThroughAllStages()
    {
        using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages(entailment: m => m.Text == "Bob" ? 0.1 : 0.9));
        var result = await pipeline.AnnotateAsync(PipelineFixture.Post(1), TestContext.Current.CancellationToken);
        Assert.Equal(["Alice", "Bob"], result.Entities.Select(e => e.Text));
        Assert.Equal([1, 0], result.Entities.Select(e => e.Regions.Count));
        Assert.Equal(RegionUnit.Relative, result.Entities[0].Regions[0].Unit);
        Assert.Equal(["recognition", "entailment", "grounding"], result.Provenance!.Stages.Keys);
    }

    [Fact]
    public void AnnotateAsync_AnyStream_GivesOneResultForEachPostInOrder() =>
        (from count in Gen.Int[0, 60]
         from batch in Gen.Int[1, 9]
         from inFlight in Gen.Int[1, 5]
         select (count, batch, inFlight)).Sample(
            c =>
            {
                var random = new Random(c.count);
                using var pipeline = PipelineFixture.Pipeline(
                    PipelineFixture.Stages(async (_, token) => await Task.Delay(random.Next(3), token)),
                    new PipelineOptions { BatchSize = c.batch, MaxBatchesInFlight = c.inFlight });
                var ids = RunAsync(pipeline, Posts(c.count)).GetAwaiter().GetResult().Select(r => r.PostId);
                return ids.SequenceEqual(Enumerable.Range(0, c.count).Select(i => i.ToString()));
            },
            iter: 30);

    [Fact]
    public async Task AnnotateAsync_WithBadPosts_GivesTheirErrorsAndGoesOn()
    {
        using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages(
            (post, _) => post.Post.Id == "3" ? throw new InvalidOperationException("no\nthanks") : ValueTask.CompletedTask));
        Post[] posts =
        [
            PipelineFixture.Post(0),
            new Post { Id = "empty", Text = "  " },
            new Post { Id = "half", Text = "a\ud800b" },
            PipelineFixture.Post(3),
            new Post { Id = "unread", Text = "", ReadError = "posts.jsonl:5: not JSON" },
            new Post { Id = "no picture", Text = "Bob", Image = ImageSource.FromFile("/does/not/exist.png") },
            new Post { Id = "long", Text = new string('x', 50_001) },
            PipelineFixture.Post(7),
        ];
        var results = await RunAsync(pipeline, posts.ToAsyncEnumerable());
        Assert.Equal(posts.Select(p => p.Id), results.Select(r => r.PostId));
        Assert.Equal([null, "input", "input", "recognition", "input", null, "input", null], results.Select(r => r.Error?.Stage));
        Assert.Equal("no thanks", results[3].Error!.Message);
        Assert.All(results.Where(r => r.Error is not null), r => Assert.Empty(r.Entities));
        Assert.Equal("There is no picture /does/not/exist.png; check the path, and the folder of the pictures.", results[5].Image!.Fault?.Message);
        Assert.Equal(["Bob"], results[5].Entities.Select(e => e.Text));
        Assert.Equal([true, false, false, false, false, false, false, true], results.Select(r => r.Succeeded));
    }

    [Fact]
    public async Task AnnotateAsync_StageAnswersAPart_KeepsTheAnswersItHas()
    {
        var calls = 0;
        using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages((post, _) =>
        {
            calls++;
            return post.Post.Id == "1" ? throw new TimeoutException("too slow") : ValueTask.CompletedTask;
        }));
        var results = await RunAsync(pipeline, Posts(3));
        Assert.Equal((3, "too slow"), (calls, results[1].Error!.Message));
        Assert.True(results[0].Succeeded && results[2].Succeeded);
    }

    [Fact]
    public async Task AnnotateAsync_ConsumerStops_ReadsOnlyALittleAhead()
    {
        using var pipeline = PipelineFixture.Pipeline(
            PipelineFixture.Stages(), new PipelineOptions { BatchSize = 2, MaxBatchesInFlight = 2 });
        var read = 0;
        await foreach (var result in pipeline.AnnotateAsync(Counted(), TestContext.Current.CancellationToken))
        {
            if (result.PostId == "5")
            {
                break;
            }
        }

        Assert.InRange(read, 6, 30);

        async IAsyncEnumerable<Post> Counted()
        {
            for (var i = 0; i < 1_000_000; i++)
            {
                read++;
                if (i % 3 == 0)
                {
                    await Task.Yield();
                }

                yield return PipelineFixture.Post(i);
            }
        }
    }

    [Fact]
    public async Task AnnotateAsync_SourceFails_GivesTheResultsBeforeAndThenItsException()
    {
        using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages());
        var results = new List<AnnotationResult>();
        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await foreach (var result in pipeline.AnnotateAsync(Failing(), TestContext.Current.CancellationToken))
            {
                results.Add(result);
            }
        });
        Assert.Equal(10, results.Count);

        static async IAsyncEnumerable<Post> Failing()
        {
            for (var i = 0; i < 10; i++)
            {
                await Task.Yield();
                yield return PipelineFixture.Post(i);
            }

            throw new InvalidDataException("the file ends here");
        }
    }

    [Fact]
    public async Task AnnotateAsync_Cancelled_Stops()
    {
        using var cancel = new CancellationTokenSource();
        using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages(async (_, token) =>
        {
            await cancel.CancelAsync();
            await Task.Delay(Timeout.Infinite, token);
        }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (var _ in pipeline.AnnotateAsync(Posts(100), cancel.Token))
            {
            }
        });
    }

    [Fact]
    public async Task AnnotateAsync_PausingStream_DoesNotWaitForAFullBatch()
    {
        var gate = new TaskCompletionSource();
        using var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages(), new PipelineOptions { BatchSize = 8 });
        await using var results = pipeline.AnnotateAsync(Pausing(), TestContext.Current.CancellationToken)
            .GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await results.MoveNextAsync());
        gate.SetResult();
        Assert.True(await results.MoveNextAsync());

        async IAsyncEnumerable<Post> Pausing()
        {
            yield return PipelineFixture.Post(0);
            await gate.Task;
            yield return PipelineFixture.Post(1);
        }
    }

    [Fact]
    public void Constructor_WrongOptions_NamesAllFaults()
    {
        var exception = Assert.Throws<ArgumentException>(() => PipelineFixture.Pipeline(
            PipelineFixture.Stages(),
            new PipelineOptions { BatchSize = 0, MaxBatchesInFlight = 2000, PostLimits = new PostLimits { MaxTextLength = 0 } }));
        Assert.Equal(
            "The pipeline's options are wrong: BatchSize is 0, must be 1 to 1024; MaxBatchesInFlight is 2000, must be 1 to 1024; "
            + "PostLimits.MaxTextLength is 0, must be at least 1.",
            exception.Message);
    }

    [Fact]
    public void Build_StageThatSaysNothingOfItself_IsRefusedByName()
    {
        var builder = RivegPipeline.CreateBuilder().UseCaptioner(new Nobody());
        Assert.Contains(
            "Nobody cannot serve captions: its Info is null.",
            Assert.ThrowsAny<Exception>(builder.Build).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task AnnotateAsync_AfterDispose_NamesThePipeline()
    {
        var pipeline = PipelineFixture.Pipeline(PipelineFixture.Stages());
        await pipeline.DisposeAsync();
        var exception = await Assert.ThrowsAsync<ObjectDisposedException>(
            () => pipeline.AnnotateAsync(PipelineFixture.Post(1), TestContext.Current.CancellationToken));
        Assert.Equal("Riveg.RivegPipeline", exception.ObjectName);
    }

    [Fact]
    public void EntailmentThreshold_OutOfRange_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new EntailmentThreshold(1.5));

    private sealed class Nobody : IImageCaptioner
    {
        public StageInfo Info => null!;

        public ValueTask<IReadOnlyList<Answer<string?>>> AnswerAsync(
            IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default) => throw new NotSupportedException();
    }

    private static IAsyncEnumerable<Post> Posts(int count) => Enumerable.Range(0, count).Select(PipelineFixture.Post).ToAsyncEnumerable();

    private static async Task<List<AnnotationResult>> RunAsync(RivegPipeline pipeline, IAsyncEnumerable<Post> posts)
    {
        var results = new List<AnnotationResult>();
        await foreach (var result in pipeline.AnnotateAsync(posts))
        {
            results.Add(result);
        }

        return results;
    }
}
