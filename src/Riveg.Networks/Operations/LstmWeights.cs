namespace Riveg.Networks.Operations;

/// <summary>
/// The weights of one direction of a long short-term memory; the gates stand below one another as input, forget, cell, output.
/// </summary>
/// <param name="Inputs">From the input to the gates [4 hidden, inputs].</param>
/// <param name="Hidden">From the state before to the gates [4 hidden, hidden].</param>
/// <param name="InputBias">[4 hidden].</param>
/// <param name="HiddenBias">[4 hidden], added to the other: PyTorch has both.</param>
public sealed record LstmDirection(Weight Inputs, Weight Hidden, Weight InputBias, Weight HiddenBias);

/// <summary>The weights of a long short-term memory of one layer that reads in both directions.</summary>
/// <param name="Forward">From the first place to the last.</param>
/// <param name="Backward">From the last to the first.</param>
public sealed record LstmWeights(LstmDirection Forward, LstmDirection Backward)
{
    /// <summary>How many numbers are given for each place and direction.</summary>
    public int HiddenWidth => Forward.Hidden.Shape[1];

    /// <summary>
    /// Asks for the eight by PyTorch's names (<c>weight_ih_l0</c> and so on, <c>_reverse</c> for the other direction) behind a prefix. All
    /// begin uniform within 1 / sqrt(hidden), as in PyTorch.
    /// </summary>
    /// <param name="weights">Where they come from.</param>
    /// <param name="name">The prefix without its dot.</param>
    /// <param name="inputs">How many numbers go in at each place.</param>
    /// <param name="hidden">How many numbers are given for each place and direction.</param>
    public static LstmWeights From(WeightSource weights, string name, int inputs, int hidden)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var initial = new InitialDistribution.Uniform(1 / MathF.Sqrt(hidden));
        return new(Direction(string.Empty), Direction("_reverse"));

        LstmDirection Direction(string suffix) => new(
            weights.Get($"{name}.weight_ih_l0{suffix}", initial, 4 * hidden, inputs),
            weights.Get($"{name}.weight_hh_l0{suffix}", initial, 4 * hidden, hidden),
            weights.Get($"{name}.bias_ih_l0{suffix}", initial, 4 * hidden),
            weights.Get($"{name}.bias_hh_l0{suffix}", initial, 4 * hidden));
    }
}
