using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Layers;

/// <summary>A layer normalisation of the last axis with its weights <c>weight</c> and <c>bias</c>.</summary>
internal sealed class LayerNorm(WeightSource weights, string name, int width, float epsilon)
{
    private readonly Weight gain = weights.Get(name + ".weight", InitialDistribution.Ones, width);
    private readonly Weight bias = weights.Get(name + ".bias", InitialDistribution.Zeros, width);

    public T Forward<T>(ITensorOps<T> ops, T x)
        where T : class => ops.LayerNorm(x, gain, bias, epsilon);

    /// <summary>Normalises the channels of [N, C, H, W] at each pixel.</summary>
    public T ForwardChannels<T>(ITensorOps<T> ops, T x)
        where T : class => ops.Transpose(Forward(ops, ops.Transpose(x, 0, 2, 3, 1)), 0, 3, 1, 2);
}
