using System.Globalization;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Faults;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Scores;

public sealed class PredictionCheckTests
{
    private const string Text = "Ann met Bob";
    private static readonly Box Left = new(0, 0, 50, 100);
    private static readonly Mask LeftHalf = Mask.FromPixels(4, 2, [1, 1, 0, 0, 1, 1, 0, 0]);

    private static readonly GoldPost Post = new()
    {
        Post = new Post { Id = "1", Text = Text },
        Entities = [
            new GoldEntity { Span = new TextSpan(0, 3), Type = EntityType.Person, Boxes = [Left] },
            new GoldEntity { Span = new TextSpan(8, 11), Type = EntityType.Person }
        ],
        ImageSize = new ImageSize(100, 100),
    };

    [Theory]
    [InlineData("\"type\":\"FOO\"", "\"Ann\" is of the type FOO, which gold does not have.")]
    [InlineData("\"score\":1.5", "the score of \"Ann\" is 1.5, not in 0..1.")]
    [InlineData("\"score\":-0.1", "the score of \"Ann\" is -0.1, not in 0..1.")]
    [InlineData("\"entailment\":1e308", "the entailment of \"Ann\" is 1E+308, not in 0..1.")]
    [InlineData("\"entailment\":1e999", "the number 1e999 is too large")]
    [InlineData(
        "\"regions\":[{\"box\":[50,0,10,100]}]",
        "the box 50 0 10 100 of \"Ann\" is no box: its corners are reversed, without area or no finite numbers.")]
    [InlineData(
        "\"regions\":[{\"box\":[0,0,1e999,100]}]",
        "the number 1e999 is too large")]
    [InlineData("\"regions\":[{\"box\":[-5,0,50,100]}]", "the box -5 0 50 100 of \"Ann\" is not inside its picture of 100 x 100.")]
    [InlineData("\"regions\":[{\"box\":[0,0,500,1000]}]", "the box 0 0 500 1000 of \"Ann\" is not inside its picture of 100 x 100.")]
    [InlineData(
        "\"regions\":[{\"box\":[0,0,0.5,1]}]",
        "the box 0 0 0.5 1 of \"Ann\" is in fractions of the picture, not in pixels; say \"unit\":\"relative\" or multiply them.")]
    [InlineData("\"regions\":[{\"box\":[0,0,50,100],\"unit\":\"relative\"}]", "the box 0 0 50 100 of \"Ann\" is not inside its picture.")]
    [InlineData("\"regions\":[{\"box\":[0,0,50,100],\"score\":7}]", "a region's score of \"Ann\" is 7, not in 0..1.")]
    [InlineData("\"regions\":[{\"box\":[0,0,50,100],\"mask\":{\"size\":[100000,20000],\"counts\":\"0PPX\"}}]", null)]
    [InlineData(
        "\"text\":\"Bob\"", "the entity \"Bob\" is not what stands at [0, 3), \"Ann\"; are its offsets in the unit that \"offsets\" says?")]
    [InlineData("\"regions\":[{\"box\":[0,0,50]}]", "a box has 3 numbers instead of 4")]
    [InlineData("\"regions\":[{\"box\":[\"0\",0,50,60]}]", "a box holds something that is no number")]
    [InlineData("\"regions\":[7]", "where an object with \"box\" belongs stands something else")]
    [InlineData(
        "\"regions\":[{\"box\":[0,0,50,100],\"mask\":{\"size\":[\"a\",4],\"counts\":\"1\"}}]",
        "a mask's \"size\" is no pair [height, width]")]
    [InlineData("\"regions\":[{\"box\":[0,0,50,100],\"mask\":{\"size\":[2,4],\"counts\":5}}]", "\"counts\" is no string")]
    [InlineData("\"expansion\":\"\\ud800\"", "a string holds half a surrogate pair")]
    public void ReadFile_BadValue_IsOneLineWithItsPlaceAndTheRestIsScored(string field, string? fault)
    {
        var fields = new Dictionary<string, string> { ["start"] = "0", ["end"] = "3", ["type"] = "\"PER\"" };
        var name = field[1..field.IndexOf('"', 1)];
        fields[name] = field[(field.IndexOf(':', StringComparison.Ordinal) + 1)..];
        var entity = string.Join(',', fields.Select(f => $"\"{f.Key}\":{f.Value}"));
        var (set, path) = Read($"{{\"id\":\"1\",\"text\":\"{Text}\",\"entities\":[{{{entity}}}]}}\n");
        Assert.True(fault is null ? set.Faults.Count > 0 : set.Faults[0] == $"{path}:1: {fault}", string.Join('\n', set.Faults));
        Assert.Equal(2, Evaluator.Evaluate(Set(Post), set).Tasks[ScoringTask.Mner].Overall.Gold);
    }

