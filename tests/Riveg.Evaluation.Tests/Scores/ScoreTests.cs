using CsCheck;
using Riveg.Evaluation.Scores;

namespace Riveg.Evaluation.Tests.Scores;

public sealed class ScoreTests
{
    [Theory]
    [InlineData(0, 0, 0, 0, 0, 0)]
    [InlineData(0, 0, 4, 0, 0, 0)]
    [InlineData(0, 4, 0, 0, 0, 0)]
    [InlineData(0, 4, 4, 0, 0, 0)]
    [InlineData(1, 1, 1, 1, 1, 1)]
    [InlineData(2, 4, 5, 0.5, 0.4, 4 / 9.0)]
    [InlineData(3, 4, 12, 0.75, 0.25, 0.375)]
    public void Figures_OfCounts_AreWorkedOutByHand(int right, int predicted, int gold, double precision, double recall, double f1)
    {
        var score = new Score(right, predicted, gold);
        Assert.Equal(precision, score.Precision, 12);
        Assert.Equal(recall, score.Recall, 12);
        Assert.Equal(f1, score.F1, 12);
    }

    [Fact]
    public void Add_TwoScores_AddsEachCount() => Assert.Equal(new Score(11, 22, 33), new Score(1, 2, 3) + new Score(10, 20, 30));

    [Fact]
    public void Add_TwoBreakdowns_AddsEachCount() => Assert.Equal(
        new ErrorBreakdown(11, 22, 33, 44, 55, 66, 77, 88),
        new ErrorBreakdown(1, 2, 3, 4, 5, 6, 7, 8) + new ErrorBreakdown(10, 20, 30, 40, 50, 60, 70, 80));

    [Fact]
    public void FindLargest_OnePartnerForTwo_GivesTheOtherAnother()
    {
        Assert.Equal([1, 0], BipartiteMatching.FindLargest(2, 2, (l, r) => l == 0 || r == 0));
        Assert.Equal([-1, 0, -1], BipartiteMatching.FindLargest(3, 2, (l, r) => l == 1 && r == 0));
        Assert.Equal([0, -1], BipartiteMatching.FindLargest(2, 1, (_, _) => true));
        Assert.Equal([-1], BipartiteMatching.FindLargest(1, 0, (_, _) => true));
    }

    [Fact]
    public void IntervalOfF1_AnyPosts_IsThatOfAnotherBootstrap() =>
        Gen.Int[0, 3].Select(
            Gen.Int[0, 2],
            Gen.Int[0, 2],
            (right, more, missed) => new Score(right, right + more, right + missed)).Array[1, 12].Sample(
            posts =>
            {
                var random = new Random(42);
                var figures = new List<double>();
                for (var round = 0; round < 1000; round++)
                {
                    var sum = default(Score);
                    for (var i = 0; i < posts.Length; i++)
                    {
                        sum += posts[random.Next(posts.Length)];
                    }

                    // Of nothing there is no F1.
                    if (sum.Predicted + sum.Gold > 0)
                    {
                        figures.Add(sum.F1);
                    }
                }

                // The 2.5th and the 97.5th of a hundred parts, outwards.
                figures.Sort();
                var last = figures.Count - 1;
                Assert.Equal(
                    last < 0 ? default : new Interval(figures[(int)(0.025 * last)], figures[(int)Math.Ceiling(0.975 * last)]),
                    Bootstrap.IntervalOfF1(posts));
            },
            iter: 20);
}
