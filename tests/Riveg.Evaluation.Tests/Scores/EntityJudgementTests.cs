using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;
using Riveg.Evaluation.Scores;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Scores;

public sealed class EntityJudgementTests
{
    private static readonly ImageSize Size = new(100, 100);
    private static readonly Box Half = new(0, 0, 50, 100);
    private static readonly Mask HalfMask = Mask.FromPixels(4, 1, [1, 1, 0, 0]);

    [Theory]
    [InlineData(0, 0, true)]
    [InlineData(1, 0, false)]
    [InlineData(0, 1, false)]
    [InlineData(2, 0, false)]
    [InlineData(0, 2, false)]
    [InlineData(1, 1, true)]
    [InlineData(2, 1, true)]
    [InlineData(1, 2, true)]
    public void IsRight_RegionsAndGold_BothOrNeither(int regions, int gold, bool expected)
    {
        var predicted = Entity([.. Enumerable.Repeat(new Region(Half, 1) { Mask = HalfMask }, regions)]);
        Assert.Equal(expected, EntityJudgement.IsRight(ScoringTask.Gmner, predicted, Gold([.. Enumerable.Repeat(Half, gold)], []), Size));
        Assert.Equal(expected, EntityJudgement.IsRight(ScoringTask.Eeg, predicted, Gold([.. Enumerable.Repeat(Half, gold)], []), Size));
        Assert.Equal(
            expected, EntityJudgement.IsRight(ScoringTask.Smner, predicted, Gold([], [.. Enumerable.Repeat(HalfMask, gold)]), Size));
        Assert.True(EntityJudgement.IsRight(ScoringTask.Mner, predicted, Gold([.. Enumerable.Repeat(Half, gold)], []), Size));
    }

    [Theory]
    [InlineData(0, 50, true)]
    [InlineData(0, 25, true)]
    [InlineData(0, 24, false)]
    [InlineData(0, 100, true)]
    [InlineData(51, 99, false)]
    public void IsRight_Box_OverlapsByHalfOrMore(double left, double right, bool expected)
    {
        var gold = Gold([new Box(90, 0, 100, 10), Half], []);
        Assert.Equal(expected, EntityJudgement.IsRight(ScoringTask.Gmner, Entity(new Region(new Box(left, 0, right, 100), 1)), gold, Size));
        Assert.Equal(
            expected, EntityJudgement.IsRight(ScoringTask.Gmner, Entity(new Region(new Box(left, 0, right, 100), 1)), gold, size: null));
    }

    [Fact]
    public void IsRight_RelativeBox_NeedsThePicturesSize()
    {
        var predicted = Entity(new Region(new Box(0, 0, 0.5, 1), 1) { Unit = RegionUnit.Relative });
        Assert.True(EntityJudgement.IsRight(ScoringTask.Gmner, predicted, Gold([Half], []), Size));
        Assert.False(EntityJudgement.IsRight(ScoringTask.Gmner, predicted, Gold([Half], []), new ImageSize(300, 100)));
        Assert.False(EntityJudgement.IsRight(ScoringTask.Gmner, predicted, Gold([Half, new Box(0, 0, 0.5, 1)], []), size: null));
    }

    [Fact]
    public void IsRight_Mask_OverlapsByHalfOrMoreInTheSameSize()
    {
        bool IsRight(Mask? mask, params Mask[] gold) =>
            EntityJudgement.IsRight(ScoringTask.Smner, Entity(new Region(Half, 1) { Mask = mask }), Gold([Half], gold), Size);
        Assert.True(IsRight(HalfMask, HalfMask));
        Assert.True(IsRight(Mask.FromPixels(4, 1, [1, 0, 0, 0]), HalfMask));
        Assert.True(IsRight(Mask.FromPixels(4, 1, [1, 1, 1, 1]), HalfMask));
        Assert.False(IsRight(Mask.FromPixels(4, 1, [1, 0, 1, 0]), HalfMask));
        Assert.False(IsRight(Mask.FromPixels(2, 2, [1, 1, 1, 1]), HalfMask));
        Assert.False(IsRight(Mask.FromPixels(4, 2, [1, 1, 1, 1, 1, 1, 1, 1]), HalfMask));
        Assert.False(IsRight(Mask.FromPixels(3, 1, [1, 1, 1]), HalfMask));
        Assert.False(IsRight(null, HalfMask));
        Assert.True(IsRight(HalfMask, Mask.FromPixels(4, 1, [0, 0, 0, 1]), HalfMask));
    }

