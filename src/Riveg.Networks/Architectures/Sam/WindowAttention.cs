using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Sam;

/// <summary>
/// Attention within square windows with relative positions decomposed into rows and columns. Global attention is one window over the whole
/// grid. Windows that reach over the edge attend to padding; the padding is zero before the projections, so it holds their biases after
/// them, and projecting before padding gives the same numbers with less work.
/// </summary>
internal sealed class WindowAttention(WeightSource weights, SamImageEncoderConfig config, int window)
{
    private readonly WindowGrid grid = new(config.GridSize, window);
    private readonly int width = config.Width;
    private readonly int headWidth = config.HeadWidth;
    private readonly int heads = config.Width / config.HeadWidth;
    private readonly Weight weight = weights.Get("qkv.weight", 3 * config.Width, config.Width);
    private readonly Weight bias = weights.Get("qkv.bias", 3 * config.Width);
    private readonly Linear output = new(weights, "proj", config.Width, config.Width);
    private readonly Weight rows = weights.Get("rel_pos_h", InitialDistribution.Small, (2 * window) - 1, config.HeadWidth);
    private readonly Weight columns = weights.Get("rel_pos_w", InitialDistribution.Small, (2 * window) - 1, config.HeadWidth);

    /// <summary>[N, g, g, width] to the same.</summary>
    public T Forward<T>(ITensorOps<T> ops, T x)
        where T : class
    {
        var (query, key, value) = (Project(ops, x, 0), Project(ops, x, 1), Project(ops, x, 2));
        return output.Forward(ops, grid.JoinHeads(ops, Attend(ops, query, key, value), heads, headWidth));
    }

    /// <summary>One third of the joint projection, as [N · windows · windows · heads, window², head width].</summary>
    private T Project<T>(ITensorOps<T> ops, T x, int third)
        where T : class
    {
        var start = third * width;
        var map = ops.Transpose(ops.Slice(ops.Parameter(weight), 0, start, start + width), 1, 0);
        var projected = ops.Add(grid.Pad(ops, ops.MatMul(x, map)), ops.Slice(ops.Parameter(bias), 0, start, start + width));
        return grid.SplitHeads(ops, projected, heads, headWidth);
    }

    private T Attend<T>(ITensorOps<T> ops, T query, T key, T value)
        where T : class => ops.Attention(query, key, value, PositionBias(ops, query), 1 / Math.Sqrt(headWidth));

    /// <summary>q·Rh[qy - ky] + q·Rw[qx - kx], of the unscaled query: [.., window², window²].</summary>
    private T PositionBias<T>(ITensorOps<T> ops, T query)
        where T : class
    {
        var byPlace = ops.Reshape(query, 0, window, window, headWidth);
        var byRow = ops.MatMul(byPlace, RelativePositions(ops, rows));
        var byColumn = ops.Transpose(
            ops.MatMul(ops.Transpose(byPlace, 0, 2, 1, 3), RelativePositions(ops, columns)), 0, 2, 1, 3);
        var sum = ops.Add(ops.Reshape(byRow, 0, 0, 0, window, 1), ops.Reshape(byColumn, 0, 0, 0, 1, window));
        return ops.Reshape(sum, 0, window * window, window * window);
    }

    /// <summary>The table's row for each pair of places, as [query place, head width, key place].</summary>
    private T RelativePositions<T>(ITensorOps<T> ops, Weight table)
        where T : class
    {
        var distances = new long[window * window];
        for (var i = 0; i < distances.Length; i++)
        {
            distances[i] = (i / window) - (i % window) + window - 1;
        }

        return ops.Transpose(ops.Gather(ops.Parameter(table), ops.Constant(distances, window, window)), 0, 2, 1);
    }
}
