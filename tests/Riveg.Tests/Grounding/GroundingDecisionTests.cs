using CsCheck;
using Riveg.Grounding;
using Riveg.Regions;

namespace Riveg.Tests.Grounding;

public sealed class GroundingDecisionTests
{
    private static readonly ExpectedCorrectness Expected = new();

    [Theory]
    [InlineData(0.5, 1, true)]
    [InlineData(0.49, 1, false)]
    [InlineData(0.6, 0.66, false)]
    [InlineData(0.6, 0.67, true)]
    [InlineData(0.8, 0.24, false)]
    [InlineData(0.8, 0.26, true)]
    [InlineData(0.99, 0.01, false)]
    [InlineData(1, 0, true)]
    [InlineData(0, 1, false)]
    [InlineData(double.NaN, 1, false)]
    [InlineData(0.9, double.NaN, false)]
    public void ExpectedCorrectness_TakesTheAnswerThatIsMoreLikelyRight(double entailment, double score, bool isThere) =>
        Assert.Equal(isThere, Expected.IsInPicture(entailment, [Of(score)]));

    [Fact]
    public void ExpectedCorrectness_SeveralRegions_JudgesByTheBest() => Assert.True(Expected.IsInPicture(0.8, [Of(0.3), Of(0.01)]));

    [Fact]
    public void ExpectedCorrectness_AnyNumbers_IsRightMoreOftenThanTheOtherAnswer() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Sample((entailment, score) =>
    {
        var (here, gone) = (entailment * score, 1 - entailment);
        Assert.Equal(Math.Max(here, gone), Expected.IsInPicture(entailment, [Of(score)]) ? here : gone);
    });

    [Fact]
    public void MayBeInPicture_False_NoRegionCouldChangeIt() =>
        Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1], Gen.Double[0, 1]).Sample((entailment, score, threshold) =>
    {
        foreach (IGroundingDecision decision in new IGroundingDecision[] { Expected, new EntailmentThreshold(threshold) })
        {
            Assert.True(decision.MayBeInPicture(entailment) || !decision.IsInPicture(entailment, [Of(score)]));
        }

        // And where it says that one may, one can.
        Assert.Equal(Expected.MayBeInPicture(entailment), Expected.IsInPicture(entailment, [Of(1)]));
    });

    [Fact]
    public void IsInPicture_WithoutRegions_IsFalse()
    {
        Assert.False(Expected.IsInPicture(1, []));
        Assert.False(new EntailmentThreshold(0).IsInPicture(1, []));
        Assert.Throws<ArgumentNullException>(() => Expected.IsInPicture(1, null!));
        Assert.Throws<ArgumentNullException>(() => new EntailmentThreshold().IsInPicture(1, null!));
    }

    [Theory]
    [InlineData(0.5, 0.5, true)]
    [InlineData(0.5, 0.4999, false)]
    [InlineData(0.7, 0.69, false)]
    [InlineData(0, 0, true)]
    [InlineData(1, 1, true)]
    [InlineData(1, 0.999, false)]
    [InlineData(0.5, double.NaN, false)]
    [InlineData(0, double.NaN, false)]
    public void EntailmentThreshold_FromTheThresholdOn_WhateverTheRegion(double threshold, double entailment, bool isThere)
    {
        var decision = new EntailmentThreshold(threshold);
        Assert.Equal(isThere, decision.MayBeInPicture(entailment));
        Assert.Equal(isThere, decision.IsInPicture(entailment, [Of(0)]));
        Assert.Equal(isThere, decision.IsInPicture(entailment, [Of(double.NaN)]));
    }

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-0.001)]
    [InlineData(1.001)]
    [InlineData(double.PositiveInfinity)]
    public void EntailmentThreshold_NoProbability_IsRefused(double threshold) =>
        Assert.Throws<ArgumentOutOfRangeException>(nameof(threshold), () => new EntailmentThreshold(threshold));

    [Fact]
    public void Name_SaysTheDecisionWithItsNumber()
    {
        Assert.Equal("expected-correctness", Expected.Name);
        Assert.Equal("threshold 0.5", new EntailmentThreshold().Name);
        Assert.Equal("threshold 0.25", new EntailmentThreshold(0.25).Name);
    }

    private static Region Of(double score) => new(new Box(0, 0, 1, 1), score);
}
