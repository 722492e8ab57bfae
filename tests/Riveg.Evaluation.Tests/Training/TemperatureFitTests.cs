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
                var entity = new JudgedEntity(Logit(), Logit(), Logit(), false);
                var probability = 1 / (1 + Math.Exp(-entity.Ahead / truth));
                return entity with { IsInPicture = random.NextDouble() < probability };
            }).ToList();

            var temperature = TemperatureFit.Fit(entities);

            Assert.InRange(temperature, truth * 0.85, truth * 1.18);
            Assert.All(
                new[] { temperature * 0.9, temperature * 1.1 },
                other => Assert.True(TemperatureFit.Loss(entities, temperature) <= TemperatureFit.Loss(entities, other)));

            double Logit() => (random.NextDouble() * 12) - 6;
        },
        iter: 20,
        threads: 1);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Fit_AllOfOneKind_IsRefused(bool isInPicture) =>
        Assert.Throws<ArgumentException>(() => TemperatureFit.Fit([new(1, 0, 0, isInPicture), new(0, 2, 1, isInPicture)]));

    [Fact]
    public void Ahead_HugeLogits_IsANumber() => Assert.Equal(-1000, new JudgedEntity(-1e6, -1e6 + 1000, -2e6, true).Ahead, 1e-6);
}
