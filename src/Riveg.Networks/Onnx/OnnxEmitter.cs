using System.Collections.Immutable;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Onnx;

/// <summary>
/// The operations that append nodes to an ONNX graph (operator set 17, standard operators only). Rearrangements of weights are done at
/// emission. In half precision, inputs and outputs stay single, and normalisations and softmax are computed in single. Not thread-safe.
/// </summary>
/// <param name="precision">What is computed in: <see cref="ElementType.Float32"/> or <see cref="ElementType.Float16"/>.</param>
public sealed class OnnxEmitter(ElementType precision = ElementType.Float32) : ITensorOps<OnnxTensor>
{
    private readonly OnnxGraph graph = new();
    private readonly Dictionary<string, int> counts = [];
    private readonly Dictionary<Weight, OnnxTensor> parameters = [];
    private readonly Dictionary<(ElementType Type, double Value), OnnxTensor> scalars = [];

    /// <summary>Declares an input of the model.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">Its type; floats are given in single precision whatever is computed in.</param>
    /// <param name="shape">Its lengths.</param>
    public OnnxTensor Input(string name, ElementType type, params ReadOnlySpan<OnnxDimension> shape)
    {
        graph.Inputs.Add(new OnnxPort(name, type, [.. shape]));
        var input = new OnnxTensor(name, type);
        return type == ElementType.Float32 ? Cast(input, precision) : input;
    }

