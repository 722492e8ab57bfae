using CsCheck;
using Riveg.Builtin.Grounding;
using Riveg.Builtin.Learning;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Training;
using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Tests.Builtin.Grounding;

public sealed class LayoutPriorTests
{
    private static readonly Box Left = new(0.1, 0.2, 0.45, 0.9);
    private static readonly Box Right = new(0.55, 0.2, 0.9, 0.9);
    private static readonly Box Corner = new(0.7, 0.05, 0.95, 0.3);
    private static readonly LogisticRegression Fit = new() { L2 = 1, MinCount = 2 };
    private static readonly LayoutPrior Prior = Train(Drawn());

    [Fact]
    public async Task GroundAsync_DrawnDataSet_FindsTheObviousBoxes()
    {
        // Of two persons the first stands left; an organisation's logo is in the corner.
        var regions = await Ground(
            Context("Ann meets Bob at Acme", ("Ann", EntityType.Person), ("Bob", EntityType.Person), ("Acme", EntityType.Organization)));
        Assert.True(regions[0].Box.IntersectionOverUnion(Left) > 0.7, $"{regions[0].Box}");
        Assert.True(regions[1].Box.IntersectionOverUnion(Right) > 0.7, $"{regions[1].Box}");
        Assert.True(regions[2].Box.IntersectionOverUnion(Corner) > 0.7, $"{regions[2].Box}");
        Assert.All(regions, r => Assert.Equal(RegionUnit.Relative, r.Unit));
        Assert.All(regions, r => Assert.InRange(r.Score, 0.7, 1));
    }

    [Fact]
    public async Task GroundAsync_SameNameTwice_SharesItsRegion()
    {
        var regions = await Ground(
            Context("Ann meets ANN and Bob", ("Ann", EntityType.Person), ("ANN", EntityType.Person), ("Bob", EntityType.Person)));
        Assert.Equal(regions[0], regions[1]);
        Assert.NotEqual(regions[0].Box, regions[2].Box);
    }

    [Fact]
    public async Task GroundAsync_MoreEntitiesThanBoxes_GivesEachARegion()
    {
        string[] names = [.. Enumerable.Range(0, Prior.Boxes.Count + 3).Select(i => $"P{i}x")];
        var regions = await Ground(Context(string.Join(' ', names), [.. names.Select(n => (n, EntityType.Person))]));
        Assert.Equal(Prior.Boxes.Count, regions.Select(r => r.Box).Distinct().Count());
        Assert.All(regions, r => Assert.True(r.Box.IsProper));
    }

    [Fact]
    public async Task GroundAsync_PictureOfOneColour_LeavesTheBoxWhereThePriorHasIt()
    {
        var context = new PostContext(Context("Ann sings", ("Ann", EntityType.Person))) { Image = DrawnPictures.Draw(200, 100) };
        var region = Assert.Single(await Ground(context));
        Assert.Equal(RegionUnit.Pixels, region.Unit);
        Assert.Contains(Prior.Boxes, b => Box.FromRelative(b, new ImageSize(200, 100)) == region.Box);
    }

    [Fact]
    public async Task GroundAsync_MovedBox_HasAScoreOfItsNewPlace()
    {
        // Of several persons the pixels do not say who is who: their boxes are the prior's, moved.
        var context = Context("Ann meets Bob", ("Ann", EntityType.Person), ("Bob", EntityType.Person));
        var size = new ImageSize(200, 100);
        var unmoved = (await Ground(new PostContext(context) { Image = DrawnPictures.Draw(200, 100) }))[0];
        var blob = new Box(
            unmoved.Box.X0, unmoved.Box.Y0, unmoved.Box.X1 - (0.3 * unmoved.Box.Width), unmoved.Box.Y1 - (0.3 * unmoved.Box.Height));
        var moved = (await Ground(new PostContext(context) { Image = DrawnPictures.Draw(200, 100, (blob, DrawnPictures.Red)) }))[0];
        Assert.NotEqual(unmoved.Box, moved.Box);

        var probabilities = Prior.Probabilities(Features(context, 0, 2));
        var choice = Prior.Boxes.Index()
            .MinBy(b => Math.Abs(1 - b.Item.IntersectionOverUnion(unmoved.Box.ToRelative(size)))).Index;
        var view = RegionCalibration.ViewOf(context, 2);
        Assert.Equal(Prior.Score(probabilities, choice, Prior.Boxes[choice], view), unmoved.Score, 1e-9);
        Assert.Equal(Prior.Score(probabilities, choice, moved.Box.ToRelative(size), view), moved.Score, 1e-9);
    }

