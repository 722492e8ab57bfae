using Riveg.Training.Cli.Runs;

namespace Riveg.Training.Cli.Tests.Runs;

/// <summary>Which epoch is kept, and when it is enough.</summary>
public sealed class RunStateTests
{
    [Theory]
    [InlineData(new[] { 0.5, 0.6, 0.6 }, 2)]
    [InlineData(new[] { 0.0, 0.0 }, 1)]
    [InlineData(new[] { 0.1, 0.3, 0.2 }, 2)]
    public void Best_IsTheFirstOfTheBest(double[] scores, int best) => Assert.Equal(best, State(scores).Best!.Epoch);

    [Theory]
    [InlineData(new[] { 0.5 }, null, false)]
    [InlineData(new[] { 0.5, 0.4 }, null, false)]
    [InlineData(new[] { 0.5, 0.4 }, 2, false)]
    [InlineData(new[] { 0.5, 0.4, 0.4 }, 2, true)]
    [InlineData(new[] { 0.5, 0.4, 0.6 }, 2, false)]
    [InlineData(new[] { 0.5, 0.5 }, 1, true)]
    [InlineData(new[] { 0.1, 0.2, 0.3, 0.4, 0.5 }, 4, true)]
    public void IsDone_AtTheLastEpochOrOutOfPatience(double[] scores, int? patience, bool isDone) =>
        Assert.Equal(isDone, State(scores).IsDone(5, patience));

    [Fact]
    public void IsDone_WithoutDev_IsTheLastEpochAlone() =>
        Assert.False(new RunState([new(1, 3, 1, 1), new(2, 4, 1, 1), new(3, 5, 1, 1)]).IsDone(4, 1));

    [Fact]
    public void Merit_OfBothViews_IsTheirMean() =>
        Assert.Equal(0.75, new EpochRecord(1, 1, 1, 1, new Figures(1, 1, 0.5), new Figures(1, 1, 1)).Merit);

    private static RunState State(double[] scores) =>
        new([.. scores.Select((s, i) => new EpochRecord(i + 1, 1, 1, 1, new Figures(s, s, s)))]);
}
