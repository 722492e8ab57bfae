using System.Collections.Immutable;

namespace Riveg.Networks.Operations;

/// <summary>What becomes of a weight in training.</summary>
public enum WeightKind
{
    /// <summary>The gradient moves it.</summary>
    Parameter,

    /// <summary>
    /// A table that belongs to the network but is not learnt: running statistics, which the normalisation itself moves, and fixed
    /// positions.
    /// </summary>
    Buffer,
}

/// <summary>
/// A tensor of an architecture under its official name. Its numbers are read when they are asked for. A source gives one weight a name, so
/// that two uses of a name are two uses of one weight, for whoever stores or trains it.
/// </summary>
/// <param name="name">The official name.</param>
/// <param name="shape">Its lengths, outermost first.</param>
/// <param name="read">Reads its numbers, row-major; called as often as they are wanted.</param>
/// <param name="kind">Whether it is learnt.</param>
public sealed class Weight(string name, ImmutableArray<int> shape, Func<float[]> read, WeightKind kind = WeightKind.Parameter)
{
    /// <summary>The official name.</summary>
    public string Name { get; } = name;

    /// <summary>Its lengths, outermost first.</summary>
    public ImmutableArray<int> Shape { get; } = shape;

    /// <summary>Whether it is learnt.</summary>
    public WeightKind Kind { get; } = kind;

    /// <summary>Reads its numbers, row-major.</summary>
    public float[] Read() => read();
}

/// <summary>
/// The four weights of a batch normalisation. The last two are buffers: in training the implementation moves them, not the gradient.
/// </summary>
/// <param name="Gain">The factor of each channel.</param>
/// <param name="Bias">The shift of each channel.</param>
/// <param name="Mean">The running mean of each channel.</param>
/// <param name="Variance">The running variance of each channel.</param>
public sealed record BatchNormWeights(Weight Gain, Weight Bias, Weight Mean, Weight Variance)
{
    /// <summary>
    /// Asks for the four by PyTorch's names: <c>weight</c>, <c>bias</c>, <c>running_mean</c> and <c>running_var</c> behind a prefix.
    /// </summary>
    /// <param name="weights">Where they come from.</param>
    /// <param name="name">The prefix without its dot.</param>
    /// <param name="channels">How many channels are normalised.</param>
    public static BatchNormWeights From(WeightSource weights, string name, int channels)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return new(
            weights.Get(name + ".weight", InitialDistribution.Ones, channels),
            weights.Get(name + ".bias", InitialDistribution.Zeros, channels),
            weights.GetBuffer(name + ".running_mean", InitialDistribution.Zeros, channels),
            weights.GetBuffer(name + ".running_var", InitialDistribution.Ones, channels));
    }
}
