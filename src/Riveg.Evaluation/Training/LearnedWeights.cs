using System.Numerics.Tensors;
using Riveg.Builtin.Recognition;
using Riveg.Recognition;

namespace Riveg.Evaluation.Training;

/// <summary>The weights of one run of training, before they are rounded.</summary>
/// <param name="Features">A row of weights for each feature.</param>
/// <param name="Chain">The scores of transitions, starts and ends, one after the other; what the labels' scheme forbids is minus
/// infinity.</param>
internal sealed record LearnedWeights(float[] Features, double[] Chain)
{
    /// <summary>The values of a chain in the order of <see cref="Chain"/>.</summary>
    public static IEnumerable<double> ChainValues(ChainScores scores) => scores.Transitions.Concat(scores.Start).Concat(scores.End);

    /// <summary>
    /// The mean of several runs: runs that differ in order and in hidden features err differently, and a mean of linear models is one
    /// linear model.
    /// </summary>
    public static LearnedWeights Mean(IReadOnlyList<LearnedWeights> runs)
    {
        var features = new float[runs[0].Features.Length];
        var chain = new double[runs[0].Chain.Length];
        foreach (var run in runs)
        {
            TensorPrimitives.Add(features, run.Features, features);
            TensorPrimitives.Add(chain, run.Chain, chain);
        }

        TensorPrimitives.Divide(features, runs.Count, features);
        TensorPrimitives.Divide(chain, (double)runs.Count, chain);
        return new LearnedWeights(features, chain);
    }

    /// <summary>Rounds the weights to what a model stores.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="keys">The key of each feature.</param>
    /// <param name="outsidePenalty">What the label <c>O</c> loses at each token.</param>
    /// <param name="weightStep">The step between two values of a stored weight.</param>
    public CrfParameters ToParameters(BioesLabels labels, uint[] keys, double outsidePenalty, double weightStep)
    {
        var scores = CrfParameters.MakeChain(labels);
        var at = 0;
        foreach (var values in (double[][])[scores.Transitions, scores.Start, scores.End])
        {
            for (var i = 0; i < values.Length; i++)
            {
                values[i] = (float)Chain[at++];
            }
        }

        PenaliseOutside(scores, labels, (float)outsidePenalty);
        scores.Refresh();
        return CrfParameters.Quantise(labels, keys, Features, scores, weightStep);
    }

    private static void PenaliseOutside(ChainScores scores, BioesLabels labels, float penalty)
    {
        scores.Start[labels.Outside] -= penalty;
        for (var from = 0; from < labels.Count; from++)
        {
            scores.Transitions[(from * labels.Count) + labels.Outside] -= penalty;
        }
    }
}
