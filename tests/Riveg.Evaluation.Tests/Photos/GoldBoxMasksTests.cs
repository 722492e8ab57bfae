using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Photos;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Photos;

public sealed class GoldBoxMasksTests
{
    private const int Side = 40;
    private static readonly Box Box = new(10, 10, 30, 30);

    [Fact]
    public async Task Measure_MasksOfTheBoxes_AreComparedWithTheirOwnOutlines()
    {
        var post = Post(Filled(10, 10, 30, 20, Side), Box);
        Assert.True(GoldBoxMasks.HasAny(post));
        var (overlaps, faults) = await MeasureAsync(post, FakeSegmenter.Rectangles());
        Assert.Equal([0.5], overlaps);
        Assert.Empty(faults);
        Assert.Equal([0.5], GoldBoxMasks.OverlapsOfBoxes(post));
    }

    [Fact]
    public async Task Measure_OutlinesOfAnotherSize_AreComparedInTheirs()
    {
        // An annotation in a picture twice as large: neither its box nor its outline is in the pixels that are here.
        var post = Post(Filled(20, 20, 40, 40, 2 * Side), new Box(20, 20, 40, 40));
        var (overlaps, faults) = await MeasureAsync(post with { ImageSize = new ImageSize(2 * Side, 2 * Side) }, FakeSegmenter.Rectangles());
        Assert.Equal([1.0], overlaps);
        Assert.Empty(faults);
    }

    [Fact]
    public async Task Measure_ABoxWithoutItsOutline_IsNotAsked()
    {
        var segmenter = FakeSegmenter.Rectangles();
        var post = Post(Filled(10, 10, 30, 30, Side), Box, new Box(32, 32, 40, 40));
        Assert.Equal([1.0], (await MeasureAsync(post, segmenter)).Overlaps);
        Assert.Equal(1, segmenter.BoxesAsked);
        Assert.False(GoldBoxMasks.HasAny(Post(Filled(0, 0, 5, 5, Side), Box)));
    }

    [Fact]
    public async Task Measure_ASegmenterThatFails_CountsNothingForItsMasksAndSaysSo()
    {
        var failing = new FakeSegmenter((_, _) => throw new InvalidOperationException("out of ink"));
        var (overlaps, faults) = await MeasureAsync(Post(Filled(10, 10, 30, 20, Side), Box), failing);
        Assert.Equal([0.0], overlaps);
        Assert.Equal("out of ink", Assert.Single(faults).Message);
    }

    [Fact]
    public async Task Run_PostsWithAndWithoutPictures_TimesThoseThatAreSeen()
    {
        var seen = Post(Filled(10, 10, 30, 30, Side), Box);
        var unseen = seen with { Post = seen.Post with { Id = "2", Image = ImageSource.Unseen("2.png") } };
        var gold = new Dataset("test", "dev", [seen, unseen], []);
        using var pipeline = RivegPipeline.CreateBuilder().UseRecognizer(new GoldRecognizer(gold.Posts))
            .UseSegmenter(FakeSegmenter.Rectangles()).Build();
        var told = 0;
        var answers = await new PhotoRun(TimeProvider.System).AnswerAsync(
            pipeline, gold, (_, _) => told++, TestContext.Current.CancellationToken);
        Assert.Equal((2, 2), (answers.Count, told));
        Assert.Equal((true, false), (answers[0].Time is not null, answers[1].Time is not null));
        Assert.Equal([1.0], answers[0].MaskOverlaps);
        Assert.Empty(answers[1].MaskOverlaps);
    }

    private static async Task<(IReadOnlyList<double> Overlaps, IReadOnlyList<Faults.Fault> Faults)> MeasureAsync(
        GoldPost post, FakeSegmenter segmenter) =>
        await GoldBoxMasks.MeasureAsync(
            segmenter, post, new AnnotationResult { PostId = "1", Text = post.Post.Text }, TestContext.Current.CancellationToken);

    private static GoldPost Post(Mask mask, params Box[] boxes) => new()
    {
        Post = new Post { Id = "1", Text = "Ann sings", Image = DrawnPicture.Source(Side, Side) },
        ImageSize = new ImageSize(Side, Side),
        Entities = [Entity(mask) with { Boxes = boxes }],
    };

    private static GoldEntity Entity(Mask mask) => new()
    {
        Span = new TextSpan(0, 3),
        Type = EntityType.Person,
        Masks = [mask],
    };

    private static Mask Filled(int x0, int y0, int x1, int y1, int side)
    {
        var pixels = new byte[side * side];
        for (var y = y0; y < y1; y++)
        {
            pixels.AsSpan((y * side) + x0, x1 - x0).Fill(1);
        }

        return Mask.FromPixels(side, side, pixels);
    }
}
