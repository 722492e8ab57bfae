using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Onnx;

/// <summary>
/// The operations that append nodes to an ONNX graph (operator set 17, standard operators only). Rearrangements of weights are done at
/// emission, each once; nodes that no output needs are not written. In half precision, normalisations and softmax are computed in single.
/// Not thread-safe.
/// </summary>
public sealed class OnnxEmitter : ITensorOps<OnnxTensor>
{
    /// <summary>
    /// Scores of attention are computed in parts of about this size, which stay in the cache and bound the memory of long sequences.
    /// </summary>
    private const long ScoreBytes = 16L << 20;

    private readonly ElementType precision;
    private readonly OnnxGraph graph = new();
    private readonly Dictionary<string, (OnnxTensor Values, OnnxTensor Scale, OnnxTensor Zero)> quantized = [];
    private readonly Dictionary<string, int> counts = [];
    private readonly Dictionary<string, Weight> weights = [];
    private readonly Dictionary<(Weight Weight, ElementType Type), OnnxTensor> parameters = [];
    private readonly Dictionary<string, OnnxTensor> constants = [];
    private readonly Dictionary<string, (OnnxTensor Source, ImmutableArray<int> Order)> transposes = [];
    private readonly OnnxMaking making;

    /// <summary>Starts an empty graph.</summary>
    /// <param name="precision">What is computed in: <see cref="ElementType.Float32"/> or <see cref="ElementType.Float16"/>.</param>
    public OnnxEmitter(ElementType precision = ElementType.Float32)
    {
        this.precision = precision;
        making = new OnnxMaking(this);
    }

    /// <summary>What is computed in. An input or output of this type is not converted, such as a key/value cache.</summary>
    public ElementType Precision => precision;

    /// <summary>How linear maps are written.</summary>
    internal LinearForm LinearForm { get; init; } = LinearForm.Float;

    /// <summary>Declares an input of the model.</summary>
    /// <param name="name">Its name, which no other value has.</param>
    /// <param name="type">Its type; floats of another precision than the model's are converted.</param>
    /// <param name="shape">Its lengths.</param>
    public OnnxTensor Input(string name, ElementType type, params ReadOnlySpan<OnnxDimension> shape)
    {
        graph.Inputs.Add(new OnnxPort(Claim(name), type, [.. shape]));
        var lengths = shape.ToArray().Select(d => d.Length ?? TensorShape.Open).ToArray();
        var input = new OnnxTensor(name, type, new TensorShape(lengths));
        return IsFloat(type) ? Cast(input, precision) : input;
    }

