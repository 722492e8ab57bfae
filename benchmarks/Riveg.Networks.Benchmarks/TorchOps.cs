using Riveg.Networks.Operations;
using TorchSharp;
using static TorchSharp.torch;

namespace Riveg.Networks.Benchmarks;

/// <summary>
/// The operations computed at once by libtorch: the peer in the comparison, and the proof that an architecture needs no second copy to run
/// on TorchSharp. Weights are turned into tensors once. Linear maps and normalisations use libtorch's own fused functions.
/// </summary>
internal sealed class TorchOps : ITensorOps<Tensor>
{
    /// <summary>
    /// Intermediate tensors are freed by the collector, which does not see their size; it is called whenever this many bytes were made.
    /// </summary>
    private const long BytesBetweenCollections = 512L << 20;

    private readonly Dictionary<Weight, Tensor> parameters = [];
    private long bytes;

    public Tensor Parameter(Weight weight)
    {
        if (!parameters.TryGetValue(weight, out var tensor))
        {
            tensor = torch.tensor(weight.Read(), [.. weight.Shape.Select(d => (long)d)]);
            parameters.Add(weight, tensor);
        }

        return tensor;
    }

    public Tensor Constant(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) => torch.tensor(values.ToArray(), Wide(shape));

    public Tensor Constant(ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) => torch.tensor(values.ToArray(), Wide(shape));

    public Tensor Linear(Tensor x, Weight weight, Weight? bias) => Track(nn.functional.linear(x, Parameter(weight), Optional(bias)));

    public Tensor Conv2d(Tensor x, Weight weight, Weight? bias, int stride, int padding, int groups) =>
        nn.functional.conv2d(x, Parameter(weight), Optional(bias), [stride, stride], [padding, padding], [1, 1], groups);

    public Tensor LayerNorm(Tensor x, Weight gain, Weight bias, float epsilon) =>
        nn.functional.layer_norm(x, [gain.Shape[0]], Parameter(gain), Parameter(bias), epsilon);

    public Tensor BatchNorm(Tensor x, BatchNormWeights weights, float epsilon) => nn.functional.batch_norm(
        x,
        Parameter(weights.Mean),
        Parameter(weights.Variance),
        Parameter(weights.Gain),
        Parameter(weights.Bias),
        training: false,
        momentum: 0.1,
        eps: epsilon);

    public Tensor Embedding(Tensor ids, Weight table) => Gather(Parameter(table), ids);

    public Tensor MatMul(Tensor a, Tensor b) => Track(matmul(a, b));

    public Tensor Add(Tensor a, Tensor b) => Track(a + b);

    public Tensor Add(Tensor x, double value) => Track(x + value);

    public Tensor Subtract(Tensor a, Tensor b) => a - b;

    public Tensor Multiply(Tensor a, Tensor b) => Track(a * b);

    public Tensor Multiply(Tensor x, double factor) => Track(x * factor);

    public Tensor Gelu(Tensor x) => Track(nn.functional.gelu(x));

    public Tensor Relu(Tensor x) => nn.functional.relu(x);

    public Tensor Sin(Tensor x) => sin(x);

    public Tensor Cos(Tensor x) => cos(x);

    public Tensor Softmax(Tensor x) => Track(nn.functional.softmax(x, -1));

    public Tensor Attention(Tensor queries, Tensor keys, Tensor values, Tensor? bias, double scale, double dropout = 0)
    {
        var scores = MatMul(Multiply(queries, scale), keys.transpose(-1, -2));
        return MatMul(Softmax(bias is null ? scores : Add(scores, bias)), values);
    }

    public Tensor MaxPool2d(Tensor x, int kernel, int stride, int padding) =>
        nn.functional.max_pool2d(x, [kernel, kernel], [stride, stride], [padding, padding]);

    public Tensor Dropout(Tensor x, double probability) => x;

    public Tensor DropPath(Tensor x, double probability) => x;

    public Tensor EqualTo(Tensor x, double value) => x.eq(value).to(x.dtype);

    public Tensor CumulativeSum(Tensor x, int axis) => cumsum(x, axis);

    public Tensor IndicesAlong(Tensor x, int axis) => arange(x.shape[axis]);

    public Tensor ToFloat(Tensor x) => x.to(float32);

    public Tensor Reshape(Tensor x, params ReadOnlySpan<int> shape)
    {
        var wide = Wide(shape);
        for (var axis = 0; axis < wide.Length; axis++)
        {
            wide[axis] = wide[axis] == 0 ? x.shape[axis] : wide[axis];
        }

        return x.reshape(wide);
    }

    public Tensor Reshape(Tensor x, IReadOnlyList<Extent<Tensor>> shape) =>
        Reshape(x, [.. shape.Select(Length)]);

    public (Tensor First, Tensor Last) Split(Tensor x, int axis, Extent<Tensor> length) =>
        (Slice(x, axis, 0, Length(length)), Slice(x, axis, Length(length), null));

    private static int Length(Extent<Tensor> extent) =>
        extent.Like is not { } like ? extent.Length : (int)like.shape[extent.Axis < 0 ? extent.Axis + like.shape.Length : extent.Axis];

    public Tensor LengthOf(Tensor x, int axis) => torch.tensor(x.shape[axis < 0 ? axis + x.shape.Length : axis]);

    public Tensor Transpose(Tensor x, params ReadOnlySpan<int> order) => x.permute(Wide(order));

    public Tensor Concat(int axis, params ReadOnlySpan<Tensor> parts) => cat(parts.ToArray(), axis);

    public Tensor RepeatFirst(Tensor x, Tensor like, int rank) => x.expand([like.shape[0], .. Enumerable.Repeat(-1L, rank - 1)]);

    public Tensor Slice(Tensor x, int axis, int? start, int? end) => x.slice(axis, start ?? 0, end ?? long.MaxValue, 1);

    public Tensor Gather(Tensor x, Tensor indices) => x[indices];

    public Tensor PadEnd(Tensor x, params ReadOnlySpan<int> counts)
    {
        // libtorch takes pairs of before and after, the last axis first.
        var pairs = new List<long>();
        for (var axis = counts.Length - 1; axis >= 0; axis--)
        {
            pairs.AddRange([0, counts[axis]]);
        }

        return nn.functional.pad(x, [.. pairs]);
    }

    private Tensor Track(Tensor made)
    {
        bytes += made.numel() * sizeof(float);
        if (bytes > BytesBetweenCollections)
        {
            bytes = 0;
            GC.Collect(1, GCCollectionMode.Forced, blocking: true);
            GC.WaitForPendingFinalizers();
        }

        return made;
    }

    private static long[] Wide(ReadOnlySpan<int> values) => [.. values.ToArray().Select(v => (long)v)];

    private Tensor? Optional(Weight? weight) => weight is null ? null : Parameter(weight);
}