    /// <summary>Declares an output of the model.</summary>
    /// <param name="name">Its name, which no other value has.</param>
    /// <param name="tensor">What it gives; floats are given in single precision.</param>
    /// <param name="shape">Its lengths.</param>
    public void Output(string name, OnnxTensor tensor, params ReadOnlySpan<OnnxDimension> shape)
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var type = IsFloat(tensor) ? ElementType.Float32 : tensor.Type;
        graph.Outputs.Add(new OnnxPort(name, type, [.. shape]));
        Emit("Identity", [Cast(tensor, type)], name, type);
    }

    /// <summary>Writes the model. Weights past 2 GB go to <c>PATH.data</c>.</summary>
    /// <param name="path">The file, replaced where it exists.</param>
    /// <param name="cancellationToken">Stops between two weights; what was written then is of no use.</param>
    public void Save(string path, CancellationToken cancellationToken) => Save(path, OnnxFile.MaximumInlineBytes, cancellationToken);

    internal void Save(string path, long maximumInlineBytes, CancellationToken cancellationToken) =>
        OnnxFile.Write(graph, path, maximumInlineBytes, cancellationToken);

    /// <inheritdoc/>
    public OnnxTensor Parameter(Weight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (!parameters.TryGetValue(weight, out var parameter))
        {
            parameters.Add(weight, parameter = Known(weight.Name, new FloatConstant(precision, weight.Shape, weight.Read)));
        }

        return parameter;
    }

    /// <inheritdoc/>
    public OnnxTensor Constant(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape)
    {
        var copy = values.ToArray();
        return Known("constant", new FloatConstant(precision, [.. shape], () => copy));
    }

    /// <inheritdoc/>
    public OnnxTensor Constant(ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) =>
        Known("integers", new IntegerConstant([.. shape], [.. values]));

    /// <inheritdoc/>
    public OnnxTensor Linear(OnnxTensor x, Weight weight, Weight? bias)
    {
        var product = MatMul(x, Transpose(Parameter(weight), 1, 0));
        return bias is null ? product : Add(product, Parameter(bias));
    }

    /// <inheritdoc/>
    public OnnxTensor Conv2d(OnnxTensor x, Weight weight, Weight? bias, int stride, int padding, int groups)
    {
        ArgumentNullException.ThrowIfNull(weight);
        ImmutableArray<OnnxTensor> inputs = bias is null ? [x, Parameter(weight)] : [x, Parameter(weight), Parameter(bias)];
        return Emit(
            "Conv",
            inputs,
            new OnnxAttribute.Integers("kernel_shape", [weight.Shape[2], weight.Shape[3]]),
            new OnnxAttribute.Integers("strides", [stride, stride]),
            new OnnxAttribute.Integers("pads", [padding, padding, padding, padding]),
            new OnnxAttribute.Integer("group", groups));
    }

    /// <inheritdoc/>
    public OnnxTensor LayerNorm(OnnxTensor x, Weight gain, Weight bias, float epsilon) => InSingle(
        x,
        single => Emit(
            "LayerNormalization",
            [single, SingleParameter(gain), SingleParameter(bias)],
            new OnnxAttribute.Integer("axis", -1),
            new OnnxAttribute.Float("epsilon", epsilon)));

    /// <inheritdoc/>
    public OnnxTensor BatchNorm(OnnxTensor x, BatchNormWeights weights, float epsilon)
    {
        ArgumentNullException.ThrowIfNull(weights);
        return Emit(
            "BatchNormalization",
            [x, Parameter(weights.Gain), Parameter(weights.Bias), Parameter(weights.Mean), Parameter(weights.Variance)],
            new OnnxAttribute.Float("epsilon", epsilon));
    }

    /// <inheritdoc/>
    public OnnxTensor Embedding(OnnxTensor ids, Weight table) => Gather(Parameter(table), ids);

    /// <inheritdoc/>
    public OnnxTensor MatMul(OnnxTensor a, OnnxTensor b) => Emit("MatMul", [a, b]);

    /// <inheritdoc/>
    public OnnxTensor Add(OnnxTensor a, OnnxTensor b) => Emit("Add", [a, b]);

    /// <inheritdoc/>
    public OnnxTensor Add(OnnxTensor x, double value) => Emit("Add", [x, ScalarLike(x, value)]);

    /// <inheritdoc/>
    public OnnxTensor Subtract(OnnxTensor a, OnnxTensor b) => Emit("Sub", [a, b]);

    /// <inheritdoc/>
    public OnnxTensor Multiply(OnnxTensor a, OnnxTensor b) => Emit("Mul", [a, b]);

    /// <inheritdoc/>
    public OnnxTensor Multiply(OnnxTensor x, double factor) => Emit("Mul", [x, ScalarLike(x, factor)]);

    /// <summary>By the sequence of nodes in which runtimes recognise it and run it as one.</summary>
    /// <inheritdoc/>
    public OnnxTensor Gelu(OnnxTensor x)
    {
        var erf = Emit("Erf", [Emit("Div", [x, ScalarLike(x, Math.Sqrt(2))])]);
        return Multiply(Multiply(x, Add(erf, 1)), 0.5);
    }

    /// <inheritdoc/>
    public OnnxTensor Relu(OnnxTensor x) => Emit("Relu", [x]);

    /// <inheritdoc/>
    public OnnxTensor Sin(OnnxTensor x) => Emit("Sin", [x]);

    /// <inheritdoc/>
    public OnnxTensor Cos(OnnxTensor x) => Emit("Cos", [x]);

    /// <inheritdoc/>
    public OnnxTensor Softmax(OnnxTensor x) => InSingle(x, single => Emit("Softmax", [single], new OnnxAttribute.Integer("axis", -1)));

    /// <inheritdoc/>
    public OnnxTensor Dropout(OnnxTensor x, double probability) => x;

    /// <inheritdoc/>
    public OnnxTensor EqualTo(OnnxTensor x, double value)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Cast(Emit("Equal", [x, ScalarLike(x, value)], ElementType.Boolean), x.Type);
    }

    /// <inheritdoc/>
    public OnnxTensor CumulativeSum(OnnxTensor x, int axis) => Emit("CumSum", [x, Known("axis", new IntegerConstant([], [axis]))]);

    /// <inheritdoc/>
    public OnnxTensor IndicesAlong(OnnxTensor x, int axis)
    {
        var length = Emit("Gather", [ShapeOf(x), Known("axis", new IntegerConstant([], [axis]))], ElementType.Int64);
        return Emit(
            "Range", [Known("zero", new IntegerConstant([], [0])), length, Known("one", new IntegerConstant([], [1]))], ElementType.Int64);
    }

    /// <inheritdoc/>
    public OnnxTensor ToFloat(OnnxTensor x) => Cast(x, precision);

    /// <inheritdoc/>
    public OnnxTensor Reshape(OnnxTensor x, params ReadOnlySpan<int> shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Constant is FloatConstant known
            ? Known(x.Name, known.Reshape(shape))
            : Emit("Reshape", [x, Integers(shape)]);
    }

    /// <inheritdoc/>
    public OnnxTensor Transpose(OnnxTensor x, params ReadOnlySpan<int> order)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Constant is FloatConstant known
            ? Known(x.Name, known.Transpose(order))
            : Emit("Transpose", [x], new OnnxAttribute.Integers("perm", Widen(order)));
    }

    /// <inheritdoc/>
    public OnnxTensor Concat(int axis, params ReadOnlySpan<OnnxTensor> parts) =>
        Emit("Concat", [.. parts], new OnnxAttribute.Integer("axis", axis));

    /// <inheritdoc/>
    public OnnxTensor RepeatFirst(OnnxTensor x, OnnxTensor like, int rank)
    {
        var length = Slice(ShapeOf(like), 0, 0, 1);
        return Emit("Expand", [x, Concat(0, length, Integers([.. Enumerable.Repeat(1, rank - 1)]))]);
    }

    /// <inheritdoc/>
    public OnnxTensor Slice(OnnxTensor x, int axis, int start, int end)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.Constant is FloatConstant known && axis >= 0
            ? Known(x.Name, known.Slice(axis, start, end))
            : Emit("Slice", [x, Integers(start), Integers(end), Integers(axis)]);
    }

    /// <inheritdoc/>
    public OnnxTensor Gather(OnnxTensor x, OnnxTensor indices)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        return x.Constant is FloatConstant known && indices.Constant is IntegerConstant places
            ? Known(x.Name, known.Gather(places))
            : Emit("Gather", [x, indices], new OnnxAttribute.Integer("axis", 0));
    }

    /// <inheritdoc/>
    public OnnxTensor PadEnd(OnnxTensor x, params ReadOnlySpan<int> counts) =>
        Emit("Pad", [x, Integers([.. new int[counts.Length], .. counts]), ScalarLike(x, 0)]);

    private static bool IsFloat(OnnxTensor x) => x.Type is ElementType.Float32 or ElementType.Float16;

    private static ImmutableArray<long> Widen(ReadOnlySpan<int> values)
    {
        var wide = new long[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            wide[i] = values[i];
        }

        return [.. wide];
    }

    private OnnxTensor InSingle(OnnxTensor x, Func<OnnxTensor, OnnxTensor> operation) =>
        Cast(operation(Cast(x, ElementType.Float32)), x.Type);

    private OnnxTensor SingleParameter(Weight weight) =>
        Known(weight.Name, new FloatConstant(ElementType.Float32, weight.Shape, weight.Read));

    internal OnnxTensor ShapeOf(OnnxTensor x) => Emit("Shape", [x], ElementType.Int64);

    internal OnnxTensor Cast(OnnxTensor x, ElementType type) =>
        x.Type == type ? x : Emit("Cast", [x], type, new OnnxAttribute.Integer("to", OnnxFile.DataType(type)));

    private OnnxTensor Integers(params ReadOnlySpan<int> values) => Known("integers", new IntegerConstant([values.Length], Widen(values)));

    private OnnxTensor ScalarLike(OnnxTensor x, double value)
    {
        if (!scalars.TryGetValue((x.Type, value), out var scalar))
        {
            OnnxConstant constant = IsFloat(x)
                ? new FloatConstant(x.Type, [], () => [(float)value])
                : new IntegerConstant([], [(long)value]);
            scalars.Add((x.Type, value), scalar = Known("scalar", constant));
        }

        return scalar;
    }

    private OnnxTensor Known(string name, OnnxConstant constant) => new(Unique(name), constant);

    internal OnnxTensor Emit(string op, ImmutableArray<OnnxTensor> inputs, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Emit(op, inputs, inputs[0].Type, attributes);

    private OnnxTensor Emit(
        string op, ImmutableArray<OnnxTensor> inputs, ElementType type, params ReadOnlySpan<OnnxAttribute> attributes) =>
        Emit(op, inputs, Unique(op), type, attributes);

    private OnnxTensor Emit(
        string op, ImmutableArray<OnnxTensor> inputs, string name, ElementType type, params ReadOnlySpan<OnnxAttribute> attributes)
    {
        foreach (var input in inputs)
        {
            if (input.Constant is { } constant)
            {
                graph.Initializers.TryAdd(input.Name, constant);
            }
        }

        graph.Nodes.Add(new OnnxNode(op, [.. inputs.Select(i => i.Name)], [name], [.. attributes]));
        return new OnnxTensor(name, type);
    }

    private string Unique(string name)
    {
        var count = counts[name] = counts.GetValueOrDefault(name) + 1;
        return count == 1 ? name : $"{name}#{count}";
    }
}
