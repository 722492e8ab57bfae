using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Layers;

/// <summary>Scaled dot-product attention.</summary>
internal static class Attention
{
    /// <summary>softmax(q k scale + bias) v.</summary>
    /// <param name="ops">The operations.</param>
    /// <param name="query">[..., queries, width].</param>
    /// <param name="key">Transposed: [..., width, keys].</param>
    /// <param name="value">[..., keys, value width].</param>
    /// <param name="bias">Added to the scores [..., queries, keys]; null for none.</param>
    /// <param name="scale">Applied to the query, the smallest of the factors.</param>
    /// <param name="dropout">The share of attention weights dropped in training.</param>
    public static T Forward<T>(ITensorOps<T> ops, T query, T key, T value, T? bias, double scale, double dropout)
        where T : class
    {
        var scores = ops.MatMul(ops.Multiply(query, scale), key);
        scores = bias is null ? scores : ops.Add(scores, bias);
        return ops.MatMul(ops.Dropout(ops.Softmax(scores), dropout), value);
    }

    /// <summary>[N, tokens, heads · width] to [N, heads, tokens, width].</summary>
    public static T SplitHeads<T>(ITensorOps<T> ops, T x, int heads, int width)
        where T : class => ops.Transpose(ops.Reshape(x, 0, -1, heads, width), 0, 2, 1, 3);

    /// <summary>[N, tokens, heads · width] to [N, heads, width, tokens].</summary>
    public static T SplitHeadsTransposed<T>(ITensorOps<T> ops, T x, int heads, int width)
        where T : class => ops.Transpose(ops.Reshape(x, 0, -1, heads, width), 0, 2, 3, 1);

    /// <summary>[N, heads, tokens, width] to [N, tokens, heads · width].</summary>
    public static T JoinHeads<T>(ITensorOps<T> ops, T x, int heads, int width)
        where T : class => ops.Reshape(ops.Transpose(x, 0, 2, 1, 3), 0, -1, heads * width);
}
