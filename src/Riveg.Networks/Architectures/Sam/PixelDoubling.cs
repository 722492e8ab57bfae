using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Sam;

/// <summary>
/// A transposed convolution of size 2 and stride 2. Its outputs do not overlap, so it is a linear map from each pixel to its four children.
/// The children stay in the order of their parents, channels last, and are put in their places once, when only a few channels are left.
/// </summary>
internal sealed class PixelDoubling(WeightSource weights, string name, int inputs, int outputs)
{
    private const int Children = 4;

    private readonly Weight weight = weights.Get(name + ".weight", inputs, outputs, 2, 2);
    private readonly Weight bias = weights.Get(name + ".bias", outputs);

    /// <summary>[N, pixels, inputs] to [N, pixels · 4, outputs].</summary>
    public T Forward<T>(ITensorOps<T> ops, T pixels)
        where T : class
    {
        var map = ops.Reshape(ops.Transpose(ops.Parameter(weight), 0, 2, 3, 1), inputs, Children * outputs);
        return ops.Add(ops.Reshape(ops.MatMul(pixels, map), 0, -1, outputs), ops.Parameter(bias));
    }

    /// <summary>[N, channels, the pixels of a grid doubled twice] to [N, channels, 4g, 4g].</summary>
    public static T Arrange<T>(ITensorOps<T> ops, T products, int channels, int grid)
        where T : class
    {
        var split = ops.Reshape(products, -1, grid, grid, 2, 2, 2, 2);
        return ops.Reshape(ops.Transpose(split, 0, 1, 3, 5, 2, 4, 6), -1, channels, 4 * grid, 4 * grid);
    }
}