    [Theory]
    [InlineData("0 0 101 101", RegionUnit.Pixels, true, null)]
    [InlineData("0 0 101.5 100", RegionUnit.Pixels, true, "is not inside its picture of 100 x 100.")]
    [InlineData("0 0 100 101.5", RegionUnit.Pixels, true, "is not inside its picture of 100 x 100.")]
    [InlineData("-0.5 0 100 100", RegionUnit.Pixels, true, "is not inside its picture of 100 x 100.")]
    [InlineData("0 -0.5 100 100", RegionUnit.Pixels, true, "is not inside its picture of 100 x 100.")]
    [InlineData("0 -5 100 100", RegionUnit.Pixels, true, "is not inside its picture of 100 x 100.")]
    [InlineData("0 0 900 900", RegionUnit.Pixels, false, null)]
    [InlineData("-1 0 900 900", RegionUnit.Pixels, false, "is not inside its picture.")]
    [InlineData("0 -1 900 900", RegionUnit.Pixels, false, "is not inside its picture.")]
    [InlineData(
        "0.1 0.1 0.9 0.9",
        RegionUnit.Pixels,
        false,
        "is in fractions of the picture, not in pixels; say \"unit\":\"relative\" or multiply them.")]
    [InlineData("0 0 1 1", RegionUnit.Relative, true, null)]
    [InlineData("0 0 1.0000005 1", RegionUnit.Relative, false, null)]
    [InlineData("0 0 1.00001 1", RegionUnit.Relative, false, "is not inside its picture.")]
    [InlineData("0 0 1 1.00001", RegionUnit.Relative, true, "is not inside its picture.")]
    [InlineData("-0.1 0 1 1", RegionUnit.Relative, true, "is not inside its picture.")]
    [InlineData("0 -0.1 1 1", RegionUnit.Relative, true, "is not inside its picture.")]
    public void Create_BoxAtTheEdge_IsToldWhereItCannotBeMeant(string corners, RegionUnit unit, bool isSizeKnown, string? fault)
    {
        var box = corners.Split(' ').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray();
        var region = new Region(new Box(box[0], box[1], box[2], box[3]), 1) { Unit = unit };
        var gold = Set(Post with { ImageSize = null });
        var result = new AnnotationResult
        {
            PostId = "1",
            Text = Text,
            Image = new AnnotatedImage("1.jpg", isSizeKnown ? new ImageSize(100, 100) : null),
            Entities = [Entity(0, 3, region)]
        };
        var set = PredictionSet.Create([new AnnotationLine(1, result, null)], gold);
        Assert.Equal(fault is null ? [] : [$"predictions:1: the box {corners} of \"Ann\" {fault}"], set.Faults);
        Assert.Equal(region, set.EntitiesOf(gold.Posts[0])[0].Regions[0]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(-0.001, false)]
    [InlineData(1.001, false)]
    [InlineData(double.NaN, false)]
    public void Create_Probability_LiesInZeroToOne(double value, bool isKept)
    {
        var entity = Entity(0, 3, new Region(Left, value)) with
        {
            Entailment = value,
            Mention = new Mention(new TextSpan(0, 3), EntityType.Person) { Score = value }
        };
        var post = Post;
        var set = PredictionSet.Create(
            [new AnnotationLine(1, new AnnotationResult { PostId = "1", Text = Text, Entities = [entity] }, null)], Set(post));
        var text = value.ToString(CultureInfo.InvariantCulture);
        Assert.Equal(
            isKept ? [] : [
                $"predictions:1: the score of \"Ann\" is {text}, not in 0..1.",
                $"predictions:1: the entailment of \"Ann\" is {text}, not in 0..1.",
                $"predictions:1: a region's score of \"Ann\" is {text}, not in 0..1."
            ],
            set.Faults);
        var kept = set.EntitiesOf(post)[0];
        Assert.Equal(isKept ? value : null, kept.Entailment);
        Assert.Equal((Left, value), (kept.Regions[0].Box, kept.Regions[0].Score));
    }

    [Fact]
    public void Create_MasksOfOtherSizes_AreToldAndResizedToGolds()
    {
        var gold = Post with { Entities = [Post.Entities[0] with { Masks = [LeftHalf] }] };
        var mask = Mask.FromCounts(8, 4, [0, 16, 16]);
        (IReadOnlyList<string> Faults, Mask? Mask) Check(GoldPost post, ImageSize? own, Mask given)
        {
            var entity = Entity(0, 3, new Region(new Box(0, 0, 4, 4), 1) { Mask = given });
            var set = PredictionSet.Create(
                [new AnnotationLine(
                    1,
                    new AnnotationResult { PostId = "1", Text = Text, Image = new AnnotatedImage("1.jpg", own), Entities = [entity] },
                    null)],
                Set(post));
            return (set.Faults, set.EntitiesOf(post)[0].Regions[0].Mask);
        }

        foreach (var (post, own, expected) in new[] { (gold,
            new ImageSize(8, 4),
            LeftHalf), (gold, (ImageSize?)null, LeftHalf), (Post, null, mask) })
        {
            var fitting = Check(post, own, mask);
            Assert.Empty(fitting.Faults);
            Assert.Equal(expected, fitting.Mask);
        }

        var told = Check(Post, new ImageSize(8, 5), mask);
        Assert.Equal(["predictions:1: the mask of \"Ann\" is of 8 x 4, its picture of 8 x 5."], told.Faults);
        Assert.Equal(mask, told.Mask);
        Assert.NotNull(Check(Post, null, Mask.FromCounts(10_000, 10_000, [100_000_000])).Mask);
        var large = Check(gold, new ImageSize(8, 4), Mask.FromCounts(50_000_001, 2, [100_000_002]));
        Assert.Equal(["predictions:1: the mask of \"Ann\" is of 50000001 x 2, more than 100000000 pixels; it is left out."], large.Faults);
        Assert.Null(large.Mask);
    }

    [Fact]
    public void Create_RegionsOfAnotherSize_KeepTheirUnit()
    {
        var relative = new Region(new Box(0, 0, 0.5, 1), 1) { Unit = RegionUnit.Relative };
        Region[] regions = [relative, new Region(new Box(0, 0, 100, 50), 0.5)];
        var result = new AnnotationResult
        {
            PostId = "1",
            Text = Text,
            Image = new AnnotatedImage("1.jpg", new ImageSize(200, 50)),
            Entities = [Entity(0, 3, regions)]
        };
        Assert.Equal(
            [relative, new Region(Left, 0.5)],
            PredictionSet.Create([new AnnotationLine(1, result, null)], Set(Post)).EntitiesOf(Post)[0].Regions);
    }

    [Fact]
    public void ReadFile_BytesThatAreNotUtf8_AreAFaultOfTheirLine()
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("predictions.jsonl", [.. "{\"id\":\"1\",\"text\":\"Beyonc"u8, 0xE9, .. "\"}\n"u8]);
        Assert.Equal($"{path}:1: byte 25 of the line (0xE9) is not UTF-8", PredictionSet.ReadFile(path, Set(Post)).Faults[0]);
    }

