using System.Globalization;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Posts;

namespace Riveg.Tests.Pipeline;

/// <summary>A picture is read as a stage is run: what is wrong with it costs the picture, not the names.</summary>
public sealed class PictureStageTests
{
    [Fact]
    public async Task AnnotateAsync_PostWithoutAPicture_HasNoEntityInThePictureAndAsksNobody()
    {
        using var stages = new ScriptedStages();
        var result = await AnnotateAsync(stages, new Post { Id = "1", Text = "Alice meets Bob", Captions = ["two people"] });
        Assert.All(result.Entities, e => Assert.Equal((0, null), (e.Regions.Count, e.Entailment)));
        Assert.All(result.Entities, e => Assert.Equal(EntityPresence.NotInPicture, e.Presence));
        Assert.Equal((0, true, PictureUse.None), (stages.EntailmentCalls, result.Succeeded, result.Provenance!.Picture));
    }

    [Fact]
    public async Task AnnotateAsync_PictureThatCannotBeSeen_IsGuessedAboutAndSaysSo()
    {
        using var stages = new ScriptedStages();
        var result = await AnnotateAsync(stages, new Post { Id = "1", Text = "Alice meets Bob", Image = ImageSource.Unseen("1.jpg") });
        Assert.All(result.Entities, e => Assert.Single(e.Regions));
        Assert.Equal(new AnnotatedImage("1.jpg", null) { Unseen = true }, result.Image);
        Assert.Equal((true, PictureUse.Unseen), (result.Succeeded, result.Provenance!.Picture));
    }

    [Fact]
    public async Task AnnotateAsync_OwnSourceThatThrows_CostsThePictureOnly()
    {
        using var stages = new ScriptedStages();
        var result = await AnnotateAsync(stages, new Post { Id = "1", Text = "Alice meets Bob", Image = new FailingSource() });
        Assert.Contains("connection refused", result.Image!.Fault!.Message, StringComparison.Ordinal);
        Assert.NotNull(result.Image.Fault.Cause);
        Assert.Same(result.Image.Fault, Assert.Single(result.AllFaults()));
        Assert.Equal(["Alice", "Bob"], result.Entities.Select(e => e.Text));
        Assert.All(result.Entities, e => Assert.Equal(EntityPresence.NotJudged, e.Presence));
        Assert.Equal((0, false, PictureUse.Unreadable), (stages.EntailmentCalls, result.Succeeded, result.Provenance!.Picture));
        Assert.Equal(["image"], result.AllFaults().Select(f => f.Stage));
    }

    [Theory]
    [InlineData("a\0b.png")]
    [InlineData("/does/not/exist.png")]
    [InlineData("/")]
    [InlineData("/dev/zero")]
    public async Task AnnotateAsync_PathThatIsNoPicture_CostsThePictureOnly(string path)
    {
        using var stages = new ScriptedStages();
        var result = await AnnotateAsync(stages, new Post { Id = "1", Text = "Alice meets Bob", Image = ImageSource.FromFile(path) });
        Assert.NotNull(result.Image!.Fault);
        Assert.Null(result.Error);
        Assert.Equal(2, result.Entities.Count);
    }

    [Fact]
    public async Task AnnotateAsync_PictureIsReleased_AsSoonAsNoStageNeedsIt()
    {
        // Room for one picture at a time: the second can only be decoded when the first was let go.
        using var stages = new ScriptedStages { Entail = m => new(m.Post.Image is { } image && image.Width == 8 ? 0.9 : 0.1) };
        using var pipeline = PipelineFixture.Pipeline(stages.Stages(), new PipelineOptions { MaxPixelsInFlight = 50, BatchSize = 8 });
        var posts = Enumerable.Range(0, 40)
            .Select(i => new Post { Id = $"{i}", Text = "Alice", Image = StageFaultTests.Picture(8, i % 7 == 0 ? 20 : 6) });
        var results = new List<AnnotationResult>();
        await foreach (var result in pipeline.AnnotateAsync(posts.ToAsyncEnumerable(), TestContext.Current.CancellationToken))
        {
            results.Add(result);
        }

        Assert.Equal(Enumerable.Range(0, 40).Select(i => $"{i}"), results.Select(r => r.PostId));
        Assert.All(results, r => Assert.True(r.Succeeded));
        Assert.All(results, r => Assert.Single(r.Entities[0].Regions));
    }

