using Riveg.Networks.Architectures.Layers;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.Sam;

/// <summary>The neck that turns an encoder's patches into the image embedding; the same behind SAM's and MobileSAM's encoders.</summary>
internal sealed class SamNeck(WeightSource weights, int inputs, int outputs)
{
    private const float Epsilon = 1e-6f;

    private readonly Weight narrow = weights.Get("0.weight", outputs, inputs, 1, 1);
    private readonly LayerNorm narrowNorm = new(weights, "1", outputs, Epsilon);
    private readonly Weight mix = weights.Get("2.weight", outputs, outputs, 3, 3);
    private readonly LayerNorm mixNorm = new(weights, "3", outputs, Epsilon);

    /// <summary>[N, g, g, inputs] to [N, outputs, g, g].</summary>
    public T Forward<T>(ITensorOps<T> ops, T x)
        where T : class
    {
        // A convolution of one pixel is a linear map of the channels, which lie last here.
        var map = ops.Transpose(ops.Reshape(ops.Parameter(narrow), outputs, inputs), 1, 0);
        var narrowed = ops.Transpose(narrowNorm.Forward(ops, ops.MatMul(x, map)), 0, 3, 1, 2);
        return mixNorm.ForwardChannels(ops, ops.Conv2d(narrowed, mix, null, 1, 1, 1));
    }
}
