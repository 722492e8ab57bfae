using Riveg.Training.Cli.Reports;

namespace Riveg.Training.Cli.Tests.Reports;

public sealed class TrainingProgressTests
{
    [Theory]
    [InlineData(0, "00:00")]
    [InlineData(59.9, "00:59")]
    [InlineData(3599, "59:59")]
    [InlineData(3600, "1:00:00")]
    [InlineData(86399, "23:59:59")]
    [InlineData(108000, "30:00:00")]
    [InlineData(360061, "100:01:01")]
    public void Time_AnySeconds_HasAllItsHours(double seconds, string time) =>
        Assert.Equal(time, TrainingProgress.Time(TimeSpan.FromSeconds(seconds)));
}