    [Fact]
    public void Score_FartherFromWhereEntitiesAre_IsLower()
    {
        var probabilities = Prior.Probabilities(Features(Context("Acme wins", ("Acme", EntityType.Organization)), 0, null));
        var choice = Array.IndexOf(probabilities, probabilities.Max());
        var box = Prior.Boxes[choice];
        double Moved(double shift) =>
            Prior.Score(probabilities, choice, new Box(box.X0 - shift, box.Y0 + shift, box.X1 - shift, box.Y1 + shift), 0);
        Assert.True(Prior.Calibration.MoveFactor > 0);
        Assert.True(Moved(0) > Moved(0.1) && Moved(0.1) > Moved(0.25), $"{Moved(0)} {Moved(0.1)} {Moved(0.25)}");
        Assert.Equal(Moved(0), Moved(1e-9), 1e-3);
    }

    [Fact]
    public void Score_AnyRegion_IsAProbability() =>
        (from x in Gen.Double[0, 0.8]
         from y in Gen.Double[0, 0.8]
         from w in Gen.Double[0.01, 0.2]
         from view in Gen.Int[0, RegionCalibration.ViewCount - 1]
         from certain in Gen.Bool
         select (box: new Box(x, y, x + w, y + w), view, certain)).Sample(c =>
        {
            var probabilities = Prior.Probabilities(Features(Context("Ann sings", ("Ann", EntityType.Person)), 0, 1));
            Assert.All(probabilities, p => Assert.InRange(p, 0, 1));
            probabilities[0] = c.certain ? 1 : 0;
            Assert.InRange(Prior.Score(probabilities, 0, c.box, c.view), 0, 1);
        });

    [Fact]
    public void Train_NothingToBeLearned_ScoresAreAsHighAsBoxesAreOftenRight()
    {
        // Half of the logos are in the corner, the rest anywhere: nothing tells which. In-sample the words of a post would.
        var prior = Train([.. Enumerable.Range(0, 200)
            .Select(i => Gold(i, $"Name{i} wins", [($"Name{i}", EntityType.Organization, (i * 7 % 10) < 5 ? Corner : Elsewhere(i))]))]);
        var scores = Enumerable.Range(200, 50).Select(i =>
        {
            var probabilities = prior.Probabilities(Features(Context($"Name{i} wins", ($"Name{i}", EntityType.Organization)), 0, null));
            var choice = Array.IndexOf(probabilities, probabilities.Max());
            return prior.Score(probabilities, choice, prior.Boxes[choice], 0);
        });
        Assert.InRange(scores.Average(), 0.42, 0.58);
    }

    [Fact]
    public void Train_TwiceOnTheSamePosts_GivesTheSameBytes() => Assert.Equal(Bytes(Prior), Bytes(Train(Drawn())));

    [Fact]
    public void Read_OfWrite_GivesTheSamePrior() =>
        Assert.Equal(Bytes(Prior), Bytes(LayoutPrior.Read(new BinaryReader(new MemoryStream(Bytes(Prior))))));

    [Fact]
    public void Read_CalibrationThatIsNoNumber_SaysSo()
    {
        var bytes = Bytes(Prior);
        var start = 4 + (16 * Prior.Boxes.Count);
        BitConverter.GetBytes(double.NaN).CopyTo(bytes, start + 8);
        Assert.Equal("Calibration 0 of the layout prior is no number.", Refused(bytes));
        bytes = Bytes(Prior);
        BitConverter.GetBytes(double.PositiveInfinity).CopyTo(bytes, start + (16 * RegionCalibration.ViewCount));
        Assert.Equal("The layout prior's factor for moved boxes is no number.", Refused(bytes));
        bytes = Bytes(Prior);
        BitConverter.GetBytes(1.5f).CopyTo(bytes, 4);
        Assert.Equal("Box 0 of the layout prior does not lie in 0..1.", Refused(bytes));
    }

    [Fact]
    public void Train_WithoutBoxes_IsRefused() => Assert.Equal(
        "No entity of the training posts has a box inside a picture of known size; a layout prior cannot be learned.",
        Assert.Throws<DatasetException>(() => Train([.. Drawn().Select(p => p with { ImageSize = null })])).Message);

    [Fact]
    public void Features_EachPieceOfEvidence_ChangesThem()
    {
        var context = Context("Ann meets Bob", ("Ann", EntityType.Person), ("Bob", EntityType.Person));
        var place = new LayoutPlace(0, 1, 1);
        uint[] Of(PostContext post, LayoutPlace at, double? proportion, int index = 0) =>
            LayoutFeatures.Extract(post.Mentions[index], at, proportion, new FeatureSink());
        uint[][] all =
        [
            Of(context, place, null),
            Of(context, place, 0.5),
            Of(context, place, 1),
            Of(context, place, 2),
            Of(context, new LayoutPlace(1, 2, 2), null),
            Of(context, new LayoutPlace(0, 2, 2), null),
            Of(context, new LayoutPlace(0, 1, 2), null),
            Of(context, place, null, 1),
            Of(new PostContext(context) { Observations = [PictureObservation.OfCaption("two men on a stage")] }, place, null),
            Of(
                new PostContext(context) { Knowledge = AuxiliaryKnowledge.Parse("Named entities:1. Ann (singer)Reasoning:Ann sings.") },
                place,
                null),
            Of(new PostContext(context) { Knowledge = AuxiliaryKnowledge.Parse(
                "Named entities:1. Ann (singer)Reasoning:The image shows Ann with a microphone.") }, place, null),
            Of(
                new PostContext(context) { Mentions = [new(new Mention(new TextSpan(0, 3), EntityType.Location)), context.Mentions[1]] },
                place,
                null),
        ];
        Assert.Equal(all.Length, all.Select(f => string.Join(',', f)).Distinct().Count());
        Assert.All(all, f => Assert.Equal(f.Order().Distinct(), f));

        // Proportions that look alike are one.
        Assert.Equal(Of(context, place, 1), Of(context, place, 1.05));
    }

