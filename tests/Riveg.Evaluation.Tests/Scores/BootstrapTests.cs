using Riveg.Evaluation.Scores;

namespace Riveg.Evaluation.Tests.Scores;

public sealed class BootstrapTests
{
    private static readonly Score Right = new(1, 1, 1);
    private static readonly Score Wrong = new(0, 1, 1);

    [Fact]
    public void Compare_SecondIsBetterInEveryPost_IsAsSureAsTheRoundsAllow()
    {
        var difference = Bootstrap.Compare(Repeat(Wrong, 50), Repeat(Right, 50));
        Assert.Equal((1.0, new Interval(1, 1)), (difference.Difference, difference.Interval));
        Assert.Equal(2.0 / 1001, difference.PValue, 12);
    }

    [Fact]
    public void Compare_TheOtherWayRound_IsTheMirrorImage()
    {
        var (first, second) = (Mixed(10), Mixed(25));
        var (there, back) = (Bootstrap.Compare(first, second), Bootstrap.Compare(second, first));
        Assert.Equal(0.3, there.Difference, 12);
        Assert.Equal((-there.Difference, there.PValue), (back.Difference, back.PValue));
        Assert.Equal((-there.Interval.High, -there.Interval.Low), (back.Interval.Low, back.Interval.High));
    }

    [Fact]
    public void Compare_ASmallDifferenceInFewPosts_IsUnsureAndItsIntervalHoldsZero()
    {
        var difference = Bootstrap.Compare([.. Repeat(Right, 5), .. Repeat(Wrong, 6)], [.. Repeat(Wrong, 5), .. Repeat(Right, 6)]);
        Assert.InRange(difference.PValue, 0.5, 1);
        Assert.True(difference.Interval.Low < 0 && difference.Interval.High > 0);
    }

    [Fact]
    public void Compare_AClearDifference_HasAnIntervalAroundItAndASmallPValue()
    {
        var difference = Bootstrap.Compare(Mixed(10), Mixed(25));
        Assert.InRange(difference.PValue, 0, 0.01);
        Assert.True(difference.Interval.Low > 0
            && difference.Interval.Low < difference.Difference
            && difference.Difference < difference.Interval.High);
    }

    [Fact]
    public void Compare_PairsByPost_SoThatSharedHardPostsDoNotBlurIt()
    {
        // The same difference, once in posts that are otherwise alike, once unpaired.
        var paired = Bootstrap.Compare([.. Repeat(Right, 25), .. Repeat(Wrong, 25)], [.. Repeat(Right, 30), .. Repeat(Wrong, 20)]);
        var crossed = Bootstrap.Compare([.. Repeat(Right, 25), .. Repeat(Wrong, 25)], [.. Repeat(Wrong, 20), .. Repeat(Right, 30)]);
        Assert.Equal(paired.Difference, crossed.Difference, 12);
        Assert.True(paired.PValue < crossed.PValue);
        Assert.True(paired.Interval.High - paired.Interval.Low < crossed.Interval.High - crossed.Interval.Low);
    }

    [Fact]
    public void Compare_AnyPosts_IsThatOfAnotherBootstrap()
    {
        Score[] first = [new(1, 2, 3), new(0, 1, 1), new(2, 2, 2), new(0, 0, 1), new(1, 1, 2)];
        Score[] second = [new(2, 3, 3), new(0, 0, 1), new(1, 2, 2), new(1, 1, 1), new(1, 3, 2)];
        var random = new Random(42);
        var differences = new List<double>();
        for (var round = 0; round < 1000; round++)
        {
            var (a, b) = (default(Score), default(Score));
            for (var i = 0; i < first.Length; i++)
            {
                var drawn = random.Next(first.Length);
                (a, b) = (a + first[drawn], b + second[drawn]);
            }

            differences.Add(b.F1 - a.F1);
        }

        differences.Sort();
        var other = Math.Min(differences.Count(d => d <= 0), differences.Count(d => d >= 0));
        var found = Bootstrap.Compare(first, second);
        Assert.Equal((new Interval(differences[24], differences[975]), 2.0 * (other + 1) / 1001), (found.Interval, found.PValue));
        Assert.Equal((5.0 / 9) - (8.0 / 15), found.Difference, 12);
    }

    [Fact]
    public void IntervalOfF1_OfACoin_IsThatOfTheBinomial()
    {
        // 100 posts, half of them right: 0.5 +- 1.96 * sqrt(0.25 / 100).
        var interval = Bootstrap.IntervalOfF1(Mixed(50, 100));
        Assert.InRange(interval.Low, 0.38, 0.43);
        Assert.InRange(interval.High, 0.57, 0.62);
    }

    [Fact]
    public void IntervalOfF1_DrawsWithoutAnEntity_AreLeftOut()
    {
        Assert.Equal(new Interval(1, 1), Bootstrap.IntervalOfF1([new(2, 2, 2), new(0, 0, 0), new(0, 0, 0)]));

        // A draw with predictions and no gold says something: all are wrong.
        Assert.Equal(new Interval(0, 1), Bootstrap.IntervalOfF1([new(2, 2, 2), new(0, 1, 0)]));
    }

    [Fact]
    public void IntervalOfF1_NoEntityAtAll_IsTheF1OfNothing()
    {
        Assert.Equal(default, Bootstrap.IntervalOfF1([new(0, 0, 0), new(0, 0, 0)]));
        Assert.Equal(default, Bootstrap.IntervalOfF1([]));
        Assert.Equal(new PairedDifference(0, default, 1), Bootstrap.Compare([default, default], [default, default]));
        Assert.Equal(new PairedDifference(0, default, 1), Bootstrap.Compare([], []));
    }

    [Fact]
    public void Compare_DrawsWithoutAnEntity_AreLeftOut()
    {
        Score[] first = [Wrong, new(0, 0, 0), new(0, 0, 0)];
        var difference = Bootstrap.Compare(first, [Right, new(0, 0, 0), new(0, 0, 0)]);
        Assert.Equal((1.0, new Interval(1, 1)), (difference.Difference, difference.Interval));
        Assert.InRange(difference.PValue, 2.0 / 1001, 0.01);
    }

    private static Score[] Repeat(Score score, int count) => [.. Enumerable.Repeat(score, count)];

    private static Score[] Mixed(int right, int count = 50) => [.. Repeat(Right, right), .. Repeat(Wrong, count - right)];
}
