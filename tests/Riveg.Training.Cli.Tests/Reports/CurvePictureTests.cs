using Riveg.Training.Cli.Reports;
using Riveg.Training.Cli.Runs;

namespace Riveg.Training.Cli.Tests.Reports;

/// <summary>The picture of a run, of whatever numbers.</summary>
public sealed class CurvePictureTests
{
    public static TheoryData<double[]> Values =>
    [
        new[] { 0.0 }, new[] { 0.7622 }, new[] { 0.7, 0.76 }, new[] { 12.5, 0.25 }, new[] { 1e-300 }, new[] { 5e14 },
        new[] { 5e14, 5e14 + 1 }, new[] { -5e14, 3 },
        new[] { double.MaxValue }, new[] { double.MaxValue, 0 }, new[] { double.NaN }, new[] { double.PositiveInfinity, 1 },
    ];

    [Theory]
    [MemberData(nameof(Values))]
    public void Scale_AnyNumbers_HasAFewStepsThatHoldThem(double[] values)
    {
        var (low, step, steps) = CurvePicture.Scale(values);
        Assert.InRange(steps, 1, 10);
        Assert.True(low + step > low, $"{low} and {step}");
        foreach (var value in values.Where(v => Math.Abs(v) <= 1e30))
        {
            Assert.InRange(value, low - (step / 1000), low + (step * steps) + (step / 1000));
        }
    }

    [Fact]
    public void Scale_Scores_AreEvenNumbers()
    {
        var (low, step, steps) = CurvePicture.Scale([0.7, 0.762]);
        Assert.Equal((0.7, 0.01, 7), (Math.Round(low, 9), Math.Round(step, 9), steps));
    }

    [Theory]
    [MemberData(nameof(Values))]
    public void Write_AnyNumbers_IsAPicture(double[] values)
    {
        using var stream = new MemoryStream();
        CurvePicture.Write([.. values.Select((v, i) => new EpochRecord(i + 1, v, 1, 1, new Figures(v, v, v)))], stream);
        Assert.Equal([0x89, (byte)'P', (byte)'N', (byte)'G'], stream.ToArray()[..4]);
    }
}
