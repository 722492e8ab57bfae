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
    /// <summary>
    /// Scores of queries are computed in parts of about this size, which stay in the cache and bound the memory of global attention.
    /// </summary>
    private const long ScoreBytes = 16L << 20;

    private readonly WindowGrid grid = new(config.GridSize, window);
    private readonly int width = config.Width;
    private readonly int headWidth = config.HeadWidth;
    private readonly int heads = config.Width / config.HeadWidth;
    private readonly Weight weight = weights.Get("qkv.weight", 3 * config.Width, config.Width);
    private readonly Weight bias = weights.Get("qkv.bias", 3 * config.Width);
    private readonly Linear output = new(weights, "proj", config.Width, config.Width);
    private readonly Weight rows = weights.Get("rel_pos_h", (2 * window) - 1, config.HeadWidth);
    private readonly Weight columns = weights.Get("rel_pos_w", (2 * window) - 1, config.HeadWidth);

    /// <summary>[N, g, g, width] to the same.</summary>
    public T Forward<T>(ITensorOps<T> ops, T x)
        where T : class
    {
        var (query, key, value) = (Project(ops, x, 0), Project(ops, x, 1), Project(ops, x, 2));
        var attended = Attend(ops, query, ops.Transpose(key, 0, 2, 1), value);
        return output.Forward(ops, grid.JoinHeads(ops, attended, heads, headWidth));
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
        where T : class
    {
        var byRow = ops.Reshape(query, 0, window, window, headWidth);
        var columnBias = ColumnBias(ops, byRow);
        var perRow = (long)grid.Count * heads * window * window * window * sizeof(float);
        var step = grid.Count > 1 ? window : (int)Math.Clamp(ScoreBytes / perRow, 1, window);
        var parts = new List<T>();
        for (var start = 0; start < window; start += step)
        {
            parts.Add(AttendRows(ops, byRow, key, value, columnBias, start, Math.Min(start + step, window)));
        }

        return parts.Count == 1 ? parts[0] : ops.Concat(1, [.. parts]);
    }

    /// <summary>
    /// The queries of the window's rows <paramref name="start"/> to <paramref name="end"/> against all keys. Positions meet the unscaled
    /// query.
    /// </summary>
    private T AttendRows<T>(ITensorOps<T> ops, T byRow, T key, T value, T columnBias, int start, int end)
        where T : class
    {
        var count = end - start;
        var part = count == window ? byRow : ops.Slice(byRow, 1, start, end);
        var columnPart = count == window ? columnBias : ops.Slice(columnBias, 1, start, end);
        var rowPart = ops.MatMul(part, ops.Slice(RelativePositions(ops, rows), 0, start, end));

        var query = ops.Multiply(ops.Reshape(part, 0, -1, headWidth), 1 / Math.Sqrt(headWidth));
        var scores = ops.Reshape(ops.MatMul(query, key), 0, count, window, window, window);
        scores = ops.Add(scores, ops.Reshape(rowPart, 0, count, window, window, 1));
        scores = ops.Add(scores, ops.Reshape(columnPart, 0, count, window, 1, window));
        return ops.MatMul(ops.Softmax(ops.Reshape(scores, 0, count * window, window * window)), value);
    }

    /// <summary>[.., y, x, key x]: the query against the distances along its row.</summary>
    private T ColumnBias<T>(ITensorOps<T> ops, T byRow)
        where T : class => ops.Transpose(ops.MatMul(ops.Transpose(byRow, 0, 2, 1, 3), RelativePositions(ops, columns)), 0, 2, 1, 3);

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
