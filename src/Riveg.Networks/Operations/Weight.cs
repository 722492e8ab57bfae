using System.Collections.Immutable;

namespace Riveg.Networks.Operations;

/// <summary>A learnt tensor of an architecture under its official name. Its numbers are read when they are asked for.</summary>
/// <param name="name">The official name.</param>
/// <param name="shape">Its lengths, outermost first.</param>
/// <param name="read">Reads its numbers, row-major; called as often as they are wanted.</param>
public sealed class Weight(string name, ImmutableArray<int> shape, Func<float[]> read)
{
    /// <summary>The official name.</summary>
    public string Name { get; } = name;

    /// <summary>Its lengths, outermost first.</summary>
    public ImmutableArray<int> Shape { get; } = shape;

    /// <summary>Reads its numbers, row-major.</summary>
    public float[] Read() => read();
}

/// <summary>
/// The four weights of a batch normalisation. In training the last two are moved by the implementation and not by the gradient.
/// </summary>
/// <param name="Gain">The factor of each channel.</param>
/// <param name="Bias">The shift of each channel.</param>
/// <param name="Mean">The running mean of each channel.</param>
/// <param name="Variance">The running variance of each channel.</param>
public sealed record BatchNormWeights(Weight Gain, Weight Bias, Weight Mean, Weight Variance);
