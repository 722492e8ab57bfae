using CsCheck;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Scores;

public sealed class ErrorBreakdownTests
{
    private const string Text = "Ann met Bob and Ann in Rome";
    private static readonly (int Start, int End)[] Words = [(0, 3), (4, 7), (8, 11), (16, 19), (23, 27), (0, 7)];
    private static readonly Box[] Boxes = [new(0, 0, 50, 100), new(50, 0, 100, 100)];

    [Fact]
    public void Of_AuthorsRule_SameNameElsewhere_IsRightAndNotSpurious()
    {
        var gold = Gold((0, 3, EntityType.Person, null));
        AnnotatedEntity[] predicted = [Entity((16, 19), EntityType.Person, null)];
        Assert.Equal(new ErrorBreakdown { Right = 1 }, ErrorBreakdown.Of(gold, predicted, ScoringRules.Riveg));
        Assert.Equal(new ErrorBreakdown { Missed = 1, Spurious = 1 }, ErrorBreakdown.Of(gold, predicted, ScoringRules.Span));
    }

    [Fact]
    public void Of_AuthorsRule_SameNameElsewhereWithAFault_IsThatFault()
    {
        var gold = Gold((0, 3, EntityType.Person, Boxes[0]));
        Assert.Equal(
            new ErrorBreakdown { BoxOff = 1 },
            ErrorBreakdown.Of(gold, [Entity((16, 19), EntityType.Person, Boxes[1])], ScoringRules.Riveg));
        Assert.Equal(
            new ErrorBreakdown { WronglyUngrounded = 1 },
            ErrorBreakdown.Of(gold, [Entity((16, 19), EntityType.Person, null)], ScoringRules.Riveg));
        Assert.Equal(
            new ErrorBreakdown { Type = 1 }, ErrorBreakdown.Of(gold, [Entity((16, 19), EntityType.Other, Boxes[0])], ScoringRules.Riveg));
    }

    [Fact]
    public void Of_AnyPredictions_AgreesWithTheScoreUnderBothRules()
    {
        var entity = from word in Gen.Int[0, Words.Length - 1]
                     from isPerson in Gen.Bool
                     from box in Gen.Int[-1, Boxes.Length - 1]
                     select (word, type: isPerson ? EntityType.Person : EntityType.Location, box);
        (from gold in entity.Array[0, 4] from predicted in entity.Array[0, 5] select (gold, predicted)).Sample(c =>
        {
            var post = Gold([.. c.gold.DistinctBy(g => g.word)
                .Where(g => g.word < 5)
                .Select(g => (Words[g.word].Start, Words[g.word].End, g.type, Box(g.box)))]);
            var predicted = c.predicted.Select(p => Entity(Words[p.word], p.type, Box(p.box))).ToList();
            var gold = new Dataset("test", "dev", [post], []);
            var set = PredictionSet.Create(
                [new AnnotationLine(1, new AnnotationResult { PostId = "1", Text = Text, Entities = predicted }, null)], gold);
            return new[] { ScoringRules.Span, ScoringRules.Riveg }.All(rule =>
            {
                var report = Evaluator.Evaluate(gold, set, rule);
                var e = report.Errors;
                return e.Right == report.Tasks[ScoringTask.Gmner].Overall.Right
                    && e.Right + e.Missed + e.Span + e.Type + e.WronglyGrounded + e.WronglyUngrounded + e.BoxOff == post.Entities.Count
                    && e.Right + e.WronglyGrounded + e.WronglyUngrounded + e.BoxOff == report.Tasks[ScoringTask.Mner].Overall.Right;
            });
        });
    }

    [Theory]
    [InlineData("PER -", "PER -", "Right")]
    [InlineData("PER 0", "PER 0", "Right")]
    [InlineData("PER 0", "PER 1", "BoxOff")]
    [InlineData("PER 0", "PER -", "WronglyUngrounded")]
    [InlineData("PER -", "PER 0", "WronglyGrounded")]
    [InlineData("PER 0", "LOC 0", "Type")]
    [InlineData("PER -", "LOC 0", "Type")]
    public void Of_OneEntity_IsTheFirstFaultThatApplies(string gold, string predicted, string expected)
    {
        (EntityType Type, Box? Box) Read(string text) => (EntityType.Parse(text[..3]), text[4] == '-' ? null : Boxes[text[4] - '0']);
        var (goldType, goldBox) = Read(gold);
        var (type, box) = Read(predicted);
        var found = ErrorBreakdown.Of(Gold((0, 3, goldType, goldBox)), [Entity((0, 3), type, box)], ScoringRules.Span);
        Assert.Equal(1, (int)typeof(ErrorBreakdown).GetProperty(expected)!.GetValue(found)!);
        Assert.Equal(1, found.Right
            + found.Missed
            + found.Span
            + found.Type
            + found.WronglyGrounded
            + found.WronglyUngrounded
            + found.BoxOff
            + found.Spurious);
    }

    [Fact]
    public void Of_SeveralPredictionsForAnEntity_EachExplainsOne()
    {
        var gold = Gold((0, 3, EntityType.Person, null), (16, 19, EntityType.Person, Boxes[0]), (23, 27, EntityType.Location, null));
        Assert.Equal(
            new ErrorBreakdown { Right = 1, WronglyUngrounded = 1, Span = 1 },
            ErrorBreakdown.Of(gold, [Entity((0, 3), EntityType.Person, null), Entity((0, 3), EntityType.Person, null), Entity(
                (16, 19), EntityType.Person, null), Entity((20, 27), EntityType.Location, null)], ScoringRules.Span));
        Assert.Equal(
            new ErrorBreakdown { Missed = 3, Spurious = 2 },
            ErrorBreakdown.Of(
                gold, [Entity((3, 8), EntityType.Person, null), Entity((8, 11), EntityType.Person, null)], ScoringRules.Span));
        Assert.Equal(
            new ErrorBreakdown { Type = 1, Missed = 2 },
            ErrorBreakdown.Of(
                gold, [Entity((0, 3), EntityType.Other, null), Entity((0, 3), EntityType.Organization, null)], ScoringRules.Span));
    }

    private static Box? Box(int index) => index < 0 ? null : Boxes[index];

    private static GoldPost Gold(params (int Start, int End, EntityType Type, Box? Box)[] entities) => new()
    {
        Post = new Post { Id = "1", Text = Text },
        ImageSize = new ImageSize(100, 100),
        Entities = [.. entities.OrderBy(e => e.Start)
            .Select(e => new GoldEntity { Span = new TextSpan(e.Start, e.End), Type = e.Type, Boxes = e.Box is { } box ? [box] : [] })],
    };

    private static AnnotatedEntity Entity((int Start, int End) span, EntityType type, Box? box) => new()
    {
        Mention = new Mention(new TextSpan(span.Start, span.End), type),
        Text = Text[span.Start..span.End],
        Regions = box is { } b ? [new Region(b, 1)] : [],
    };
}