    [Fact]
    public void Evaluate_BoxOfZeros_IsNone()
    {
        var report = Evaluate(
            Post,
            new ImageSize(100, 100),
            Entity(8, 11, new Region(default, 0.9)),
            Entity(0, 3, new Region(default, 1), new Region(Left, 0.2)));
        Assert.Equal(2, report.Tasks[ScoringTask.Gmner].Overall.Right);
    }

    [Fact]
    public void Evaluate_RegionsInAnyOrder_TheHighestScoreCounts()
    {
        var other = new Region(new Box(60, 0, 90, 90), 0.1);
        Assert.Equal(1, Evaluate(Post, null, Entity(0, 3, other, new Region(Left, 0.9))).Tasks[ScoringTask.Gmner].Overall.Right);
        Assert.Equal(
            0,
            Evaluate(Post, null, Entity(0, 3, other with { Score = 0.95 }, new Region(Left, 0.9))).Tasks[ScoringTask.Gmner].Overall.Right);
        Assert.Equal(
            1,
            Evaluate(Post, null, Entity(0, 3, new Region(Left, 0.9), other with { Score = 0.9 })).Tasks[ScoringTask.Gmner].Overall.Right);
    }

    [Theory]
    [InlineData(200, 50, "0 0 100 50", 1)]
    [InlineData(200, 50, "0 0 50 50", 1)]
    [InlineData(200, 50, "0 0 40 50", 0)]
    [InlineData(50, 200, "0 0 25 200", 1)]
    public void Evaluate_PictureOfAnotherSize_IsRescaledBySidesThatBothState(int width, int height, string corners, int right)
    {
        var box = corners.Split(' ').Select(c => double.Parse(c, CultureInfo.InvariantCulture)).ToArray();
        var region = new Region(new Box(box[0], box[1], box[2], box[3]), 1);
        Assert.Equal(right, Evaluate(Post, new ImageSize(width, height), Entity(0, 3, region)).Tasks[ScoringTask.Gmner].Overall.Right);
    }

