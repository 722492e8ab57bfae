using Riveg.Evidence;
using Riveg.Grounding;
using Riveg.Onnx.Grounding;
using Riveg.Onnx.Observation;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Grounding;

public sealed class FaceAnchoredGrounderTests
{
    private static readonly Box InnerBox = new(1, 2, 3, 4);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [SharedFact]
    public async Task GroundAsync_OnePerson_GetsABoxAroundTheVisibleBody()
    {
        var grounder = Open(out _);

        var regions = await grounder.EachAsync(Context(Astronaut(), "Eileen Collins", ("Eileen Collins", EntityType.Person)), Cancel);

        var region = Assert.Single(Assert.Single(regions).Regions);
        Assert.True(region.Box.IntersectionOverUnion(new Box(30, 0, 440, 512)) > 0.6, region.ToString());
        Assert.InRange(region.Score, 0.5, 1);
    }

    [SharedFact]
    public async Task GroundAsync_TwoPersonsAndAPlace_PersonsFromLeftToRightAndThePlaceInside()
    {
        var grounder = Open(out var inner);
        var picture = SideBySide(Astronaut(), Astronaut());

        var regions = await grounder.EachAsync(
            Context(picture, "Ann met Bob in Rome", ("Ann", EntityType.Person), ("Bob", EntityType.Person), ("Rome", EntityType.Location)),
            Cancel);

        Assert.InRange(Assert.Single(regions[0].Regions).Box.X1, 200, 600);
        Assert.InRange(Assert.Single(regions[1].Regions).Box.X0, 450, 800);
        Assert.Equal(InnerBox, Assert.Single(regions[2].Regions).Box);
        Assert.Equal(["Rome"], inner.Asked);
    }

    [SharedFact]
    public async Task GroundAsync_TheSameNameTwice_SharesTheFace()
    {
        var grounder = Open(out var inner);

        var regions = await grounder.EachAsync(
            Context(Astronaut(), "Ann is ANN", ("Ann", EntityType.Person), ("ANN", EntityType.Person)), Cancel);

        Assert.Equal(regions[0].Regions, regions[1].Regions);
        Assert.Empty(inner.Asked);
    }

    [SharedFact]
    public async Task GroundAsync_MorePersonsThanFaces_TheLastGoInside()
    {
        var grounder = Open(out var inner);

        await grounder.EachAsync(Context(Astronaut(), "Ann and Bob", ("Ann", EntityType.Person), ("Bob", EntityType.Person)), Cancel);

        Assert.Equal(["Bob"], inner.Asked);
    }

    [SharedFact]
    public async Task GroundAsync_NoPicture_GoesInside()
    {
        var grounder = Open(out var inner);

        await grounder.EachAsync(Context(null, "Ann", ("Ann", EntityType.Person)), Cancel);

        Assert.Equal(["Ann"], inner.Asked);
    }

    [Fact]
    public void Around_FaceAtTheEdge_StaysInside() =>
        Assert.Equal(new Box(
            0, 0, 31, 100), PersonShape.TwitterGmner.Around(new Box(0, 0, 14.761904761904763, 40), new ImageSize(100, 100)) is var box
            ? box with { X1 = Math.Round(box.X1, 6) }
            : default);

    private static RgbImage Astronaut() => TestPictures.Load(SharedFolder.Resolve("images", "astronaut.png"));

    private static RgbImage SideBySide(RgbImage left, RgbImage right)
    {
        var pixels = new byte[(left.Width + right.Width) * left.Height * 3];
        for (var y = 0; y < left.Height; y++)
        {
            var row = pixels.AsSpan(y * (left.Width + right.Width) * 3);
            left.Row(y).CopyTo(row);
            right.Row(y).CopyTo(row[(left.Width * 3)..]);
        }

        return new RgbImage(left.Width + right.Width, left.Height, pixels);
    }

    private static FaceAnchoredGrounder Open(out RecordingGrounder inner)
    {
        inner = new RecordingGrounder();
        return new FaceAnchoredGrounder(inner);
    }

    private static PostContext Context(RgbImage? image, string text, params (string Surface, EntityType Type)[] mentions) => new()
    {
        Post = new Post { Id = "1", Text = text },
        Image = image,
        Observations = image is null ? [] : Faces(image),
        Mentions =
        [
            .. mentions.Select(m =>
            {
                var start = text.IndexOf(m.Surface, StringComparison.Ordinal);
                return new MentionContext(new Mention(new TextSpan(start, start + m.Surface.Length), m.Type));
            }),
        ],
    };

    private static IReadOnlyList<PictureObservation> Faces(RgbImage image)
    {
        var detector = UltraFaceDetector.Open(
            SharedFolder.Resolve("models", "ultraface", "version-RFB-640.onnx"), new OnnxSessionOptions { Threads = 1 });
        using var observer = new FaceObserver(detector, ownsDetector: true);
        var seen = observer.OneAsync(new PostContext { Post = new Post { Id = "1", Text = "a" }, Image = image }).GetAwaiter().GetResult();
        Assert.All(seen, o => Assert.Equal((ObservationKind.Face, "face", "ultraface"), (o.Kind, o.Text, o.Source)));
        return seen;
    }

    private sealed class RecordingGrounder() : MentionStage<GroundingAnswer>("recording"), IVisualGrounder
    {
        public List<string> Asked { get; } = [];

        protected override ValueTask<GroundingAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken)
        {
            Asked.Add(mention.Text);
            return ValueTask.FromResult(new GroundingAnswer([new Region(InnerBox, 0.1)]));
        }
    }
}
