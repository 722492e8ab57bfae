using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tests.Scores;

public sealed class EntailmentScoreTests
{
    [Fact]
    public void Of_KnownProbabilities_GivesTheFiguresWorkedOutByHand()
    {
        // (0.8 there), (0.8 absent), (0.2 absent), (0.5 there); the last two: no such gold span, not judged.
        var score = EntailmentScore.Of(
            [Post((0, true, 0.8), (1, false, 0.8)), Post((0, false, 0.2), (1, true, 0.5), (2, true, null))])!.Value;
        Assert.Equal((4, 3, 0.75), (score.Judged, score.Right, score.Accuracy));
        Assert.Equal((0.04 + 0.64 + 0.04 + 0.25) / 4, score.Brier, 12);

        // Bins: 0.8 (two of them, one there): |0.8 - 0.5| * 2/4; 0.2: |0.2 - 0| * 1/4; 0.5: |0.5 - 1| * 1/4.
        Assert.Equal((0.3 * 2 / 4) + (0.2 / 4) + (0.5 / 4), score.CalibrationError, 12);
    }

    [Fact]
    public void Of_CertainAndRight_IsPerfect() =>
        Assert.Equal(new EntailmentScore(2, 2, 0, 0), EntailmentScore.Of([Post((0, true, 1.0), (1, false, 0.0))]));

    [Fact]
    public void Of_CertainAndWrong_IsAsBadAsCanBe() =>
        Assert.Equal(new EntailmentScore(2, 0, 1, 1), EntailmentScore.Of([Post((0, true, 0.0), (1, false, 1.0))]));

    [Theory]
    [InlineData(0.5, true, 1)]
    [InlineData(0.5, false, 0)]
    [InlineData(0.49, true, 0)]
    [InlineData(0.49, false, 1)]
    public void Of_OneProbability_IsRightFromAHalfOn(double probability, bool isThere, int right) =>
        Assert.Equal(right, EntailmentScore.Of([Post((0, isThere, probability))])!.Value.Right);

    [Theory]
    [InlineData(0.19, 0.11, 0.5 - 0.15)]
    [InlineData(0.19, 0.21, (0.81 + 0.21) / 2)]
    [InlineData(0.95, 1.0, 0.975 - 0.5)]
    [InlineData(0.9, 1.0, 0.95 - 0.5)]
    [InlineData(0.85, 0.95, (0.15 + 0.95) / 2)]
    [InlineData(0.0, 0.09, 0.5 - 0.045)]
    public void Of_TwoProbabilities_AreJudgedTogetherWhereTheyShareABin(double there, double absent, double calibrationError) =>
        Assert.Equal(calibrationError, EntailmentScore.Of([Post((0, true, there), (1, false, absent))])!.Value.CalibrationError, 12);

    [Fact]
    public void Accuracy_OfNothing_IsZero() => Assert.Equal(0, default(EntailmentScore).Accuracy);

    [Fact]
    public void Of_NothingJudged_IsNull()
    {
        Assert.Null(EntailmentScore.Of([]));
        Assert.Null(EntailmentScore.Of([Post((0, true, null))]));
    }

    [Fact]
    public void Of_PredictionsOfOtherSpans_AreNotJudged()
    {
        var (gold, predicted) = Post((0, true, 0.9));
        Assert.Null(
            EntailmentScore.Of([(gold, [predicted[0] with { Mention = predicted[0].Mention with { Span = new TextSpan(0, 1) } }])]));
    }

    private static (GoldPost Gold, IReadOnlyList<AnnotatedEntity> Predicted) Post(
        params (int Word, bool IsThere, double? Probability)[] entities)
    {
        const string Text = "Ann Bob Cem";
        var spans = entities.Select(e => new TextSpan(4 * e.Word, (4 * e.Word) + 3)).ToList();
        return (
            new GoldPost
            {
                Post = new Post { Id = "1", Text = Text },
                Entities = [.. entities.Select((e, i) => new GoldEntity
                {
                    Span = spans[i],
                    Type = EntityType.Person,
                    Boxes = e.IsThere ? [new Box(0, 0, 9, 9)] : []
                })],
            },
            [.. entities.Select((e, i) => new AnnotatedEntity
            {
                Mention = new Mention(spans[i], EntityType.Person),
                Text = spans[i].Of(Text),
                Entailment = e.Probability
            })]);
    }
}
