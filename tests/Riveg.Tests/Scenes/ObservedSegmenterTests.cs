using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Scenes;

namespace Riveg.Tests.Scenes;

public sealed class ObservedSegmenterTests
{
    private static readonly Box Place = new(40, 30, 160, 130);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task ObservedSegmenter_KeepsTheContract() =>
        StageConformance.Of(new ObservedSegmenter(), new ConformanceOptions { ManyMentions = 20 }).VerifyAsync(Token);

    [Fact]
    public async Task AnswerAsync_NothingObserved_IsTheEllipseWhereColoursSayNothing() =>
        Assert.InRange((await Run()).Area / Place.Area, 0.76, 0.81);

    [Theory]
    [InlineData("refrigerator", 0.9, 0.95)]
    [InlineData("pizza", 0.82, 0.86)]
    [InlineData("bicycle", 0.59, 0.66)]
    [InlineData("unicorn", 0.76, 0.81)]
    public async Task AnswerAsync_ThingInTheBox_StartsAtItsShape(string label, double least, double most) =>
        Assert.InRange((await Run(Seen(label, Place))).Area / Place.Area, least, most);

    [Fact]
    public async Task AnswerAsync_ThingElsewhere_SaysNothingOfTheBox() =>
        Assert.Equal(await Run(), await Run(Seen("refrigerator", new Box(165, 30, 199, 90))));

    [Fact]
    public async Task AnswerAsync_PersonWithAFace_LeavesOutWhatIsBesideTheHead()
    {
        var person = Seen("person", Place);
        var face = new PictureObservation(ObservationKind.Face, "face", "f") { Box = new Box(62, 40, 82, 66), Score = 0.9 };
        var (without, with) = (await Run(person), await Run(person, face));
        Assert.True(IsIn(without, 110, 50));
        Assert.False(IsIn(with, 110, 50));
        Assert.True(IsIn(with, 72, 53));
        Assert.True(IsIn(with, 80, 100));
    }

    [Fact]
    public async Task AnswerAsync_SmallerThingOverTheBox_IsNotTheBoxsOwn()
    {
        var over = Seen("cat", new Box(110, 50, 156, 110));
        Assert.True(IsIn(await Run(), 138, 80));
        Assert.False(IsIn(await Run(over), 138, 80));
        Assert.True(IsIn(await Run(over), 80, 80));
        Assert.Equal(await Run(), await Run(over with { Score = 0.1 }));
    }

    private static PictureObservation Seen(string label, Box box) => new(ObservationKind.Object, label, "d") { Box = box, Score = 0.9 };

    private static bool IsIn(Mask mask, int x, int y) => mask.ToPixels()[(y * mask.Width) + x] != 0;

    // One colour everywhere: only the shape can tell.
    private static async Task<Mask> Run(params PictureObservation[] observations)
    {
        var post = new PostContext
        {
            Post = new Post { Id = "1", Text = "It" },
            Image = new RgbImage(200, 160, [.. Enumerable.Repeat((byte)90, 200 * 160 * 3)]),
            Observations = observations,
            Mentions = [new MentionContext(new Mention(new TextSpan(0, 2), EntityType.Other)) { Regions = [new Region(Place, 0.9)] }],
        };
        return (await new ObservedSegmenter().AnswerAsync([post], Token))[0].Value![0].Value![0];
    }
}
