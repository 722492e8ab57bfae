using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Ofa;

/// <summary>Attention with a factor for each head, and biases for positions that its callers add up.</summary>
internal sealed class OfaAttention(WeightSource weights, OfaConfig config)
{
    private readonly Linear query = new(weights, "q_proj", config.Width, config.Width);
    private readonly Linear key = new(weights, "k_proj", config.Width, config.Width);
    private readonly Linear value = new(weights, "v_proj", config.Width, config.Width);
    private readonly Linear output = new(weights, "out_proj", config.Width, config.Width);
    private readonly Weight factors = weights.Get("c_attn", InitialDistribution.Ones, config.Heads);

    /// <summary>[N, tokens, width] to [N, heads, tokens, head width].</summary>
    public T Queries<T>(ITensorOps<T> ops, T x)
        where T : class => AttentionHeads.Split(ops, query.Forward(ops, x), config.Heads, config.HeadWidth);

    /// <summary>The same of the keys.</summary>
    public T Keys<T>(ITensorOps<T> ops, T x)
        where T : class => AttentionHeads.Split(ops, key.Forward(ops, x), config.Heads, config.HeadWidth);

    /// <summary>The same of the values.</summary>
    public T Values<T>(ITensorOps<T> ops, T x)
        where T : class => AttentionHeads.Split(ops, value.Forward(ops, x), config.Heads, config.HeadWidth);

    /// <summary>Queries meet keys; what comes out is [N, heads, queries, head width], each head times its factor.</summary>
    public T Attend<T>(ITensorOps<T> ops, T queries, T keys, T values, T bias)
        where T : class => Weigh(ops, ops.Attention(queries, keys, values, bias, config.Scale, config.Dropout));

    /// <summary>Each head of [N, heads, queries, head width] times its factor.</summary>
    public T Weigh<T>(ITensorOps<T> ops, T attended)
        where T : class => ops.Multiply(attended, ops.Reshape(ops.Parameter(factors), -1, 1, 1));

    /// <summary>[N, heads, tokens, head width] to [N, tokens, width].</summary>
    public T Join<T>(ITensorOps<T> ops, T attended)
        where T : class => output.Forward(ops, AttentionHeads.Join(ops, attended, config.Heads, config.HeadWidth));
}