    [Fact]
    public void Evaluate_MaskOfAnotherSize_IsRescaled()
    {
        var gold = Post with { Entities = [Post.Entities[0] with { Masks = [LeftHalf] }] };
        var twice = Mask.FromPixels(8, 4, [.. Enumerable.Range(0, 32).Select(i => (byte)(i % 8 < 4 ? 1 : 0))]);
        var right = Evaluate(gold, new ImageSize(8, 4), Entity(0, 3, new Region(new Box(0, 0, 4, 4), 1) { Mask = twice }));
        Assert.Equal(1, right.Tasks[ScoringTask.Smner].Overall.Right);
        Assert.Equal(LeftHalf, MaskScaling.Resize(twice, new ImageSize(4, 2)));
        Assert.Equal(twice, MaskScaling.Resize(LeftHalf, new ImageSize(8, 4)));
    }

    [Fact]
    public void Create_SeveralPostsOfOneId_GetTheirPredictionsByTheirTexts()
    {
        var other = Post with
        {
            Post = Post.Post with { Text = "Rome" },
            Entities = [new GoldEntity { Span = new TextSpan(0, 4), Type = EntityType.Location }]
        };
        var rome = new AnnotationResult
        {
            PostId = "1",
            Text = "Rome",
            Entities = [new AnnotatedEntity { Mention = new Mention(new TextSpan(0, 4), EntityType.Location), Text = "Rome" }]
        };
        var ann = new AnnotationResult { PostId = "1", Text = Text, Entities = [Entity(0, 3, new Region(Left, 1)), Entity(8, 11)] };
        var gold = new Dataset("test", "dev", [Post, other], []);
        var set = PredictionSet.Create([new AnnotationLine(1, rome, null), new AnnotationLine(2, ann, null)], gold);
        Assert.Empty(set.Faults);
        Assert.Equal(new Score(3, 3, 3), Evaluator.Evaluate(gold, set).Tasks[ScoringTask.Gmner].Overall);
        Assert.Equal(
            ["predictions:3: a second prediction for the post 1; the first counts."],
            PredictionSet.Create(
                [new AnnotationLine(1, rome, null), new AnnotationLine(2, ann, null), new AnnotationLine(3, ann, null)],
                gold).Faults);
    }

    [Fact]
    public void Evaluate_PostWhosePictureFailed_CountsItsNames()
    {
        var result = new AnnotationResult
        {
            PostId = "1",
            Text = Text,
            Image = new AnnotatedImage("1.jpg", null)
            {
                Fault = new Fault(FaultKind.Unanswered, AnnotatedImage.Stage, "There is no picture 1.jpg."),
            },
            Entities = [Entity(0, 3), Entity(8, 11)]
        };
        var set = PredictionSet.Create([new AnnotationLine(1, result, null)], Set(Post));
        Assert.Empty(set.Faults);
        Assert.Equal((2, 1), (Evaluator.Evaluate(Set(Post), set).Tasks[ScoringTask.Mner].Overall.Right,
            Evaluator.Evaluate(Set(Post), set).Tasks[ScoringTask.Gmner].Overall.Right));
    }

    private static Dataset Set(GoldPost post) => new("test", "dev", [post], []);

    private static (PredictionSet Set, string Path) Read(string lines)
    {
        using var folder = new TemporaryFolder();
        var path = folder.Write("predictions.jsonl", lines);
        return (PredictionSet.ReadFile(path, Set(Post)), path);
    }

    private static EvaluationReport Evaluate(GoldPost gold, ImageSize? size, params AnnotatedEntity[] predicted)
    {
        var result = new AnnotationResult { PostId = "1", Text = Text, Image = new AnnotatedImage("1.jpg", size), Entities = predicted };
        return Evaluator.Evaluate(Set(gold), PredictionSet.Create([new AnnotationLine(1, result, null)], Set(gold)));
    }

    private static AnnotatedEntity Entity(int start, int end, params Region[] regions) =>
        new() { Mention = new Mention(new TextSpan(start, end), EntityType.Person), Text = Text[start..end], Regions = regions };
}
