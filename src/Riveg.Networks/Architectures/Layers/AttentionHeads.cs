using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Layers;

/// <summary>The heads of attention: parts of the last axis that attend each for itself.</summary>
internal static class AttentionHeads
{
    /// <summary>[N, tokens, heads · width] to [N, heads, tokens, width].</summary>
    public static T Split<T>(ITensorOps<T> ops, T x, int heads, int width)
        where T : class => ops.Transpose(ops.Reshape(x, 0, -1, heads, width), 0, 2, 1, 3);

    /// <summary>[N, heads, tokens, width] to [N, tokens, heads · width].</summary>
    public static T Join<T>(ITensorOps<T> ops, T x, int heads, int width)
        where T : class => ops.Reshape(ops.Transpose(x, 0, 2, 1, 3), 0, -1, heads * width);
}
