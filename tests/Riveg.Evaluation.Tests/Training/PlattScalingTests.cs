using CsCheck;
using Riveg.Builtin.Learning;
using Riveg.Evaluation.Training;

namespace Riveg.Evaluation.Tests.Training;

public sealed class PlattScalingTests
{
    [Fact]
    public void Fit_CalibratedScores_GivesTheIdentity()
    {
        var (scores, labels) = Draw(slope: 1, offset: 0);
        var fit = PlattFit.Fit(scores, labels);
        Assert.Equal(1, fit.Slope, 0.02);
        Assert.Equal(0, fit.Offset, 0.02);
    }

    [Fact]
    public void Fit_ScoresThatAreTooSureOrShifted_FindsWhatMendsThem() => Gen.Select(Gen.Double[0.2, 2.5], Gen.Double[-2, 2]).Sample(
        (slope, offset) =>
        {
            var (scores, labels) = Draw(slope, offset);
            var fit = PlattFit.Fit(scores, labels);
            Assert.Equal(slope, fit.Slope, 0.05);
            Assert.Equal(offset, fit.Offset, 0.05);
        },
        iter: 30);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Fit_OneClassOnly_StaysFiniteAndOnItsSide(bool label)
    {
        double[] scores = [-2, -1, 0, 1, 2];
        bool[] labels = [label, label, label, label, label];
        var fit = PlattFit.Fit(scores, labels);
        Assert.All(scores, s => Assert.Equal(label, fit.Probability(s) > 0.5));
        Assert.All(scores, s => Assert.InRange(fit.Probability(s), 0.001, 0.999));
    }

    [Fact]
    public void Fit_NoExample_TakesTheScoreAtItsWord() => Assert.Equal(new PlattScaling(1, 0), PlattFit.Fit([], []));

    [Fact]
    public void Fit_SureScoresThatAreAllWrong_TurnsAround()
    {
        // Whole Newton steps jump to and fro here without an end.
        var fit = PlattFit.Fit([-1000, -900, 800, 1000], [true, true, false, false]);
        Assert.True(double.IsFinite(fit.Slope) && double.IsFinite(fit.Offset));
        Assert.True(fit.Probability(-900) > 0.9, $"{fit}");
        Assert.True(fit.Probability(800) < 0.1, $"{fit}");
    }

    [Fact]
    public void Fit_AnyExamples_NoNeighbourHasLessLoss() =>
        (from scores in Gen.Double[-6, 6].Array[1, 30]
         from labels in Gen.Bool.Array[scores.Length]
         select (scores, labels)).Sample(e =>
        {
            var fit = PlattFit.Fit(e.scores, e.labels);
            var least = Loss(fit, e.scores, e.labels);
            foreach (var (ds, db) in new[] { (0.01, 0.0), (-0.01, 0.0), (0.0, 0.01), (0.0, -0.01) })
            {
                Assert.True(Loss(new PlattScaling(fit.Slope + ds, fit.Offset + db), e.scores, e.labels) > least);
            }
        });

    [Fact]
    public void FitFactor_KnownFactor_IsFound() => Gen.Double[-3, 5].Sample(
        factor =>
        {
            // What is known says nothing; the score times the factor says all.
            var (scores, labels) = Draw(factor, 0);
            Assert.Equal(factor, PlattFit.FitFactor(new double[scores.Length], scores, labels), 0.1);
        },
        iter: 30);

    [Fact]
    public void FitFactor_WhatIsKnownSaysAll_AddsNothing()
    {
        var (scores, labels) = Draw(1, 0);
        Assert.Equal(0, PlattFit.FitFactor(scores, [.. scores.Reverse()], labels), 0.01);
        Assert.Equal(1, PlattFit.FitFactor([], [], []), 1e-6);
    }

    // Each score as often with each label as its probability asks for.
    private static (double[] Scores, bool[] Labels) Draw(double slope, double offset)
    {
        const int Repeats = 1000;
        var scores = new List<double>();
        var labels = new List<bool>();
        for (var step = -12; step <= 12; step++)
        {
            var score = step / 4.0;
            var positive = Math.Round(Repeats / (1 + Math.Exp(-((slope * score) + offset))));
            for (var i = 0; i < Repeats; i++)
            {
                scores.Add(score);
                labels.Add(i < positive);
            }
        }

        return ([.. scores], [.. labels]);
    }

    private static double Loss(PlattScaling scaling, double[] scores, bool[] labels) =>
        ((Math.Pow(scaling.Slope - 1, 2) + Math.Pow(scaling.Offset, 2)) / 2)
            + scores.Zip(labels, (s, l) => -Math.Log(l ? scaling.Probability(s) : 1 - scaling.Probability(s))).Sum();
}
