namespace Riveg.Networks.Operations;

/// <summary>
/// The operations that architectures are written in. An architecture calls them on a tensor type that it does not know; what happens
/// depends on who implements them: the ONNX emitter appends nodes to a graph, a TorchSharp implementation computes at once and remembers
/// gradients. Axes count from 0, negative ones from the end. Binary operations broadcast as NumPy does, on floats and on integers, but not
/// on one of each. A tensor of a wrong rank or length is an <see cref="ArgumentException"/> so far as lengths are known.
/// </summary>
/// <typeparam name="T">The tensor: a name in a graph, or numbers.</typeparam>
public interface ITensorOps<T>
    where T : class
{
    /// <summary>A weight as a tensor.</summary>
    T Parameter(Weight weight);

    /// <summary>A tensor of given floats, row-major.</summary>
    T Constant(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape);

    /// <summary>A tensor of given integers, row-major.</summary>
    T Constant(ReadOnlySpan<long> values, params ReadOnlySpan<int> shape);

    /// <summary>x W' + b over the last axis.</summary>
    /// <param name="x">[..., inputs].</param>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs], or null for none.</param>
    T Linear(T x, Weight weight, Weight? bias);

    /// <summary>Two-dimensional convolution (cross-correlation) with zero padding.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="weight">[outputs, C / groups, kernel, kernel].</param>
    /// <param name="bias">[outputs], or null for none.</param>
    /// <param name="stride">The step in both directions.</param>
    /// <param name="padding">The zeros on each of the four sides.</param>
    /// <param name="groups">Into how many independent convolutions the channels are split.</param>
    T Conv2d(T x, Weight weight, Weight? bias, int stride, int padding, int groups);

    /// <summary>One-dimensional convolution (cross-correlation) of stride 1 with zero padding.</summary>
    /// <param name="x">[N, C, L].</param>
    /// <param name="weight">[outputs, C, kernel].</param>
    /// <param name="bias">[outputs], or null for none.</param>
    /// <param name="padding">The zeros on each of the two sides.</param>
    /// <returns>[N, outputs, L + 2 padding - kernel + 1].</returns>
    T Conv1d(T x, Weight weight, Weight? bias, int padding);

    /// <summary>
    /// A long short-term memory that reads each sequence in both directions, each from nothing, and only as far as it is long. PyTorch's
    /// equations and order of gates (input, forget, cell, output).
    /// </summary>
    /// <param name="x">[N, T, inputs].</param>
    /// <param name="lengths">How long each sequence is [N], integers from 1 to T.</param>
    /// <param name="weights">The weights of both directions.</param>
    /// <returns>[N, T, 2 hidden], the forward direction first; 0 behind a sequence's end.</returns>
    T Lstm(T x, T lengths, LstmWeights weights);

    /// <summary>Normalises the last axis to mean 0 and variance 1, then applies gain and bias.</summary>
    T LayerNorm(T x, Weight gain, Weight bias, float epsilon);

    /// <summary>
    /// Normalises each channel of [N, C, H, W]: by the running statistics when serving, by the batch's own when training.
    /// </summary>
    T BatchNorm(T x, BatchNormWeights weights, float epsilon);

    /// <summary>The largest number of each square window of [N, C, H, W]; padding never wins.</summary>
    /// <param name="x">[N, C, H, W].</param>
    /// <param name="kernel">The side of a window.</param>
    /// <param name="stride">The step in both directions.</param>
    /// <param name="padding">How far windows reach over each of the four sides, at most half of the kernel.</param>
    T MaxPool2d(T x, int kernel, int stride, int padding);

    /// <summary>The rows of a table: [...] integers and [n, width] to [..., width].</summary>
    T Embedding(T ids, Weight table);

    /// <summary>Matrix product over the last two axes, the others broadcast.</summary>
    T MatMul(T a, T b);

    /// <summary>a + b.</summary>
    T Add(T a, T b);

    /// <summary>x + a number, in the type of x; to integers only whole numbers are added.</summary>
    T Add(T x, double value);

    /// <summary>a - b.</summary>
    T Subtract(T a, T b);

    /// <summary>a · b, number by number.</summary>
    T Multiply(T a, T b);

    /// <summary>x · a number, in the type of x; integers are multiplied by whole numbers only.</summary>
    T Multiply(T x, double factor);

    /// <summary>x Φ(x), by the error function and not by the tangent that approximates it.</summary>
    T Gelu(T x);

    /// <summary>max(x, 0).</summary>
    T Relu(T x);

    /// <summary>The sine.</summary>
    T Sin(T x);

    /// <summary>The cosine.</summary>
    T Cos(T x);

    /// <summary>The hyperbolic tangent.</summary>
    T Tanh(T x);

    /// <summary>The largest number along an axis, which is then gone; of an axis of at least one place.</summary>
    T Max(T x, int axis);

    /// <summary>exp(x) over its sum along the last axis.</summary>
    T Softmax(T x);

    /// <summary>
    /// Scaled dot-product attention, softmax(scale · queries keys' + bias) values over the last two axes. One operation, so that each
    /// execution serves it its own way: in parts, or fused.
    /// </summary>
    /// <param name="queries">[..., Tq, width].</param>
    /// <param name="keys">[..., Tk, width]; leading axes broadcast as in <see cref="MatMul"/>.</param>
    /// <param name="values">[..., Tk, value width], which may be another width.</param>
    /// <param name="bias">Added to the scores, broadcast to [..., Tq, Tk]: a mask is a large negative number. Null for none.</param>
    /// <param name="scale">The factor of the scores, applied to the queries.</param>
    /// <param name="dropout">The share of the softmax that is zeroed by chance in training.</param>
    /// <returns>[..., Tq, value width].</returns>
    T Attention(T queries, T keys, T values, T? bias, double scale, double dropout = 0);

    /// <summary>Zeroes numbers by chance in training; does nothing when serving.</summary>
    T Dropout(T x, double probability);

    /// <summary>
    /// Zeroes whole entries of axis 0 by chance in training, so that a sample passes a residual branch by (stochastic depth); does nothing
    /// when serving.
    /// </summary>
    T DropPath(T x, double probability);

    /// <summary>1 where x is the value and 0 elsewhere, in the type of x.</summary>
    T EqualTo(T x, double value);

    /// <summary>Sums up to and including each place of an axis.</summary>
    T CumulativeSum(T x, int axis);

    /// <summary>The integers 0, 1, ... for each place of an axis of x.</summary>
    T IndicesAlong(T x, int axis);

    /// <summary>Integers as floats.</summary>
    T ToFloat(T x);

    /// <summary>The same numbers in another shape: 0 keeps the length at that place, -1 takes the rest.</summary>
    T Reshape(T x, params ReadOnlySpan<int> shape);

    /// <summary>The same numbers in another shape, some of whose lengths are those of other tensors.</summary>
    T Reshape(T x, IReadOnlyList<Extent<T>> shape);

    /// <summary>The length of an axis of x, an integer without axes.</summary>
    T LengthOf(T x, int axis);

    /// <summary>Reorders the axes: axis i of the answer is axis <c>order[i]</c> of x.</summary>
    T Transpose(T x, params ReadOnlySpan<int> order);

    /// <summary>Joins tensors along an axis. A key/value cache is grown by this.</summary>
    T Concat(int axis, params ReadOnlySpan<T> parts);

    /// <summary>Repeats x, whose axis 0 has the length 1, as often as axis 0 of <paramref name="like"/> is long.</summary>
    /// <param name="x">[1, ...].</param>
    /// <param name="like">[n, ...].</param>
    /// <param name="rank">How many axes x has.</param>
    T RepeatFirst(T x, T like, int rank);

    /// <summary>
    /// The places <paramref name="start"/> to <paramref name="end"/> (exclusive) of an axis. Negative places count from its end, and places
    /// past it are cut off, as in NumPy.
    /// </summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="start">The first place; null for the axis's first.</param>
    /// <param name="end">The place behind the last; null for the axis's end.</param>
    T Slice(T x, int axis, int? start, int? end);

    /// <summary>An axis in two: as many places as another tensor's axis has, and those that are left.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="axis">The axis.</param>
    /// <param name="length">How many places the first part has.</param>
    (T First, T Last) Split(T x, int axis, Extent<T> length);

    /// <summary>The places of axis 0 that the integers name: [n, ...] and [m, k] to [m, k, ...].</summary>
    T Gather(T x, T indices);

    /// <summary>Appends zeros to the end of each axis.</summary>
    /// <param name="x">The tensor.</param>
    /// <param name="counts">How many for each of its axes.</param>
    T PadEnd(T x, params ReadOnlySpan<int> counts);
}
