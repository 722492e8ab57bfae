using CsCheck;
using Riveg.Evaluation.Training;

namespace Riveg.Evaluation.Tests.Training;

public sealed class TemperatureFitTests
{
    [Fact]
    public void Fit_OnAnswersOfAKnownTemperature_FindsIt() => Gen.Double[0.5, 4].Sample(
        truth =>
        {
            var random = new Random(7);
            var entities = Enumerable.Range(0, 4000).Select(_ =>
            {
                var ahead = (random.NextDouble() * 12) - 6;
                return new JudgedEntity(ahead, random.NextDouble() < 1 / (1 + Math.Exp(-ahead / truth)));
            }).ToList();

            var temperature = TemperatureFit.Fit(entities);

            Assert.InRange(temperature, truth * 0.85, truth * 1.18);
            Assert.All(
                new[] { temperature * 0.9, temperature * 1.1 },
                other => Assert.True(TemperatureFit.Loss(entities, temperature) <= TemperatureFit.Loss(entities, other)));
        },
        iter: 20,
        threads: 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_AllOfOneKind_IsRefused(bool isInPicture) =>
        Assert.Throws<ArgumentException>(() => TemperatureFit.Fit([new(1, isInPicture), new(-2, isInPicture)]));
}