    [Fact]
    public void BoxVocabulary_Choose_MeetsTheMostFirstAndThenTheRest()
    {
        IReadOnlyList<Box>[] entities = [[Left], [Left], [Left], [Right], [Corner, Right], [Corner]];
        var boxes = BoxVocabulary.Choose(entities, 3, TestContext.Current.CancellationToken);
        Assert.True(BoxVocabulary.IsRight(boxes[0], [Left]));
        Assert.All(entities, e => Assert.Contains(boxes, b => BoxVocabulary.IsRight(b, e)));
        Assert.Equal(boxes[..1], BoxVocabulary.Choose(entities, 1, TestContext.Current.CancellationToken));
        Assert.Empty(BoxVocabulary.Choose([], 3, TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(0.25, true)]
    [InlineData(0.26, false)]
    public void BoxVocabulary_IsRight_FromAnOverlapOfOneHalfOn(double height, bool isRight) =>
        Assert.Equal(isRight, BoxVocabulary.IsRight(new Box(0, 0, 1, 0.5), [new Box(0.5, 0.5, 1, 1), new Box(0, height, 1, 0.5)]));

    private static Box Elsewhere(int i) => new(0.05 + (0.05 * (i % 9)), 0.5, 0.15 + (0.05 * (i % 9)), 0.6 + (0.04 * (i % 7)));

    private static GoldPost[] Drawn() =>
    [
        .. Enumerable.Range(0, 40).Select(i => Gold(
            i,
            "Ann meets Bob at Acme",
            [("Ann", EntityType.Person, Left), ("Bob", EntityType.Person, Right), ("Acme", EntityType.Organization, Corner)])),
    ];

    private static LayoutPrior Train(IReadOnlyList<GoldPost> posts) =>
        new LayoutPriorTrainer(Fit, 6).Train(posts, TestContext.Current.CancellationToken);

    // Gold boxes tremble a little, as those of people do.
    private static GoldPost Gold(int number, string text, (string Name, EntityType Type, Box Box)[] entities)
    {
        var tremble = 0.01 * (number % 3);
        return new GoldPost
        {
            Post = new Post { Id = $"{number}", Text = text },
            ImageSize = new ImageSize(200, 100),
            Entities =
            [
                .. entities.Select(e => new GoldEntity
                {
                    Span = SpanOf(text, e.Name),
                    Type = e.Type,
                    Boxes = [Box.FromRelative(
                        new Box(e.Box.X0 + tremble, e.Box.Y0, e.Box.X1, e.Box.Y1 - tremble), new ImageSize(200, 100))],
                }),
            ],
        };
    }

    private static PostContext Context(string text, params (string Name, EntityType Type)[] mentions) => new()
    {
        Post = new Post { Id = "1", Text = text },
        Mentions = [.. mentions.Select(m => new MentionContext(new Mention(SpanOf(text, m.Name), m.Type)))],
    };

    private static TextSpan SpanOf(string text, string name)
    {
        var start = text.IndexOf(name, StringComparison.Ordinal);
        return new TextSpan(start, start + name.Length);
    }

    private static uint[] Features(PostContext context, int index, double? proportion)
    {
        var entity = GroundedEntity.Of(context.Mentions)[index];
        return LayoutFeatures.Extract(entity.Mention, entity.Place, proportion, new FeatureSink());
    }

    private static async Task<Region[]> Ground(PostContext context)
    {
        var answers = await new LayoutPriorGrounder(Prior).EachAsync(context, TestContext.Current.CancellationToken);
        return [.. answers.Select(a => Assert.Single(a.Regions))];
    }

    private static string Refused(byte[] bytes) =>
        Assert.Throws<InvalidDataException>(() => LayoutPrior.Read(new BinaryReader(new MemoryStream(bytes)))).Message;

    private static byte[] Bytes(LayoutPrior prior)
    {
        using var stream = new MemoryStream();
        prior.Write(new BinaryWriter(stream));
        return stream.ToArray();
    }
}
