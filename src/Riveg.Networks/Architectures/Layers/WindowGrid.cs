using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Layers;

/// <summary>A square grid of pixels cut into square windows, padded on the right and below where they do not fit.</summary>
/// <param name="Grid">Side of the grid.</param>
/// <param name="Window">Side of a window.</param>
internal readonly record struct WindowGrid(int Grid, int Window)
{
    private int Windows => (Grid + Window - 1) / Window;

    private int Padded => Windows * Window;

    /// <summary>How many windows there are.</summary>
    public int Count => Windows * Windows;

    /// <summary>[N, g, g, width] to [N, padded, padded, width].</summary>
    public T Pad<T>(ITensorOps<T> ops, T x)
        where T : class => Padded > Grid ? ops.PadEnd(x, 0, Padded - Grid, Padded - Grid, 0) : x;

    /// <summary>[N, padded, padded, heads · width] to [N · windows · heads, window², width].</summary>
    public T SplitHeads<T>(ITensorOps<T> ops, T x, int heads, int width)
        where T : class
    {
        var split = ops.Reshape(x, 0, Windows, Window, Windows, Window, heads, width);
        return ops.Reshape(ops.Transpose(split, 0, 1, 3, 5, 2, 4, 6), -1, Window * Window, width);
    }

    /// <summary>[N · windows · heads, window², width] to [N, g, g, heads · width]: put together again, the padding cut off.</summary>
    public T JoinHeads<T>(ITensorOps<T> ops, T x, int heads, int width)
        where T : class
    {
        var split = ops.Transpose(ops.Reshape(x, -1, Windows, Windows, heads, Window, Window, width), 0, 1, 4, 2, 5, 3, 6);
        var joined = ops.Reshape(split, -1, Padded, Padded, heads * width);
        return Padded > Grid ? ops.Slice(ops.Slice(joined, 1, 0, Grid), 2, 0, Grid) : joined;
    }
}