    [Theory]
    [InlineData(8, 8)]
    [InlineData(20, 32)]
    public async Task AnnotateAsync_PicturesOfOneBatch_AreFetchedAtOnceAndInOrder(int count, int batchSize)
    {
        var (open, most) = (0, 0);
        using var stages = new ScriptedStages { Entail = m => new(m.Post.Image!.Height / 100.0) };
        using var pipeline = PipelineFixture.Pipeline(
            stages.Stages(), new PipelineOptions { BatchSize = batchSize, MaxBatchesInFlight = 1 });
        var posts = Enumerable.Range(0, count).Select(i => new Post
        {
            Id = $"{i}",
            Text = "Alice",
            Image = ImageSource.From($"{i}.png", async token =>
            {
                most = Math.Max(most, Interlocked.Increment(ref open));
                await Task.Delay(150 + ((i * 37) % 100), token);
                Interlocked.Decrement(ref open);
                return await StageFaultTests.Picture(8, 60 + i).OpenReadAsync(token);
            }),
        });
        var results = await pipeline.AnnotateAsync(posts.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.Equal(Enumerable.Range(0, count).Select(i => $"{i}"), results.Select(r => r.PostId));
        Assert.All(results, (r, i) => Assert.Equal(60 + i, r.Image!.Size!.Value.Height));
        Assert.All(results, (r, i) => Assert.Equal((60 + i) / 100.0, r.Entities[0].Entailment));
        Assert.InRange(most, 4, 8);
    }

    [Fact]
    public async Task AnnotateAsync_PicturesAboveTheBudget_AreNotFetchedAhead()
    {
        var (fetched, most) = (0, 0);
        using var stages = new ScriptedStages
        {
            Entail = m =>
            {
                most = Math.Max(most, fetched - int.Parse(m.Post.Post.Id, CultureInfo.InvariantCulture));
                return new(0.9);
            },
        };
        using var pipeline = PipelineFixture.Pipeline(
            stages.Stages(), new PipelineOptions { BatchSize = 64, MaxBatchesInFlight = 1, MaxPixelsInFlight = 50 });
        var posts = Enumerable.Range(0, 64).Select(i => new Post
        {
            Id = $"{i}",
            Text = "Alice",
            Image = ImageSource.From($"{i}.png", token =>
            {
                Interlocked.Increment(ref fetched);
                return StageFaultTests.Picture(8, 6).OpenReadAsync(token);
            }),
        });
        var results = await pipeline.AnnotateAsync(posts.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .ToListAsync(TestContext.Current.CancellationToken);
        Assert.All(results, r => Assert.True(r.Succeeded));
        Assert.InRange(most, 1, 9);
    }

    [Fact]
    public async Task AnnotateAsync_RunThatEnds_LeavesNoPictureBeingFetched()
    {
        var (begun, ended) = (0, 0);
        using var stages = new ScriptedStages
        {
            Recognize = (_, _) => throw new StageUnavailableException("The budget is used up."),
        };
        using var pipeline = PipelineFixture.Pipeline(stages.Stages(), new PipelineOptions { MaxPixelsInFlight = 50 });
        var posts = Enumerable.Range(0, 8).Select(i => new Post
        {
            Id = $"{i}",
            Text = "Alice",
            Image = ImageSource.From($"{i}.png", async token =>
            {
                Interlocked.Increment(ref begun);
                try
                {
                    await Task.Delay(i < 2 ? 1 : 20_000, token);
                    return await StageFaultTests.Picture(8, 6).OpenReadAsync(token);
                }
                finally
                {
                    Interlocked.Increment(ref ended);
                }
            }),
        });
        await Assert.ThrowsAsync<StageUnavailableException>(async () => await pipeline
            .AnnotateAsync(posts.ToAsyncEnumerable(), TestContext.Current.CancellationToken)
            .CountAsync(TestContext.Current.CancellationToken));
        Assert.Equal(begun, ended);
    }

    [Fact]
    public async Task AnnotateAsync_SourceThatGivesNoStream_SaysSo()
    {
        using var stages = new ScriptedStages();
        var source = ImageSource.From("https://example.org/1.jpg", _ => new((Stream)null!));
        var result = await AnnotateAsync(stages, new Post { Id = "1", Text = "Alice meets Bob", Image = source });
        Assert.Equal("The picture https://example.org/1.jpg cannot be read: it gave no stream (null).", result.Image!.Fault?.Message);
    }

    private static async Task<AnnotationResult> AnnotateAsync(ScriptedStages stages, Post post)
    {
        using var pipeline = PipelineFixture.Pipeline(stages.Stages());
        return await pipeline.AnnotateAsync(post, TestContext.Current.CancellationToken);
    }

    private sealed class FailingSource : ImageSource
    {
        public override string Name => "https://example.org/1.jpg";

        public override long? GetLength() => throw new HttpRequestException("connection refused");

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken = default) => throw new HttpRequestException("connection refused");
    }
}
