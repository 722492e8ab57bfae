using Riveg.Networks.Operations;

namespace Riveg.TestKit.Networks;

/// <summary>A case: an operation on some inputs.</summary>
/// <param name="Name">What is tried; the same for every tensor type.</param>
/// <param name="Inputs">What goes in.</param>
/// <param name="Compute">The operation.</param>
public sealed record TensorOpsCase<T>(string Name, Numbers[] Inputs, Func<ITensorOps<T>, T[], T> Compute)
    where T : class
{
    /// <inheritdoc/>
    public override string ToString() => Name;
}

/// <summary>
/// What every execution of <see cref="ITensorOps{T}"/> must answer alike: the conformance suite, which runs on the managed reference, on
/// the emitted ONNX and on TorchSharp.
/// </summary>
public static class TensorOpsCases<T>
    where T : class
{
    private static readonly RandomWeights Weights = new(11);

    /// <summary>What must be computed.</summary>
    public static IReadOnlyList<TensorOpsCase<T>> All { get; } =
    [
        .. Maps(), .. Pictures(), .. Sequences(), .. Normalizations(), .. Arithmetic(), .. Functions(), .. Attentions(), .. Integers(),
        .. Rearrangements(), .. Slices(), .. Networks(),
    ];

    /// <summary>What must be refused with an <see cref="ArgumentException"/>.</summary>
    public static IReadOnlyList<TensorOpsCase<T>> Faults { get; } =
    [
        Of("Linear, other inputs", [F(2, 4)], (ops, x) => ops.Linear(x[0], W("map", 4, 3), null)),
        Of("Linear, weight of a convolution", [F(2, 4)], (ops, x) => ops.Linear(x[0], W("kernel2", 4, 4, 1, 1), null)),
        Of("Conv2d, three axes", [F(3, 8, 8)], (ops, x) => ops.Conv2d(x[0], W("kernel", 4, 3, 3, 3), null, 1, 1, 1)),
        Of("Conv2d, other channels", [F(1, 4, 8, 8)], (ops, x) => ops.Conv2d(x[0], W("kernel", 4, 3, 3, 3), null, 1, 1, 1)),
        Of("Conv2d, smaller than the kernel", [F(1, 3, 2, 2)], (ops, x) => ops.Conv2d(x[0], W("kernel", 4, 3, 3, 3), null, 1, 0, 1)),
        Of("Conv1d, two axes", [F(3, 8)], (ops, x) => ops.Conv1d(x[0], W("letters", 4, 3, 3), null, 1)),
        Of("Conv1d, weight of a linear map", [F(2, 3, 8)], (ops, x) => ops.Conv1d(x[0], W("map", 4, 3), null, 1)),
        Of("Conv1d, other channels", [F(2, 4, 8)], (ops, x) => ops.Conv1d(x[0], W("letters", 4, 3, 3), null, 1)),
        Of("Conv1d, smaller than the kernel", [F(2, 3, 2)], (ops, x) => ops.Conv1d(x[0], W("letters", 4, 3, 3), null, 0)),
        Of("Conv1d, bias of other channels", [F(2, 3, 8)], (ops, x) => ops.Conv1d(x[0], W("letters", 4, 3, 3), W("shift5", 5), 1)),
        Of("Lstm, two axes", [F(3, 4), I([1, 1, 1], 3)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, other inputs", [F(2, 3, 5), I([1, 3], 2)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, lengths of other sequences", [F(2, 3, 4), I([1, 3, 2], 3)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, lengths of two axes", [F(2, 3, 4), I([1, 3], 2, 1)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, lengths that are floats", [F(2, 3, 4), F(2)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, no sequence", [F(0, 3, 4), I([], 0)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, no place", [F(2, 0, 4), I([0, 0], 2)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, directions of other widths", [F(2, 3, 4), I([1, 3], 2)], (ops, x) =>
            ops.Lstm(x[0], x[1], new LstmWeights(Memory(4, 3).Forward, Memory(4, 2).Backward))),
        Of("Lstm, bias of one gate", [F(2, 3, 4), I([1, 3], 2)], (ops, x) => ops.Lstm(
            x[0], x[1], Memory(4, 3) with { Forward = Memory(4, 3).Forward with { InputBias = W("three", 3) } })),
        Of("Max, no such axis", [F(2, 3)], (ops, x) => ops.Max(x[0], 2)),
        Of("Max, no axis", [I([1])], (ops, x) => ops.Max(x[0], 0)),
        Of("Max, of nothing", [F(2, 0)], (ops, x) => ops.Max(x[0], 1)),
        Of("MaxPool2d, two axes", [F(8, 8)], (ops, x) => ops.MaxPool2d(x[0], 2, 2, 0)),
        Of("MaxPool2d, padding past half of the kernel", [F(1, 1, 8, 8)], (ops, x) => ops.MaxPool2d(x[0], 3, 2, 2)),
        Of("LayerNorm, other width", [F(2, 4)], (ops, x) => ops.LayerNorm(x[0], Gain(5), Shift(5), 1e-5f)),
        Of("BatchNorm, three axes", [F(2, 3, 4)], (ops, x) => ops.BatchNorm(x[0], Norm(3), 1e-5f)),
        Of("BatchNorm, other channels", [F(2, 4, 4, 4)], (ops, x) => ops.BatchNorm(x[0], Norm(3), 1e-5f)),
        Of("Embedding, table of three axes", [I([0], 1)], (ops, x) => ops.Embedding(x[0], W("cube", 2, 2, 2))),
        Of("MatMul, a vector", [F(4), F(4, 4)], (ops, x) => ops.MatMul(x[0], x[1])),
        Of("MatMul, other inner lengths", [F(2, 3), F(4, 2)], (ops, x) => ops.MatMul(x[0], x[1])),
        Of("Add, not broadcast", [F(2, 3), F(2, 4)], (ops, x) => ops.Add(x[0], x[1])),
        Of("Add, floats and integers", [F(1), I([1], 1)], (ops, x) => ops.Add(x[0], x[1])),
        Of("Multiply, a fraction and integers", [I([1], 1)], (ops, x) => ops.Multiply(x[0], 0.5)),
        Of("Attention, other widths", [F(2, 4), F(3, 5), F(3, 4)], (ops, x) => ops.Attention(x[0], x[1], x[2], null, 1)),
        Of("Attention, other keys than values", [F(2, 4), F(3, 4), F(2, 4)], (ops, x) => ops.Attention(x[0], x[1], x[2], null, 1)),
        Of("Attention, bias of other keys", [F(2, 4), F(3, 4), F(3, 4), F(2, 2)], (ops, x) => ops.Attention(x[0], x[1], x[2], x[3], 1)),
        Of("CumulativeSum, no such axis", [F(2, 3)], (ops, x) => ops.CumulativeSum(x[0], 2)),
        Of("IndicesAlong, no such axis", [F(2, 3)], (ops, x) => ops.IndicesAlong(x[0], -3)),
        Of("Reshape, other count", [F(2, 3)], (ops, x) => ops.Reshape(x[0], 4, 2)),
        Of("Reshape, no whole rest", [F(2, 3)], (ops, x) => ops.Reshape(x[0], 4, -1)),
        Of("Reshape, keeps what is not there", [F(2, 3)], (ops, x) => ops.Reshape(x[0], 2, 3, 0)),
        Of("Transpose, too few axes", [F(2, 3, 4)], (ops, x) => ops.Transpose(x[0], 1, 0)),
        Of("Transpose, an axis twice", [F(2, 3)], (ops, x) => ops.Transpose(x[0], 0, 0)),
        Of("Concat, other ranks", [F(2, 3), F(3)], (ops, x) => ops.Concat(0, x[0], x[1])),
        Of("Concat, other lengths", [F(2, 3), F(2, 4)], (ops, x) => ops.Concat(0, x[0], x[1])),
        Of("RepeatFirst, more than one", [F(2, 3), F(4)], (ops, x) => ops.RepeatFirst(x[0], x[1], 2)),
        Of("Reshape, no such axis of another tensor", [F(2, 3), F(2)], (ops, x) => ops.Reshape(x[0], [Extent<T>.Of(x[1], 1), -1])),
        Of("LengthOf, no such axis", [F(2, 3)], (ops, x) => ops.LengthOf(x[0], 2)),
        Of("Split, no such axis", [F(2, 3)], (ops, x) => ops.Split(x[0], 2, 1).First),
        Of("Split, more than there is", [F(2, 3)], (ops, x) => ops.Split(x[0], 1, 4).First),
        Of("Slice, no such axis", [F(2, 3)], (ops, x) => ops.Slice(x[0], 2, null, 1)),
        Of("PadEnd, too few counts", [F(2, 3)], (ops, x) => ops.PadEnd(x[0], 1)),
    ];

    private static IEnumerable<TensorOpsCase<T>> Maps() =>
    [
        Of("Parameter", [F(2)], (ops, x) => ops.Add(ops.Parameter(W("vector", 2)), x[0])),
        Of("Constant of floats", [F(2)], (ops, x) => ops.Add(x[0], ops.Constant([1.5f, -2, 0, 4], 2, 2))),
        Of("Constant of integers", [I([1, 2], 2)], (ops, x) => ops.Add(x[0], ops.Constant([5L, -7L], 2))),
        Of("Linear", [F(2, 3)], (ops, x) => ops.Linear(x[0], W("map", 4, 3), null)),
        Of("Linear, three axes and a bias", [F(2, 5, 3)], (ops, x) => ops.Linear(x[0], W("map", 4, 3), W("shift", 4))),
        Of("Linear, a vector", [F(3)], (ops, x) => ops.Linear(x[0], W("map", 4, 3), W("shift", 4))),
        Of("Linear, nothing", [F(0, 3)], (ops, x) => ops.Linear(x[0], W("map", 4, 3), W("shift", 4))),
        Of("Embedding", [I([3, 0, 3, 1, 4, 2], 2, 3)], (ops, x) => ops.Embedding(x[0], W("table", 5, 3))),
        Of("Embedding and Linear of one weight", [I([3, 0], 2)], (ops, x) =>
            ops.Linear(ops.Embedding(x[0], W("table", 5, 3)), W("table", 5, 3), null)),
        Of("Linear and Embedding of one weight", [F(2, 3), I([3, 0], 2)], (ops, x) => ops.Concat(
            1, ops.Linear(x[0], W("table", 5, 3), null), ops.Embedding(x[1], W("table", 5, 3)))),
        Of("MatMul", [F(2, 3), F(3, 4)], (ops, x) => ops.MatMul(x[0], x[1])),
        Of("MatMul, broadcast", [F(2, 1, 2, 3), F(4, 3, 5)], (ops, x) => ops.MatMul(x[0], x[1])),
        Of("MatMul, a row and a column", [F(1, 7), F(7, 1)], (ops, x) => ops.MatMul(x[0], x[1])),
    ];

    private static IEnumerable<TensorOpsCase<T>> Pictures() =>
    [
        Of("Conv2d", [F(2, 3, 7, 6)], (ops, x) => ops.Conv2d(x[0], W("kernel", 4, 3, 3, 3), W("shift", 4), 1, 1, 1)),
        Of("Conv2d, stride and no padding", [F(1, 3, 8, 9)], (ops, x) => ops.Conv2d(x[0], W("kernel", 4, 3, 3, 3), null, 2, 0, 1)),
        Of("Conv2d, one pixel", [F(1, 3, 4, 4)], (ops, x) => ops.Conv2d(x[0], W("pixel", 5, 3, 1, 1), null, 1, 0, 1)),
        Of("Conv2d, groups", [F(1, 4, 5, 5)], (ops, x) => ops.Conv2d(x[0], W("grouped", 6, 2, 3, 3), W("six", 6), 1, 1, 2)),
        Of("Conv2d, depthwise", [F(1, 4, 5, 5)], (ops, x) => ops.Conv2d(x[0], W("depthwise", 4, 1, 3, 3), null, 2, 1, 4)),
        Of("MaxPool2d", [F(2, 3, 8, 6)], (ops, x) => ops.MaxPool2d(x[0], 2, 2, 0)),
        Of("MaxPool2d, of a ResNet's stem", [F(1, 2, 9, 8)], (ops, x) => ops.MaxPool2d(x[0], 3, 2, 1)),
        Of("MaxPool2d, padding of negative numbers", [F(1, 1, 4, 4)], (ops, x) => ops.MaxPool2d(ops.Add(x[0], -10), 3, 2, 1)),
        Of("BatchNorm", [F(2, 3, 4, 5)], (ops, x) => ops.BatchNorm(x[0], Norm(3), 1e-5f)),
    ];

    private static IEnumerable<TensorOpsCase<T>> Sequences() =>
    [
        Of("Conv1d", [F(2, 3, 7)], (ops, x) => ops.Conv1d(x[0], W("letters", 4, 3, 3), W("shift", 4), 1)),
        Of("Conv1d, no padding and no bias", [F(2, 3, 7)], (ops, x) => ops.Conv1d(x[0], W("letters", 4, 3, 3), null, 0)),
        Of("Conv1d, as long as the kernel", [F(1, 3, 3)], (ops, x) => ops.Conv1d(x[0], W("letters", 4, 3, 3), null, 0)),
        Of("Conv1d, even kernel and wide padding", [F(2, 3, 1)], (ops, x) => ops.Conv1d(x[0], W("pairs", 4, 3, 2), W("shift", 4), 3)),
        Of("Conv1d, one place", [F(2, 3, 5)], (ops, x) => ops.Conv1d(x[0], W("place", 4, 3, 1), null, 0)),
        Of("Lstm", [F(3, 5, 4), I([5, 2, 3], 3)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, all as long", [F(2, 4, 4), I([4, 4], 2)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, none as long as there are places", [F(3, 6, 4), I([1, 3, 2], 3)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, one sequence", [F(1, 6, 4), I([6], 1)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, one short sequence", [F(1, 6, 4), I([2], 1)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, one place", [F(3, 1, 4), I([1, 1, 1], 3)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, one place of one sequence, of one number", [F(1, 1, 1), I([1], 1)], (ops, x) => ops.Lstm(x[0], x[1], Memory(1, 1))),
        Of("Lstm, more inputs than lanes", [F(2, 3, 17), I([3, 1], 2)], (ops, x) => ops.Lstm(x[0], x[1], Memory(17, 19))),
        Of("Lstm, many places", [F(2, 40, 4), I([23, 40], 2)], (ops, x) => ops.Lstm(x[0], x[1], Memory(4, 3))),
        Of("Lstm, twice by the same weights", [F(2, 3, 6), I([2, 3], 2)], (ops, x) =>
            ops.Lstm(ops.Lstm(x[0], x[1], Memory(6, 3)), x[1], Memory(6, 3))),
        Of("Lstm, two of their own", [F(2, 3, 6), I([2, 3], 2)], (ops, x) =>
            ops.Lstm(ops.Lstm(x[0], x[1], Memory(6, 2)), x[1], Memory(4, 3))),
        Of("Lstm, lengths that are given", [F(2, 3, 4)], (ops, x) => ops.Lstm(x[0], ops.Constant([2L, 3L], 2), Memory(4, 3))),
        Of("Lstm, a weight that is used elsewhere too", [F(2, 3, 4), I([2, 3], 2)], (ops, x) => ops.Concat(
            2, ops.Lstm(x[0], x[1], Memory(4, 3)), ops.Linear(x[0], Memory(4, 3).Backward.Inputs, null))),
        Of("Max", [F(2, 5, 3)], (ops, x) => ops.Max(x[0], 1)),
        Of("Max, axis from the end", [F(2, 5, 3)], (ops, x) => ops.Max(x[0], -1)),
        Of("Max, first axis of negative numbers", [F(4, 3)], (ops, x) => ops.Max(ops.Add(x[0], -10), 0)),
        Of("Max, one place", [F(2, 1, 3)], (ops, x) => ops.Max(x[0], 1)),
        Of("Max, to one number", [F(4)], (ops, x) => ops.Max(x[0], 0)),
        Of("Max, integers", [I([3, -1, 7, 2, -5, -4], 2, 3)], (ops, x) => ops.Max(x[0], 1)),
        Of("Max, nothing of something", [F(0, 3)], (ops, x) => ops.Max(x[0], 1)),
    ];

    private static IEnumerable<TensorOpsCase<T>> Normalizations() =>
    [
        Of("LayerNorm", [F(2, 3, 5)], (ops, x) => ops.LayerNorm(x[0], Gain(5), Shift(5), 1e-5f)),
        Of("LayerNorm, large epsilon", [F(2, 5)], (ops, x) => ops.LayerNorm(x[0], Gain(5), Shift(5), 0.5f)),
        Of("LayerNorm, all the same", [F(2, 1)], (ops, x) => ops.LayerNorm(
            ops.Multiply(ops.Concat(1, x[0], x[0], x[0], x[0], x[0]), 1e-3), Gain(5), Shift(5), 1e-5f)),
        Of("Softmax", [F(2, 3, 5)], (ops, x) => ops.Softmax(x[0])),
        Of("Softmax, large numbers", [F(2, 5)], (ops, x) => ops.Softmax(ops.Add(ops.Multiply(x[0], 100), 1e4))),
    ];

    private static IEnumerable<TensorOpsCase<T>> Arithmetic() =>
    [
        Of("Add, broadcast both ways", [F(2, 1, 3), F(4, 1)], (ops, x) => ops.Add(x[0], x[1])),
        Of("Subtract, broadcast", [F(3), F(2, 3)], (ops, x) => ops.Subtract(x[0], x[1])),
        Of("Multiply, broadcast", [F(2, 3), F(1, 3)], (ops, x) => ops.Multiply(x[0], x[1])),
        Of("Add, a number", [F(2, 3)], (ops, x) => ops.Add(x[0], -1.25)),
        Of("Multiply, a number", [F(2, 3)], (ops, x) => ops.Multiply(x[0], 1 / 3.0)),
        Of("Add, to itself", [F(2, 3)], (ops, x) => ops.Add(x[0], x[0])),
    ];

    private static IEnumerable<TensorOpsCase<T>> Functions() =>
    [
        Of("Gelu", [F(3, 7)], (ops, x) => ops.Gelu(ops.Multiply(x[0], 2))),
        Of("Relu", [F(3, 7)], (ops, x) => ops.Relu(x[0])),
        Of("Sin", [F(3, 7)], (ops, x) => ops.Sin(ops.Multiply(x[0], 3))),
        Of("Cos", [F(3, 7)], (ops, x) => ops.Cos(ops.Multiply(x[0], 3))),
        Of("Tanh", [F(3, 7)], (ops, x) => ops.Tanh(ops.Multiply(x[0], 2))),
        Of("Tanh, large numbers", [F(3, 7)], (ops, x) => ops.Tanh(ops.Multiply(x[0], 1000))),
        Of("Dropout, when serving", [F(3, 7)], (ops, x) => ops.Add(ops.Dropout(x[0], 0.9), 1)),
        Of("DropPath, when serving", [F(3, 7)], (ops, x) => ops.Add(ops.DropPath(x[0], 0.9), 1)),
    ];

    private static IEnumerable<TensorOpsCase<T>> Attentions() =>
    [
        Of("Attention", [F(2, 3, 4, 8), F(2, 3, 5, 8), F(2, 3, 6, 8)], (ops, x) => ops.Attention(x[0], x[1], x[1], null, 0.35)),
        Of("Attention, other width of values", [F(2, 3, 4, 8), F(2, 3, 5, 8), F(2, 3, 5, 2)], (ops, x) =>
            ops.Attention(x[0], x[1], x[2], null, 0.35)),
        Of("Attention, bias", [F(2, 3, 4, 8), F(2, 3, 5, 8), F(2, 3, 4, 5)], (ops, x) => ops.Attention(x[0], x[1], x[1], x[2], 0.35)),
        Of("Attention, bias of keys alone", [F(2, 3, 4, 8), F(2, 3, 5, 8), F(2, 1, 1, 5)], (ops, x) =>
            ops.Attention(x[0], x[1], x[1], x[2], 0.35)),
        Of("Attention, bias of heads", [F(2, 3, 4, 8), F(2, 3, 5, 8), F(3, 4, 5)], (ops, x) => ops.Attention(x[0], x[1], x[1], x[2], 0.35)),
        Of("Attention, bias that adds an axis", [F(4, 8), F(5, 8), F(2, 4, 5)], (ops, x) => ops.Attention(x[0], x[1], x[1], x[2], 0.35)),
        Of("Attention, a mask", [F(1, 2, 4, 8), I([1, 1, 0, 1, 0], 1, 5), F(1, 2, 5, 8)], (ops, x) =>
        {
            var never = ops.Reshape(ops.Multiply(ops.Add(ops.Multiply(ops.ToFloat(x[1]), -1), 1), -10_000), 0, 1, 1, -1);
            return ops.Attention(x[0], x[2], x[2], never, 0.35);
        }),
        Of("Attention, keys of one batch for many queries", [F(3, 2, 4, 8), F(1, 2, 5, 8)], (ops, x) =>
            ops.Attention(x[0], x[1], x[1], null, 0.35)),
        Of("Attention, queries of one batch for many keys", [F(1, 2, 4, 8), F(3, 2, 5, 8)], (ops, x) =>
            ops.Attention(x[0], x[1], x[1], null, 0.35)),
        Of("Attention, two axes", [F(4, 8), F(5, 8)], (ops, x) => ops.Attention(x[0], x[1], x[1], null, 1)),
        Of("Attention, three axes", [F(3, 4, 8), F(3, 5, 8)], (ops, x) => ops.Attention(x[0], x[1], x[1], null, -0.5)),
        Of("Attention, five axes", [F(2, 1, 2, 3, 4), F(2, 2, 5, 4)], (ops, x) => ops.Attention(x[0], x[1], x[1], null, 0.5)),
        Of("Attention, one query", [F(2, 2, 1, 4), F(2, 2, 5, 4)], (ops, x) => ops.Attention(x[0], x[1], x[1], null, 0.5)),
        Of("Attention, keys turned before", [F(2, 4, 3, 8), F(2, 5, 3, 8)], (ops, x) => ops.Attention(
            ops.Transpose(x[0], 0, 2, 1, 3), ops.Transpose(x[1], 0, 2, 1, 3), ops.Transpose(x[1], 0, 2, 1, 3), null, 0.35)),
        Of("Attention, dropout when serving", [F(2, 4, 8), F(2, 5, 8)], (ops, x) => ops.Attention(x[0], x[1], x[1], null, 0.35, 0.9)),
    ];

    private static IEnumerable<TensorOpsCase<T>> Integers() =>
    [
        Of("Add, integers", [I([1, -2, 3, 4], 2, 2), I([10, 20], 2)], (ops, x) => ops.Add(x[0], x[1])),
        Of("Subtract, integers", [I([1, -2], 2, 1), I([10, 20], 2)], (ops, x) => ops.Subtract(x[0], x[1])),
        Of("Multiply, integers", [I([1, -2], 2), I([10, 20], 2)], (ops, x) => ops.Multiply(x[0], x[1])),
        Of("Add, a number to integers", [I([1, -2], 2)], (ops, x) => ops.Add(x[0], -5)),
        Of("Multiply, a number and integers", [I([1, -2], 2)], (ops, x) => ops.Multiply(x[0], 3)),
        Of("EqualTo, integers", [I([1, 0, 1], 3)], (ops, x) => ops.EqualTo(x[0], 1)),
        Of("EqualTo, floats", [F(2, 2)], (ops, x) => ops.EqualTo(ops.Relu(x[0]), 0)),
        Of("CumulativeSum, integers", [I([1, 0, 1, 1, 1, 0], 2, 3)], (ops, x) => ops.CumulativeSum(x[0], 1)),
        Of("CumulativeSum, first axis", [F(3, 2)], (ops, x) => ops.CumulativeSum(x[0], 0)),
        Of("CumulativeSum, axis from the end", [F(3, 2)], (ops, x) => ops.CumulativeSum(x[0], -1)),
        Of("IndicesAlong", [F(2, 3, 4)], (ops, x) => ops.IndicesAlong(x[0], 1)),
        Of("IndicesAlong, axis from the end, of integers", [I([7, 7, 7], 1, 3)], (ops, x) => ops.IndicesAlong(x[0], -1)),
        Of("ToFloat, integers", [I([1, -2], 2)], (ops, x) => ops.Multiply(ops.ToFloat(x[0]), 0.5)),
        Of("ToFloat, floats", [F(2)], (ops, x) => ops.Multiply(ops.ToFloat(x[0]), 0.5)),
        Of("Subtract, places of queries and keys", [F(3, 4)], (ops, x) => ops.Subtract(
            ops.Reshape(ops.IndicesAlong(x[0], 0), -1, 1), ops.IndicesAlong(x[0], 1))),
        Of("Gather, a table by differences of places", [F(3)], (ops, x) =>
        {
            var places = ops.IndicesAlong(x[0], 0);
            return ops.Embedding(ops.Add(ops.Subtract(ops.Reshape(places, -1, 1), places), 2), W("distances", 5, 2));
        }),
    ];

    private static IEnumerable<TensorOpsCase<T>> Rearrangements() =>
    [
        Of("Reshape", [F(2, 6)], (ops, x) => ops.Reshape(x[0], 3, 4)),
        Of("Reshape, keeps and takes the rest", [F(2, 3, 4)], (ops, x) => ops.Reshape(x[0], 0, -1)),
        Of("Reshape, keeps the second", [F(2, 3, 4)], (ops, x) => ops.Reshape(x[0], -1, 0, 2)),
        Of("Reshape, integers to one number", [I([7], 1, 1)], (ops, x) => ops.Reshape(x[0])),
        Of("Reshape, of a weight", [F(3, 4)], (ops, x) => ops.Add(ops.Reshape(ops.Parameter(W("flat", 2, 6)), 3, -1), x[0])),
        Of("Reshape, a length of another tensor", [F(6, 2), F(5, 3)], (ops, x) => ops.Reshape(x[0], [Extent<T>.Of(x[1], 1), -1])),
        Of("Reshape, lengths of others, numbers and kept ones", [F(2, 12), F(3, 7), F(1, 4)], (ops, x) =>
            ops.Reshape(x[0], [0, Extent<T>.Of(x[1], 0), Extent<T>.Of(x[2], -1)])),
        Of("Reshape, empty by another tensor", [F(0, 3), F(0, 2)], (ops, x) => ops.Reshape(x[0], [Extent<T>.Of(x[1], 0), 3, 1])),
        Of("LengthOf", [F(2, 5)], (ops, x) => ops.LengthOf(x[0], -1)),
        Of("LengthOf, reckoned with", [F(2, 5)], (ops, x) => ops.Add(ops.IndicesAlong(x[0], 0), ops.LengthOf(x[0], 1))),
        Of("Split, the first", [F(2, 5), F(3)], (ops, x) => ops.Split(x[0], 1, Extent<T>.Of(x[1], 0)).First),
        Of("Split, the last, from the end", [F(2, 5), F(3)], (ops, x) => ops.Split(x[0], -1, Extent<T>.Of(x[1], 0)).Last),
        Of("Split, by a number", [I([1, 2, 3], 3)], (ops, x) => ops.Split(x[0], 0, 1).Last),
        Of("Split, nothing left", [F(2, 3), F(2)], (ops, x) => ops.Split(x[0], 0, Extent<T>.Of(x[1], 0)).Last),
        Of("Transpose", [F(2, 3, 4)], (ops, x) => ops.Transpose(x[0], 2, 0, 1)),
        Of("Transpose, twice", [F(2, 3, 4)], (ops, x) => ops.Transpose(ops.Transpose(x[0], 2, 0, 1), 0, 2, 1)),
        Of("Transpose, there and back", [F(2, 3)], (ops, x) => ops.Add(ops.Transpose(ops.Transpose(x[0], 1, 0), 1, 0), x[0])),
        Of("Transpose, of a weight", [F(6, 2)], (ops, x) => ops.Add(ops.Transpose(ops.Parameter(W("flat", 2, 6)), 1, 0), x[0])),
        Of("Transpose, integers", [I([1, 2, 3, 4, 5, 6], 2, 3)], (ops, x) => ops.Transpose(x[0], 1, 0)),
        Of("Concat", [F(2, 3), F(2, 1)], (ops, x) => ops.Concat(1, x[0], x[1], x[0])),
        Of("Concat, axis from the end, integers", [I([1, 2], 2, 1), I([3, 4], 2, 1)], (ops, x) => ops.Concat(-1, x[0], x[1])),
        Of("Concat, to an empty cache", [F(1, 2, 0, 3), F(1, 2, 1, 3)], (ops, x) => ops.Concat(2, x[0], x[1])),
        Of("RepeatFirst", [F(1, 2, 3), F(4, 1)], (ops, x) => ops.RepeatFirst(x[0], x[1], 3)),
        Of("RepeatFirst, of a weight", [F(4, 1)], (ops, x) => ops.RepeatFirst(ops.Parameter(W("token", 1, 3)), x[0], 2)),
        Of("Gather", [F(4, 3), I([2, 0, 3, 3], 2, 2)], (ops, x) => ops.Gather(x[0], x[1])),
        Of("Gather, one row", [F(4, 3), I([2])], (ops, x) => ops.Gather(x[0], x[1])),
        Of("Gather, of a weight by constants", [F(2, 3)], (ops, x) => ops.Add(
            ops.Gather(ops.Parameter(W("table", 5, 3)), ops.Constant([4L, 0L], 2)), x[0])),
        Of("Gather, integers", [I([5, 6, 7], 3), I([2, 0], 2)], (ops, x) => ops.Gather(x[0], x[1])),
        Of("PadEnd", [F(2, 3)], (ops, x) => ops.PadEnd(x[0], 0, 2)),
        Of("PadEnd, integers and both axes", [I([1, 2], 1, 2)], (ops, x) => ops.PadEnd(x[0], 1, 1)),
    ];

    private static IEnumerable<TensorOpsCase<T>> Slices() =>
        from place in new (int? Start, int? End)[]
        {
            (1, 3), (null, 2), (2, null), (null, null), (-2, null), (null, -1), (-3, -1), (0, 99), (-99, 2), (3, 2), (5, null),
        }
        from of in new[] { "a tensor", "a weight", "integers" }
        let name = $"Slice, [{place.Start}..{place.End}] of {of}"
        select of switch
        {
            "a tensor" => Of(name, [F(2, 5)], (ops, x) => ops.Slice(x[0], 1, place.Start, place.End)),
            "a weight" => Of(name, [F(1)], (ops, x) =>
                ops.Add(ops.Slice(ops.Parameter(W("sliced", 5, 2)), -2, place.Start, place.End), x[0])),
            _ => Of(name, [I([1, 2, 3, 4, 5], 5)], (ops, x) => ops.Slice(x[0], 0, place.Start, place.End)),
        };

    /// <summary>Small networks, in which what one operation gives is what the next one takes.</summary>
    private static IEnumerable<TensorOpsCase<T>> Networks() =>
    [
        Of("A transformer's layer", [F(2, 3, 8)], (ops, x) =>
        {
            var attended = ops.Attention(Heads(ops, x[0], "q"), Heads(ops, x[0], "k"), Heads(ops, x[0], "v"), null, 0.5);
            var joined = ops.Reshape(ops.Transpose(attended, 0, 2, 1, 3), 0, -1, 8);
            var normed = ops.LayerNorm(ops.Add(ops.DropPath(ops.Linear(joined, W("o", 8, 8), null), 0.1), x[0]), Gain(8), Shift(8), 1e-5f);
            return ops.Add(normed, ops.Linear(ops.Gelu(ops.Linear(normed, W("wide", 16, 8), null)), W("narrow", 8, 16), null));
        }),
        Of("A residual block of a convolutional network", [F(1, 3, 8, 8)], (ops, x) =>
        {
            var stem = ops.Relu(ops.BatchNorm(ops.Conv2d(x[0], W("stem", 3, 3, 3, 3), null, 1, 1, 1), Norm(3), 1e-5f));
            return ops.Relu(ops.Add(ops.Conv2d(stem, W("body", 3, 3, 3, 3), null, 2, 1, 1), ops.MaxPool2d(x[0], 3, 2, 1)));
        }),
        Of("A tagger of words and their letters", [F(2, 3, 4), Letters(2, 3, 5), I([3, 2], 2)], (ops, x) =>
        {
            var letters = ops.Transpose(ops.Reshape(ops.Embedding(x[1], W("alphabet", 7, 3)), -1, 5, 3), 0, 2, 1);
            var spelling = ops.Max(ops.Tanh(ops.Conv1d(letters, W("letters", 4, 3, 3), W("shift", 4), 1)), 2);
            var words = ops.Concat(2, x[0], ops.Reshape(spelling, [Extent<T>.Of(x[0], 0), Extent<T>.Of(x[0], 1), 4]));
            return ops.Linear(ops.Lstm(words, x[2], Memory(8, 3)), W("labels", 5, 6), W("five", 5));
        }),
    ];

    private static T Heads(ITensorOps<T> ops, T x, string name) =>
        ops.Transpose(ops.Reshape(ops.Linear(x, W(name, 8, 8), null), 0, -1, 2, 4), 0, 2, 1, 3);

    private static TensorOpsCase<T> Of(string name, Numbers[] inputs, Func<ITensorOps<T>, T[], T> compute) => new(name, inputs, compute);

    private static Numbers F(params int[] shape) => Numbers.Floats(shape);

    private static Numbers I(int[] values, params int[] shape) => Numbers.Integers(values, shape);

    private static Numbers Letters(params int[] shape) => I([.. Enumerable.Range(0, Numbers.Product(shape)).Select(i => i % 7)], shape);

    private static Weight W(string name, params ReadOnlySpan<int> shape) => Weights.Get(name, new InitialDistribution.Normal(1), shape);

    private static LstmWeights Memory(int inputs, int hidden) => LstmWeights.From(Weights, $"memory{inputs}-{hidden}", inputs, hidden);

    private static Weight Gain(int width) => W($"gain{width}", width);

    private static Weight Shift(int width) => W($"shift{width}", width);

    private static BatchNormWeights Norm(int channels) => new(
        Gain(channels),
        Shift(channels),
        Weights.GetBuffer($"mean{channels}", new InitialDistribution.Normal(1), channels),
        Weights.GetBuffer($"variance{channels}", new InitialDistribution.Constant(0.7f), channels));
}
