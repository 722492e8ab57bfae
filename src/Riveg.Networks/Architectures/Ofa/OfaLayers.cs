using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Ofa;

/// <summary>A branch beside the stream: normalised before, normalised after, and added.</summary>
/// <param name="weights">The layer's weights.</param>
/// <param name="name">The attention's name; its normalisations are called after it.</param>
/// <param name="config">The sizes.</param>
internal sealed class OfaAttentionBranch(WeightSource weights, string name, OfaConfig config)
{
    private readonly LayerNorm before = new(weights, $"{name}_layer_norm", config.Width, OfaLayers.Epsilon);
    private readonly LayerNorm after = new(weights, $"{name}_mid_layer_norm", config.Width, OfaLayers.Epsilon);

    public OfaAttention Attention { get; } = new(weights.In($"{name}."), config);

    public T Enter<T>(ITensorOps<T> ops, T x)
        where T : class => before.Forward(ops, x);

    public T Leave<T>(ITensorOps<T> ops, T x, T attended, double dropPath)
        where T : class =>
        ops.Add(x, ops.DropPath(ops.Dropout(after.Forward(ops, Attention.Join(ops, attended)), config.Dropout), dropPath));
}

/// <summary>The feed-forward branch, whose middle is normalised.</summary>
internal sealed class OfaFeedForward(WeightSource weights, OfaConfig config)
{
    private readonly LayerNorm before = new(weights, "final_layer_norm", config.Width, OfaLayers.Epsilon);
    private readonly Linear widen = new(weights, "fc1", config.Width, config.FeedForwardWidth);
    private readonly LayerNorm middle = new(weights, "ffn_layer_norm", config.FeedForwardWidth, OfaLayers.Epsilon);
    private readonly Linear narrow = new(weights, "fc2", config.FeedForwardWidth, config.Width);

    public T Forward<T>(ITensorOps<T> ops, T x, double dropPath)
        where T : class
    {
        var wide = middle.Forward(ops, ops.Gelu(widen.Forward(ops, before.Forward(ops, x))));
        return ops.Add(x, ops.DropPath(ops.Dropout(narrow.Forward(ops, wide), config.Dropout), dropPath));
    }
}

/// <summary>What the layers of encoder and decoder have in common.</summary>
internal static class OfaLayers
{
    public const float Epsilon = 1e-5f;

    /// <summary>How tables of words, kinds and positions start.</summary>
    public static InitialDistribution Words(OfaConfig config) => new InitialDistribution.Normal(1 / MathF.Sqrt(config.Width));

    /// <summary>The share of a layer's branches that training drops: none at the first, the configured share at the last.</summary>
    public static double DropPath(OfaConfig config, int layer, int layers) => layers > 1 ? config.DropPath * layer / (layers - 1) : 0;
}