    /// <summary>Declares an output of the model; floats are given in single precision.</summary>
    /// <param name="name">Its name, which no other value has.</param>
    /// <param name="tensor">What it gives.</param>
    /// <param name="shape">Its lengths.</param>
    public void Output(string name, OnnxTensor tensor, params ReadOnlySpan<OnnxDimension> shape)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        Output(name, tensor, IsFloat(tensor.Type) ? ElementType.Float32 : tensor.Type, shape);
    }

    /// <summary>Declares an output of the model in a type of its own.</summary>
    /// <param name="name">Its name, which no other value has.</param>
    /// <param name="tensor">What it gives.</param>
    /// <param name="type">What it is converted to: <see cref="Precision"/> leaves floats as they are.</param>
    /// <param name="shape">Its lengths.</param>
    public void Output(string name, OnnxTensor tensor, ElementType type, params ReadOnlySpan<OnnxDimension> shape)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ShapeRules.Rank(nameof(Output), tensor.Shape, shape.Length, $"for '{name}' a tensor of {shape.Length} axes");
        graph.Outputs.Add(new OnnxPort(Claim(name), type, [.. shape]));
        Emit("Identity", [Cast(tensor, type)], name, type, tensor.Shape);
    }

    /// <summary>Writes the model. Weights past 2 GB go to <c>PATH.data</c>.</summary>
    /// <param name="path">The file, replaced where it exists.</param>
    /// <param name="cancellationToken">Stops between two weights; what was written then is of no use.</param>
    public void Save(string path, CancellationToken cancellationToken) => Save(path, OnnxFile.MaximumInlineBytes, cancellationToken);

    internal void Save(string path, long maximumInlineBytes, CancellationToken cancellationToken) =>
        OnnxFile.Write(graph.Stored(), path, maximumInlineBytes, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Another weight has the name.</exception>
    public OnnxTensor Parameter(Weight weight) => Parameter(weight, precision);

    /// <inheritdoc/>
    public OnnxTensor Constant(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        var copy = values.ToArray();
        return Known("constant", MemoryMarshal.AsBytes(values), new FloatConstant(precision, [.. shape], () => copy));
    }

    /// <inheritdoc/>
    public OnnxTensor Constant(ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) => Integers("integers", [.. values], [.. shape]);

    /// <inheritdoc/>
    public OnnxTensor Linear(OnnxTensor x, Weight weight, Weight? bias)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        return LinearForm.Emit(this, x, weight, bias, ShapeRules.Linear(x.Shape, new TensorShape(weight.Shape.AsSpan())));
    }

    /// <inheritdoc/>
    public OnnxTensor Conv1d(OnnxTensor x, Weight weight, Weight? bias, int padding)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        var (kernels, shift) = (Parameter(weight), bias is null ? null : Parameter(bias));
        return Emit(
            "Conv",
            shift is null ? [x, kernels] : [x, kernels, shift],
            ShapeRules.Convolution(x.Shape, kernels.Shape, shift?.Shape, padding),
            new OnnxAttribute.Integers("kernel_shape", [weight.Shape[2]]),
            new OnnxAttribute.Integers("pads", [padding, padding]));
    }

    /// <summary>
    /// By the operator for it, whose order of gates is another and which wants places before sequences; in single precision, since it
    /// carries its cell through all places.
    /// </summary>
    /// <inheritdoc/>
    public OnnxTensor Lstm(OnnxTensor x, OnnxTensor lengths, LstmWeights weights)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(weights);
        var shape = ShapeRules.Lstm(x.Shape, lengths.Shape, weights);
        if (IsFloat(lengths.Type))
        {
            throw new ArgumentException($"{nameof(Lstm)} takes integers as lengths, not {lengths}.");
        }

        var hidden = weights.HiddenWidth;
        LstmDirection[] directions = [weights.Forward, weights.Backward];
        var inputMaps = Stack([.. directions.Select(d => Gates(d.Inputs))]);
        var hiddenMaps = Stack([.. directions.Select(d => Gates(d.Hidden))]);
        var biases = Reshape(Stack([.. directions.SelectMany(d => new[] { Gates(d.InputBias), Gates(d.HiddenBias) })]), 2, 8 * hidden);
        return InSingle(x, single =>
        {
            var read = Emit(
                "LSTM",
                [Transpose(single, 1, 0, 2), inputMaps, hiddenMaps, biases, Cast(lengths, ElementType.Int32)],
                new TensorShape(shape[1], 2, shape[0], hidden),
                new OnnxAttribute.Text("direction", "bidirectional"),
                new OnnxAttribute.Integer("hidden_size", hidden));
            return Reshape(Transpose(read, 2, 0, 1, 3), 0, 0, 2 * hidden);
        });

        // Input, forget, cell, output to ONNX's input, output, forget, cell.
        OnnxTensor Gates(Weight weight)
        {
            var known = Parameter(weight, ElementType.Float32);
            var byGate = Reshape(known, [4, hidden, .. weight.Shape.AsSpan()[1..]]);
            return Reshape(Gather(byGate, Constant([0L, 3, 1, 2], 4)), weight.Shape.AsSpan());
        }
    }

    /// <inheritdoc/>
    public OnnxTensor Conv2d(OnnxTensor x, Weight weight, Weight? bias, int stride, int padding, int groups)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weight);
        var kernels = Parameter(weight);
        return Emit(
            "Conv",
            bias is null ? [x, kernels] : [x, kernels, Parameter(bias)],
            ShapeRules.Convolution(x.Shape, kernels.Shape, stride, padding, groups),
            new OnnxAttribute.Integers("kernel_shape", [weight.Shape[2], weight.Shape[3]]),
            new OnnxAttribute.Integers("strides", [stride, stride]),
            new OnnxAttribute.Integers("pads", [padding, padding, padding, padding]),
            new OnnxAttribute.Integer("group", groups));
    }

    /// <inheritdoc/>
    public OnnxTensor MaxPool2d(OnnxTensor x, int kernel, int stride, int padding)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Emit(
            "MaxPool",
            [x],
            ShapeRules.Pool(x.Shape, kernel, stride, padding),
            new OnnxAttribute.Integers("kernel_shape", [kernel, kernel]),
            new OnnxAttribute.Integers("strides", [stride, stride]),
            new OnnxAttribute.Integers("pads", [padding, padding, padding, padding]));
    }

    /// <inheritdoc/>
    public OnnxTensor LayerNorm(OnnxTensor x, Weight gain, Weight bias, float epsilon) => InSingle(
        x,
        single =>
        {
            var (factor, shift) = (Parameter(gain, ElementType.Float32), Parameter(bias, ElementType.Float32));
            return Emit(
                "LayerNormalization",
                [single, factor, shift],
                ShapeRules.Normalized(nameof(LayerNorm), single.Shape, -1, "[..., width]", factor.Shape, shift.Shape),
                new OnnxAttribute.Integer("axis", -1),
                new OnnxAttribute.Float("epsilon", epsilon));
        });

    /// <inheritdoc/>
    public OnnxTensor BatchNorm(OnnxTensor x, BatchNormWeights weights, float epsilon)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(weights);
        OnnxTensor[] vectors = [Parameter(weights.Gain), Parameter(weights.Bias), Parameter(weights.Mean), Parameter(weights.Variance)];
        return Emit(
            "BatchNormalization",
            [x, .. vectors],
            ShapeRules.BatchNorm(x.Shape, [.. vectors.Select(v => v.Shape)]),
            new OnnxAttribute.Float("epsilon", epsilon));
    }

    /// <inheritdoc/>
    public OnnxTensor Embedding(OnnxTensor ids, Weight table)
    {
        ArgumentNullException.ThrowIfNull(ids);
        var rows = Parameter(table);
        ShapeRules.Embedding(ids.Shape, rows.Shape);
        return Gather(rows, ids);
    }

    /// <inheritdoc/>
    public OnnxTensor MatMul(OnnxTensor a, OnnxTensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        RequireSameType(nameof(MatMul), a, b);
        return Emit("MatMul", [a, b], ShapeRules.MatMul(nameof(MatMul), a.Shape, b.Shape));
    }

    /// <inheritdoc/>
    public OnnxTensor Add(OnnxTensor a, OnnxTensor b) => Binary("Add", nameof(Add), a, b);

    /// <inheritdoc/>
    public OnnxTensor Add(OnnxTensor x, double value) => Binary("Add", nameof(Add), x, ScalarLike(nameof(Add), x, value));

    /// <inheritdoc/>
    public OnnxTensor Subtract(OnnxTensor a, OnnxTensor b) => Binary("Sub", nameof(Subtract), a, b);

    /// <inheritdoc/>
    public OnnxTensor Multiply(OnnxTensor a, OnnxTensor b) => Binary("Mul", nameof(Multiply), a, b);

    /// <inheritdoc/>
    public OnnxTensor Multiply(OnnxTensor x, double factor) => Binary("Mul", nameof(Multiply), x, ScalarLike(nameof(Multiply), x, factor));

    /// <summary>By the sequence of nodes in which runtimes recognise it and run it as one.</summary>
    /// <inheritdoc/>
    public OnnxTensor Gelu(OnnxTensor x)
    {
        var erf = Unary("Erf", Binary("Div", nameof(Gelu), x, ScalarLike(nameof(Gelu), x, Math.Sqrt(2))));
        return Multiply(Multiply(x, Add(erf, 1)), 0.5);
    }

    /// <inheritdoc/>
    public OnnxTensor Relu(OnnxTensor x) => Unary("Relu", x);

    /// <inheritdoc/>
    public OnnxTensor Sin(OnnxTensor x) => Unary("Sin", x);

    /// <inheritdoc/>
    public OnnxTensor Cos(OnnxTensor x) => Unary("Cos", x);

    /// <inheritdoc/>
    public OnnxTensor Tanh(OnnxTensor x) => Unary("Tanh", x);

    /// <inheritdoc/>
    public OnnxTensor Max(OnnxTensor x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Emit(
            "ReduceMax",
            [x],
            ShapeRules.Max(x.Shape, axis),
            new OnnxAttribute.Integers("axes", [ShapeRules.Axis(nameof(Max), x.Shape, axis)]),
            new OnnxAttribute.Integer("keepdims", 0));
    }

    /// <inheritdoc/>
    public OnnxTensor Softmax(OnnxTensor x) => InSingle(x, single => Unary("Softmax", single, new OnnxAttribute.Integer("axis", -1)));

    /// <summary>In parts of some queries where there are many, so far as lengths are known at emission.</summary>
    /// <inheritdoc/>
    public OnnxTensor Attention(
        OnnxTensor queries, OnnxTensor keys, OnnxTensor values, OnnxTensor? bias, double scale, double dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        ShapeRules.Attention(queries.Shape, keys.Shape, values.Shape, bias?.Shape);
        var scaled = scale == 1 ? queries : Multiply(queries, scale);
        var turned = SwapLastAxes(keys);
        var (count, atOnce) = (queries.Shape[-2], QueriesAtOnce(queries.Shape, keys.Shape, bias));
        if (count <= atOnce)
        {
            return Attend(scaled, bias);
        }

        var parts = new List<OnnxTensor>();
        for (var start = 0; start < count; start += atOnce)
        {
            var end = Math.Min(start + atOnce, count);
            parts.Add(Attend(Slice(scaled, -2, start, end), bias is null ? null : making.PartOf(bias, -2, start, end)));
        }

        return Concat(-2, [.. parts]);

        OnnxTensor Attend(OnnxTensor some, OnnxTensor? added)
        {
            var scores = MatMul(some, turned);
            return MatMul(Softmax(added is null ? scores : Add(scores, added)), values);
        }
    }

    /// <inheritdoc/>
    public OnnxTensor Dropout(OnnxTensor x, double probability) => x;

    /// <inheritdoc/>
    public OnnxTensor DropPath(OnnxTensor x, double probability) => x;

    /// <inheritdoc/>
    public OnnxTensor EqualTo(OnnxTensor x, double value)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Cast(Emit("Equal", [x, ScalarLike(nameof(EqualTo), x, value)], x.Shape, ElementType.Boolean), x.Type);
    }

    /// <inheritdoc/>
    public OnnxTensor CumulativeSum(OnnxTensor x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Emit("CumSum", [x, Integers("axis", [ShapeRules.Axis(nameof(CumulativeSum), x.Shape, axis)], [])], x.Shape);
    }

    /// <inheritdoc/>
    public OnnxTensor IndicesAlong(OnnxTensor x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = ShapeRules.Axis(nameof(IndicesAlong), x.Shape, axis);
        return Emit(
            "Range",
            [Integers("zero", [0], []), LengthOf(x, axis), Integers("one", [1], [])],
            new TensorShape(x.Shape.HasRank ? x.Shape[axis] : TensorShape.Open),
            ElementType.Int64);
    }

    /// <inheritdoc/>
    public OnnxTensor ToFloat(OnnxTensor x) => Cast(x, precision);

    /// <inheritdoc/>
    public OnnxTensor Reshape(OnnxTensor x, params ReadOnlySpan<int> shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        var lengths = shape.ToArray();
        var reshaped = ShapeRules.Reshape(x.Shape, shape);
        return x.Constant is FloatConstant known
            ? Folded(x, $"Reshape {Joined(lengths)}", () => known.Reshape(lengths))
            : making.Reshaped(Emit("Reshape", [x, Integers(shape)], reshaped), x);
    }

    /// <inheritdoc/>
    public OnnxTensor Reshape(OnnxTensor x, IReadOnlyList<Extent<OnnxTensor>> shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(shape);
        var reshaped = ShapeRules.Reshape(x.Shape, shape, t => t.Shape);
        return Emit("Reshape", [x, Lengths(shape)], reshaped);
    }

    /// <inheritdoc/>
    public OnnxTensor LengthOf(OnnxTensor x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = ShapeRules.Axis(nameof(LengthOf), x.Shape, axis);
        return Emit("Gather", [ShapeOf(x), Integers("axis", [axis], [])], new TensorShape([]), ElementType.Int64);
    }

    /// <inheritdoc/>
    public OnnxTensor Transpose(OnnxTensor x, params ReadOnlySpan<int> order)
    {
        ArgumentNullException.ThrowIfNull(x);
        var axes = order.ToArray();
        var shape = ShapeRules.Transpose(x.Shape, axes);
        if (x.Constant is FloatConstant known)
        {
            var folded = Folded(x, $"Transpose {Joined(axes)}", () => known.Transpose(axes));
            graph.Transposed.TryAdd(folded.Name, (x.Name, Widen(axes)));
            return folded;
        }

        // Two in a row are one.
        if (transposes.TryGetValue(x.Name, out var before))
        {
            return Transpose(before.Source, [.. axes.Select(a => before.Order[a])]);
        }

        var transposed = Emit("Transpose", [x], shape, new OnnxAttribute.Integers("perm", Widen(axes)));
        transposes.Add(transposed.Name, (x, [.. axes]));
        return transposed;
    }

    /// <inheritdoc/>
    public OnnxTensor Concat(int axis, params ReadOnlySpan<OnnxTensor> parts)
    {
        var shape = ShapeRules.Concat(axis, [.. parts.ToArray().Select(p => p.Shape)]);
        foreach (var part in parts[1..])
        {
            RequireSameType(nameof(Concat), parts[0], part);
        }

        return Emit("Concat", [.. parts], shape, new OnnxAttribute.Integer("axis", axis));
    }

    /// <inheritdoc/>
    public OnnxTensor RepeatFirst(OnnxTensor x, OnnxTensor like, int rank)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(like);
        var shape = ShapeRules.RepeatFirst(x.Shape, like.Shape, rank);
        var length = Slice(ShapeOf(like), 0, 0, 1);
        return Emit("Expand", [x, Concat(0, length, Integers([.. Enumerable.Repeat(1, rank - 1)]))], shape);
    }

    /// <inheritdoc/>
    public OnnxTensor Slice(OnnxTensor x, int axis, int? start, int? end)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = ShapeRules.Axis(nameof(Slice), x.Shape, axis);
        var shape = ShapeRules.Slice(x.Shape, axis, start, end);
        if (start is null && end is null)
        {
            return x;
        }

        if (x.Constant is FloatConstant known)
        {
            var (from, to) = ShapeRules.Places(known.Shape[axis], start, end);
            return Folded(x, $"Slice {axis} {from} {to}", () => known.Slice(axis, from, to));
        }

        return Emit("Slice", [x, Integers(start ?? 0), Integers(end ?? int.MaxValue), Integers(axis)], shape);
    }

    /// <inheritdoc/>
    public (OnnxTensor First, OnnxTensor Last) Split(OnnxTensor x, int axis, Extent<OnnxTensor> length)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = ShapeRules.Axis(nameof(Split), x.Shape, axis);
        var (first, last) = ShapeRules.Split(x.Shape, axis, length, t => t.Shape);
        var (end, places) = (Lengths([length]), Integers(axis));
        return (Emit("Slice", [x, Integers(0), end, places], first), Emit("Slice", [x, end, Integers(int.MaxValue), places], last));
    }

    /// <inheritdoc/>
    public OnnxTensor Gather(OnnxTensor x, OnnxTensor indices)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        var shape = ShapeRules.Gather(nameof(Gather), x.Shape, indices.Shape);
        return x.Constant is FloatConstant known && indices.Constant is IntegerConstant places
            ? Folded(x, $"Gather {indices.Name}", () => known.Gather(places))
            : Emit("Gather", [x, indices], shape, new OnnxAttribute.Integer("axis", 0));
    }

    /// <inheritdoc/>
    public OnnxTensor PadEnd(OnnxTensor x, params ReadOnlySpan<int> counts)
    {
        ArgumentNullException.ThrowIfNull(x);
        var shape = ShapeRules.PadEnd(x.Shape, counts);
        return Emit("Pad", [x, Integers([.. new int[counts.Length], .. counts]), ScalarLike(nameof(PadEnd), x, 0)], shape);
    }

    internal OnnxTensor ShapeOf(OnnxTensor x) =>
        Emit("Shape", [x], x.Shape.HasRank ? new TensorShape(x.Shape.Rank) : TensorShape.Unknown, ElementType.Int64);

    internal OnnxTensor Cast(OnnxTensor x, ElementType type) =>
        x.Type == type ? x : Emit("Cast", [x], x.Shape, type, new OnnxAttribute.Integer("to", OnnxFile.DataType(type)));

    internal OnnxTensor Emit(string op, ImmutableArray<OnnxTensor> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Emit(op, inputs, TensorShape.Unknown, attributes);

    internal OnnxTensor Emit(string op, ImmutableArray<OnnxTensor> inputs, TensorShape shape, ElementType type) =>
        Emit(op, inputs, shape, type, []);

    /// <summary>A linear map in 8-bit integers, and the scale of each output.</summary>
    internal (OnnxTensor Values, OnnxTensor Scales) Quantized(Weight weight)
    {
        var constant = new QuantizedWeights(weight);
        return (Made("values", constant), Made("scales", constant.Scales));

        OnnxTensor Made(string part, OnnxConstant made)
        {
            var key = $"{weight.Name} {part} in 8 bits";
            if (!constants.TryGetValue(key, out var known))
            {
                constants.Add(key, known = new OnnxTensor(Unique($"{weight.Name}.{part}"), made));
            }

            return known;
        }
    }

    /// <summary>A tensor in 8-bit integers by its own range, once however many linear maps take it.</summary>
    internal (OnnxTensor Values, OnnxTensor Scale, OnnxTensor Zero) Quantize(OnnxTensor x)
    {
        if (!quantized.TryGetValue(x.Name, out var known))
        {
            string[] names = [Unique("Quantized"), Unique("Scale"), Unique("Zero")];
            graph.Nodes.Add(new OnnxNode("DynamicQuantizeLinear", [x.Name], [.. names], []));
            known = (
                new OnnxTensor(names[0], ElementType.UInt8, x.Shape),
                new OnnxTensor(names[1], ElementType.Float32, new TensorShape([])),
                new OnnxTensor(names[2], ElementType.UInt8, new TensorShape([])));
            quantized.Add(x.Name, known);
        }

        return known;
    }

    private static bool IsFloat(ElementType type) =>
        type is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float32 or ElementType.Float64;

    private static string Joined(IEnumerable<int> values) => string.Join(',', values);

    private static ImmutableArray<long> Widen(ReadOnlySpan<int> values)
    {
        var wide = new long[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            wide[i] = values[i];
        }

        return [.. wide];
    }

    internal static void RequireSameType(string op, OnnxTensor a, OnnxTensor b)
    {
        if (a.Type != b.Type)
        {
            throw new ArgumentException($"{op} takes tensors of one type, not {a} and {b}.");
        }
    }

    /// <summary>How many queries' scores come to about <see cref="ScoreBytes"/>; all where that cannot be told.</summary>
    private int QueriesAtOnce(TensorShape queries, TensorShape keys, OnnxTensor? bias)
    {
        var scores = ShapeRules.Broadcast("Attention", new(queries.Lengths[..^2]), new(keys.Lengths[..^2])).Lengths;
        var ofQuery = (long)sizeof(float) * keys[-2];
        foreach (var length in scores)
        {
            ofQuery *= Math.Max(1, length);
        }

        var isBiasOpen = bias?.Shape is { } b && (!b.HasRank || (b.Rank > 1 && b[-2] == TensorShape.Open));
        if (ofQuery <= 0 || isBiasOpen)
        {
            return int.MaxValue;
        }

        var grain = bias is null ? 1 : making.GrainOf(bias, -2);
        return (int)Math.Clamp(ScoreBytes / ofQuery / grain * grain, grain, int.MaxValue);
    }

    private OnnxTensor SwapLastAxes(OnnxTensor x)
    {
        var rank = x.Shape.HasRank ? x.Shape.Rank : throw new ArgumentException($"Attention: the rank of {x} is not known.");
        return Transpose(x, [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2]);
    }

    private OnnxTensor Unary(string op, OnnxTensor x, params ReadOnlySpan<OnnxAttribute> attributes) => Emit(op, [x], x.Shape, attributes);

    private OnnxTensor Binary(string op, string name, OnnxTensor a, OnnxTensor b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        var shape = ShapeRules.Broadcast(name, a.Shape, b.Shape);
        RequireSameType(name, a, b);
        return making.Broadcast(Emit(op, [a, b], shape), a, b, (left, right) => Binary(op, name, left, right));
    }

    private OnnxTensor InSingle(OnnxTensor x, Func<OnnxTensor, OnnxTensor> operation)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Cast(operation(Cast(x, ElementType.Float32)), x.Type);
    }

    internal OnnxTensor Parameter(Weight weight, ElementType type)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (!weights.TryAdd(weight.Name, weight) && weights[weight.Name] != weight)
        {
            throw new ArgumentException($"Two weights are named '{weight.Name}'; tied ones come from one source as one weight.");
        }

        if (!parameters.TryGetValue((weight, type), out var parameter))
        {
            parameter = new OnnxTensor(Unique(weight.Name), new FloatConstant(type, weight.Shape, weight.Read));
            parameters.Add((weight, type), parameter);
        }

        return parameter;
    }

    private OnnxTensor Lengths(IReadOnlyList<Extent<OnnxTensor>> extents)
    {
        OnnxTensor[] lengths = [.. extents.Select(e => e.Like is null ? Integers(e.Length) : LengthIn(e.Like, e.Axis))];
        return lengths.Length == 1 ? lengths[0] : Concat(0, lengths);

        OnnxTensor LengthIn(OnnxTensor like, int axis)
        {
            axis = ShapeRules.Axis(nameof(Reshape), like.Shape, axis);
            return Slice(ShapeOf(like), 0, axis, axis + 1);
        }
    }

    private OnnxTensor Integers(params ReadOnlySpan<int> values) => Integers("integers", Widen(values), [values.Length]);

    private OnnxTensor Integers(string name, ImmutableArray<long> values, ImmutableArray<int> shape) =>
        Known(name, MemoryMarshal.AsBytes(values.AsSpan()), new IntegerConstant(shape, values));

    private OnnxTensor ScalarLike(string op, OnnxTensor x, double value)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (IsFloat(x.Type))
        {
            return Known("scalar", BitConverter.GetBytes(value), new FloatConstant(x.Type, [], () => [(float)value]));
        }

        return Cast(Integers("scalar", [ShapeRules.Whole(op, value)], []), x.Type);
    }

    /// <summary>A constant, the same one for the same numbers.</summary>
    private OnnxTensor Known(string name, ReadOnlySpan<byte> values, OnnxConstant constant)
    {
        var key = $"{constant.Type} {Joined(constant.Shape)} {Convert.ToHexString(SHA256.HashData(values))}";
        if (!constants.TryGetValue(key, out var known))
        {
            constants.Add(key, known = new OnnxTensor(Unique(name), constant));
        }

        return known;
    }

    /// <summary>What comes of a constant, computed once however often it is asked for.</summary>
    private OnnxTensor Folded(OnnxTensor x, string operation, Func<OnnxConstant> fold)
    {
        var key = $"{x.Name} {operation}";
        if (!constants.TryGetValue(key, out var known))
        {
            constants.Add(key, known = new OnnxTensor(Unique(x.Name), fold()));
        }

        return known;
    }

    /// <summary>Constants of one shape below one another, on an axis of their own.</summary>
    private OnnxTensor Stack(params ReadOnlySpan<OnnxTensor> constants)
    {
        var all = constants.ToArray();
        return Folded(all[0], $"Stack {string.Join(' ', all.Skip(1).Select(c => c.Name))}", () =>
            FloatConstant.Stack([.. all.Select(c => (FloatConstant)c.Constant!)]));
    }

    private OnnxTensor Emit(
        string op, ImmutableArray<OnnxTensor> inputs, TensorShape shape, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Emit(op, inputs, shape, inputs[0].Type, attributes);

    private OnnxTensor Emit(
        string op,
        ImmutableArray<OnnxTensor> inputs,
        TensorShape shape,
        ElementType type,
        params ReadOnlySpan<OnnxAttribute> attributes) => Emit(op, inputs, Unique(op), type, shape, attributes);

    private OnnxTensor Emit(
        string op,
        ImmutableArray<OnnxTensor> inputs,
        string name,
        ElementType type,
        TensorShape shape,
        params ReadOnlySpan<OnnxAttribute> attributes)
    {
        foreach (var input in inputs)
        {
            if (input.Constant is { } constant)
            {
                graph.Initializers.TryAdd(input.Name, constant);
            }
        }

        graph.Nodes.Add(new OnnxNode(op, [.. inputs.Select(i => i.Name)], [name], [.. attributes]));
        return new OnnxTensor(name, type, shape);
    }

    /// <summary>A name that the caller chose.</summary>
    private string Claim(string name) =>
        counts.TryAdd(name, 1) ? name : throw new ArgumentException($"There is a value named '{name}' already.");

    private string Unique(string name)
    {
        while (true)
        {
            var count = counts[name] = counts.GetValueOrDefault(name) + 1;
            var unique = count == 1 ? name : $"{name}#{count}";
            if (count == 1 || counts.TryAdd(unique, 1))
            {
                return unique;
            }
        }
    }
}
