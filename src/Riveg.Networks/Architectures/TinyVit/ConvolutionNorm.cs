using Riveg.Networks.Operations;

namespace Riveg.Networks.Architectures.TinyVit;

/// <summary>A convolution without bias, then batch normalisation.</summary>
internal sealed class ConvolutionNorm(WeightSource weights, string name, int inputs, int outputs, int kernel, int stride, int groups)
{
    private const float Epsilon = 1e-5f;

    private readonly Weight weight = weights.Get(name + ".c.weight", outputs, inputs / groups, kernel, kernel);
    private readonly BatchNormWeights norm = BatchNormWeights.From(weights, name + ".bn", outputs);

    public T Forward<T>(ITensorOps<T> ops, T x)
        where T : class => ops.BatchNorm(ops.Conv2d(x, weight, null, stride, kernel / 2, groups), norm, Epsilon);
}

/// <summary>
/// Three convolutions: across channels, depthwise 3 x 3, across channels; a GELU after the first two. TinyViT's blocks and mergings share
/// the form.
/// </summary>
internal sealed class DepthwiseConvolutions(WeightSource weights, int inputs, int hidden, int outputs, int stride)
{
    private readonly ConvolutionNorm first = new(weights, "conv1", inputs, hidden, 1, 1, 1);
    private readonly ConvolutionNorm depthwise = new(weights, "conv2", hidden, hidden, 3, stride, hidden);
    private readonly ConvolutionNorm last = new(weights, "conv3", hidden, outputs, 1, 1, 1);

    public T Forward<T>(ITensorOps<T> ops, T x)
        where T : class => last.Forward(ops, ops.Gelu(depthwise.Forward(ops, ops.Gelu(first.Forward(ops, x)))));
}