    [Theory]
    [InlineData("2 2", "1 0 0 0", 1, 1, "0")]
    [InlineData("2 2", "1 0 0 1", 4, 4, "1 1 0 0 1 1 0 0 0 0 1 1 0 0 1 1")]
    [InlineData("3 1", "1 0 1", 6, 1, "1 1 0 0 1 1")]
    [InlineData("1 3", "1 0 1", 1, 6, "1 1 0 0 1 1")]
    [InlineData("4 2", "1 0 0 0 0 0 0 1", 2, 1, "0 1")]
    [InlineData("3 3", "1 0 0 0 1 0 0 0 1", 2, 2, "1 0 0 1")]
    [InlineData("2 3", "1 0 0 1 1 1", 3, 2, "1 0 0 1 1 1")]
    [InlineData("5 1", "0 1 0 1 0", 3, 1, "0 0 0")]
    public void Resize_AnySize_TakesThePixelInWhichTheCentreLies(string from, string pixels, int width, int height, string expected)
    {
        var size = Array.ConvertAll(from.Split(' '), v => int.Parse(v, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(
            Bytes(expected), MaskScaling.Resize(Mask.FromPixels(size[0], size[1], Bytes(pixels)), new ImageSize(width, height)).ToPixels());
    }

    [Theory]
    [InlineData("PER", 1, 1, 1)]
    [InlineData("LOC", 0, 1, 0)]
    public void EvaluateStageFiles_AnotherType_IsRightForEegAlone(string type, int mner, int eeg, int gmner)
    {
        var scores = StageFileScorer.Evaluate(new StageFiles([Line("1", "Ann", type, Half)], [Line("1", "Ann", "PER", Half)]));
        Assert.Equal((mner, eeg, gmner), (scores[ScoringTask.Mner].Right, scores[ScoringTask.Eeg].Right, scores[ScoringTask.Gmner].Right));
    }

    [Fact]
    public void EvaluateStageFiles_SeveralLines_EachTakesTheFirstThatIsLeft()
    {
        var other = new Box(60, 0, 90, 90);
        StageFileEntity[] gold = [
            Line("1", "Ann", "PER"), Line("1", "Ann", "PER", other, Half), Line("2", "Ann", "PER", Half), Line("1", "Bob", "PER")
        ];
        (int Mner, int Eeg, int Gmner) Right(params StageFileEntity[] predicted)
        {
            var scores = StageFileScorer.Evaluate(new StageFiles(predicted, gold));
            Assert.All(scores.Values, s => Assert.Equal((predicted.Length, 4), (s.Predicted, s.Gold)));
            return (scores[ScoringTask.Mner].Right, scores[ScoringTask.Eeg].Right, scores[ScoringTask.Gmner].Right);
        }

        Assert.Equal((2, 1, 1), Right(Line("1", "Ann", "PER", Half), Line("1", "Ann", "PER", Half), Line("1", "Ann", "PER", Half)));
        Assert.Equal((2, 2, 2), Right(Line("1", "Ann", "PER", Half), Line("1", "Ann", "PER")));
        Assert.Equal((1, 0, 0), Right(Line("2", "Ann", "PER")));
        Assert.Equal((1, 0, 0), Right(Line("1", "Bob", "PER", Half)));
        Assert.Equal((0, 0, 0), Right(Line("3", "Ann", "PER"), Line("1", "Cem", "PER")));
        Assert.Equal((1, 1, 1), Right(Line("1", "Ann", "PER", new Box(0, 0, 25, 100))));
        Assert.Equal((1, 0, 0), Right(Line("1", "Ann", "PER", new Box(0, 0, 24, 100))));
        Assert.Equal((1, 1, 1), Right(Line("1", "Ann", "PER", Half, new Box(1, 1, 2, 2))));
        Assert.Equal((1, 0, 0), Right(Line("1", "Ann", "PER", new Box(1, 1, 2, 2), Half)));
        Assert.Throws<ArgumentNullException>(() => StageFileScorer.Evaluate(null!));
    }

    private static StageFileEntity Line(string image, string name, string type, params Box[] boxes) => new(image, name, type, boxes);

    private static byte[] Bytes(string values) => Array.ConvertAll(values.Split(' '), v => (byte)(v[0] - '0'));

    private static GoldEntity Gold(Box[] boxes, Mask[] masks) =>
        new() { Span = new TextSpan(0, 3), Type = EntityType.Person, Boxes = boxes, Masks = masks };

    private static AnnotatedEntity Entity(params Region[] regions) =>
        new() { Mention = new Mention(new TextSpan(0, 3), EntityType.Person), Text = "Ann", Regions = regions };
}
