namespace Riveg.Networks.Operations;

/// <summary>The scores of a linear-chain CRF that do not depend on its input.</summary>
/// <param name="Start">Of each label as the first one [labels].</param>
/// <param name="Transitions">Of each step, from the first index to the second [labels, labels].</param>
/// <param name="End">Of each label as the last one [labels].</param>
public sealed record ChainWeights(Weight Start, Weight Transitions, Weight End)
{
    /// <summary>
    /// Asks for the three as pytorch-crf names them: <c>start_transitions</c>, <c>transitions</c> and <c>end_transitions</c> behind a
    /// prefix. They begin uniform within 0.1.
    /// </summary>
    /// <param name="weights">Where they come from.</param>
    /// <param name="name">The prefix without its dot.</param>
    /// <param name="labels">How many labels there are.</param>
    public static ChainWeights From(WeightSource weights, string name, int labels)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var initial = new InitialDistribution.Uniform(0.1f);
        return new(
            weights.Get(name + ".start_transitions", initial, labels),
            weights.Get(name + ".transitions", initial, labels, labels),
            weights.Get(name + ".end_transitions", initial, labels));
    }
}
