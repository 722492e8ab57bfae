using Riveg.Networks.Operations;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using Parameter = TorchSharp.Modules.Parameter;

namespace Riveg.Training.Operations;

/// <summary>
/// The operations computed at once by libtorch, on the processor in single precision. What an operation makes belongs to the dispose scope
/// (<see cref="NewDisposeScope"/>) that is open on the thread: open one around a forward pass, and move out of it what shall
/// outlive it. Parameters and buffers belong to the operations, are made when they are first asked for, and live until
/// <see cref="Dispose"/>. Not thread-safe.
/// </summary>
public sealed class TorchOps : ITrainingOps<Tensor>, IDisposable
{
    /// <summary>PyTorch's own, by which the running statistics follow the batches.</summary>
    private const double BatchNormMomentum = 0.1;

    private readonly Dictionary<string, (Weight Weight, Tensor Tensor)> tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<LstmWeights, LSTM> memories = [];

    /// <summary>
    /// Whether chance drops numbers, batch normalisation takes the batch's own statistics and moves the running ones. Set it between a pass
    /// of training and one of validation; the weights stay.
    /// </summary>
    /// <value>The default value is false: as when serving.</value>
    public bool IsTraining { get; set; }

    /// <summary>What the gradient moves, by names; what has been asked for so far. One tensor a name, so tied weights are one.</summary>
    public IReadOnlyDictionary<string, Parameter> Parameters => OfKind<Parameter>(WeightKind.Parameter);

    /// <summary>What belongs to the network and is not learnt, by names; what has been asked for so far.</summary>
    public IReadOnlyDictionary<string, Tensor> Buffers => OfKind<Tensor>(WeightKind.Buffer);

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">Another weight has the name.</exception>
    public Tensor Parameter(Weight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        if (!tensors.TryGetValue(weight.Name, out var known))
        {
            var made = AlignedTensor.Of(weight.Read(), Wide(weight.Shape.AsSpan()));
            var held = weight.Kind == WeightKind.Parameter ? new Parameter(made) : made;
            tensors.Add(weight.Name, known = (weight, held.DetachFromDisposeScope()));
        }

        return known.Weight == weight
            ? known.Tensor
            : throw new ArgumentException($"Two weights are named '{weight.Name}'; tied ones come from one source as one weight.");
    }

    /// <inheritdoc/>
    public Tensor Constant(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) => AlignedTensor.Of(values.ToArray(), Wide(shape));

    /// <inheritdoc/>
    public Tensor Constant(ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) => torch.tensor(values.ToArray(), Wide(shape));

    /// <inheritdoc/>
    public Tensor Linear(Tensor x, Weight weight, Weight? bias)
    {
        var map = Parameter(weight);
        ShapeRules.Linear(ShapeOf(x), ShapeOf(map));
        return nn.functional.linear(x, map, Optional(bias));
    }

    /// <inheritdoc/>
    public Tensor Conv2d(Tensor x, Weight weight, Weight? bias, int stride, int padding, int groups)
    {
        var kernels = Parameter(weight);
        ShapeRules.Convolution(ShapeOf(x), ShapeOf(kernels), stride, padding, groups);
        return nn.functional.conv2d(x, kernels, Optional(bias), [stride, stride], [padding, padding], [1, 1], groups);
    }

    /// <inheritdoc/>
    public Tensor Conv1d(Tensor x, Weight weight, Weight? bias, int padding)
    {
        var (kernels, shift) = (Parameter(weight), Optional(bias));
        ShapeRules.Convolution(ShapeOf(x), ShapeOf(kernels), shift is null ? null : ShapeOf(shift), padding);
        return nn.functional.conv1d(x, kernels, shift, 1, padding);
    }

    /// <summary>By libtorch's own, whose weights are the parameters: it is the only form in which TorchSharp has it.</summary>
    /// <inheritdoc/>
    /// <exception cref="ArgumentException">
    /// One of the weights was asked for as a tensor, or for other such weights, before these were: the module makes its own.
    /// </exception>
    public Tensor Lstm(Tensor x, Tensor lengths, LstmWeights weights)
    {
        ArgumentNullException.ThrowIfNull(weights);
        ShapeRules.Lstm(ShapeOf(x), ShapeOf(lengths), weights);
        ShapeRules.Lengths(nameof(Lstm), ShapeOf(x), Integers(nameof(Lstm), lengths, "lengths"));
        using var scope = NewDisposeScope();
        using var packed = nn.utils.rnn.pack_padded_sequence(x, lengths, batch_first: true, enforce_sorted: false);
        var (read, _, _) = Memory(weights).call(packed);
        var (padded, _) = nn.utils.rnn.pad_packed_sequence(read, batch_first: true, padding_value: 0, total_length: x.shape[1]);
        return padded.MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor Tanh(Tensor x) => tanh(x);

    /// <inheritdoc/>
    public Tensor Max(Tensor x, int axis)
    {
        ShapeRules.Max(ShapeOf(x), axis);
        return amax(x, [axis]);
    }

    /// <inheritdoc/>
    public Tensor ChainLoss(Tensor emissions, Tensor labels, Tensor lengths, ChainWeights chain)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ShapeRules.ChainLoss(ShapeOf(emissions), ShapeOf(labels), ShapeOf(lengths), chain);
        var ends = Integers(nameof(ChainLoss), lengths, "lengths");
        ShapeRules.Lengths(nameof(ChainLoss), ShapeOf(emissions), ends);
        ShapeRules.Labels(nameof(ChainLoss), ShapeOf(emissions), Integers(nameof(ChainLoss), labels, "labels"), ends);
        using var scope = NewDisposeScope();
        var (start, steps, end) = (Parameter(chain.Start), Parameter(chain.Transitions), Parameter(chain.End));
        var (places, count) = (emissions.shape[1], emissions.shape[2]);
        var inside = arange(places, int64).unsqueeze(0) < lengths.unsqueeze(1);
        var known = where(inside, labels, zeros_like(labels));

        // All paths, place by place; a sequence that has ended keeps its sums.
        var byPlace = emissions.unbind(1);
        var within = inside.unsqueeze(2).unbind(1);
        var sums = byPlace[0] + start;
        for (var t = 1; t < places; t++)
        {
            var next = (sums.unsqueeze(2) + steps).logsumexp(1) + byPlace[t];
            sums = where(within[t], next, sums);
        }

        var all = (sums + end).logsumexp(1);

        // The true path.
        var scores = emissions.gather(2, known.unsqueeze(2)).squeeze(2);
        if (places > 1)
        {
            var from = known.narrow(1, 0, places - 1);
            var to = known.narrow(1, 1, places - 1);

            // Not take: its gradient adds up what all threads bring, in no order, so that two runs could differ.
            var moves = steps.reshape(-1).index_select(0, ((from * count) + to).reshape(-1)).reshape(from.shape);
            scores = scores + cat([zeros([scores.shape[0], 1]), moves], 1);
        }

        var last = known.gather(1, (lengths - 1).unsqueeze(1)).squeeze(1);
        var path = where(inside, scores, zeros_like(scores)).sum(1) + start.index_select(0, known.select(1, 0)) + end.index_select(0, last);
        return (all - path).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor MaxPool2d(Tensor x, int kernel, int stride, int padding)
    {
        ShapeRules.Pool(ShapeOf(x), kernel, stride, padding);
        return nn.functional.max_pool2d(x, [kernel, kernel], [stride, stride], [padding, padding]);
    }

    /// <inheritdoc/>
    public Tensor LayerNorm(Tensor x, Weight gain, Weight bias, float epsilon)
    {
        var (factor, shift) = (Parameter(gain), Parameter(bias));
        ShapeRules.Normalized(nameof(LayerNorm), ShapeOf(x), -1, "[..., width]", ShapeOf(factor), ShapeOf(shift));
        return nn.functional.layer_norm(x, factor.shape, factor, shift, epsilon);
    }

    /// <inheritdoc/>
    public Tensor BatchNorm(Tensor x, BatchNormWeights weights, float epsilon)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var (gain, bias) = (Parameter(weights.Gain), Parameter(weights.Bias));
        var (mean, variance) = (Parameter(weights.Mean), Parameter(weights.Variance));
        ShapeRules.BatchNorm(ShapeOf(x), ShapeOf(gain), ShapeOf(bias), ShapeOf(mean), ShapeOf(variance));
        return nn.functional.batch_norm(x, mean, variance, gain, bias, IsTraining, BatchNormMomentum, epsilon);
    }

    /// <inheritdoc/>
    public Tensor Embedding(Tensor ids, Weight table)
    {
        var rows = Parameter(table);
        ShapeRules.Embedding(ShapeOf(ids), ShapeOf(rows));
        return Rows(rows, ids);
    }

    /// <inheritdoc/>
    public Tensor MatMul(Tensor a, Tensor b)
    {
        RequireSameType(nameof(MatMul), a, b);
        ShapeRules.MatMul(nameof(MatMul), ShapeOf(a), ShapeOf(b));
        return matmul(a, b);
    }

    /// <inheritdoc/>
    public Tensor Add(Tensor a, Tensor b)
    {
        RequireBroadcast("Add", a, b);
        return a.add(b);
    }

    /// <inheritdoc/>
    public Tensor Add(Tensor x, double value)
    {
        using var number = ScalarLike(nameof(Add), x, value);
        return x.add(number);
    }

    /// <inheritdoc/>
    public Tensor Subtract(Tensor a, Tensor b)
    {
        RequireBroadcast("Subtract", a, b);
        return a.sub(b);
    }

    /// <inheritdoc/>
    public Tensor Multiply(Tensor a, Tensor b)
    {
        RequireBroadcast("Multiply", a, b);
        return a.mul(b);
    }

    /// <inheritdoc/>
    public Tensor Multiply(Tensor x, double factor)
    {
        using var number = ScalarLike(nameof(Multiply), x, factor);
        return x.mul(number);
    }

    /// <inheritdoc/>
    public Tensor Gelu(Tensor x) => nn.functional.gelu(x);

    /// <inheritdoc/>
    public Tensor Relu(Tensor x) => nn.functional.relu(x);

    /// <inheritdoc/>
    public Tensor Sin(Tensor x) => sin(x);

    /// <inheritdoc/>
    public Tensor Cos(Tensor x) => cos(x);

    /// <inheritdoc/>
    public Tensor Softmax(Tensor x) => nn.functional.softmax(x, -1);

    /// <summary>By libtorch's own fused attention.</summary>
    /// <inheritdoc/>
    public Tensor Attention(Tensor queries, Tensor keys, Tensor values, Tensor? bias, double scale, double dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(queries);
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(values);
        ShapeRules.Attention(ShapeOf(queries), ShapeOf(keys), ShapeOf(values), bias is null ? null : ShapeOf(bias));
        using var scope = NewDisposeScope();

        // The fused function scales by the width itself, takes batches of heads, and broadcasts nothing but the bias.
        var scaled = Multiply(queries, scale * Math.Sqrt(queries.shape[^1]));
        var leading = Broadcast(Broadcast(Leading(queries), Leading(keys)), Leading(values));
        var added = bias is null || bias.dim() > 4 ? bias : bias.reshape([.. Enumerable.Repeat(1L, 4 - (int)bias.dim()), .. bias.shape]);
        if (added is not null)
        {
            leading = Broadcast(leading, Leading(bias!));
        }

        var isFlat = leading.Length <= 2;
        var answer = nn.functional.scaled_dot_product_attention(
            Spread(scaled), Spread(keys), Spread(values), isFlat ? added : bias, IsTraining ? dropout : 0);
        return (isFlat ? answer.reshape([.. leading, queries.shape[^2], values.shape[^1]]) : answer).MoveToOuterDisposeScope();

        Tensor Spread(Tensor x)
        {
            var spread = x.expand([.. leading, .. x.shape[^2..]]);
            return isFlat ? spread.reshape([.. Enumerable.Repeat(1L, 2 - leading.Length), .. spread.shape]) : spread;
        }

        static long[] Leading(Tensor x) => x.dim() < 2 ? [] : x.shape[..^2];
    }

    /// <inheritdoc/>
    public Tensor Dropout(Tensor x, double probability) =>
        IsTraining && probability > 0 ? nn.functional.dropout(x, probability, training: true) : x;

    /// <inheritdoc/>
    public Tensor DropPath(Tensor x, double probability)
    {
        ArgumentNullException.ThrowIfNull(x);
        if (!IsTraining || probability <= 0)
        {
            return x;
        }

        using var scope = NewDisposeScope();
        var kept = empty([x.shape[0], .. Enumerable.Repeat(1L, (int)x.dim() - 1)], x.dtype).bernoulli_(1 - probability);
        return Multiply(x, probability < 1 ? Multiply(kept, 1 / (1 - probability)) : kept).MoveToOuterDisposeScope();
    }

    /// <inheritdoc/>
    public Tensor EqualTo(Tensor x, double value)
    {
        ArgumentNullException.ThrowIfNull(x);
        using var number = ScalarLike(nameof(EqualTo), x, value);
        using var truth = x.eq(number);
        return truth.to(x.dtype);
    }

    /// <inheritdoc/>
    public Tensor CumulativeSum(Tensor x, int axis) => cumsum(x, ShapeRules.Axis(nameof(CumulativeSum), ShapeOf(x), axis));

    /// <inheritdoc/>
    public Tensor IndicesAlong(Tensor x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        return arange(x.shape[ShapeRules.Axis(nameof(IndicesAlong), ShapeOf(x), axis)], int64);
    }

    /// <inheritdoc/>
    public Tensor ToFloat(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.dtype == float32 ? x : x.to(float32);
    }

    /// <inheritdoc/>
    public Tensor Reshape(Tensor x, params ReadOnlySpan<int> shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.reshape(Wide(ShapeRules.Reshape(ShapeOf(x), shape).Lengths));
    }

    /// <inheritdoc/>
    public Tensor Reshape(Tensor x, IReadOnlyList<Extent<Tensor>> shape)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(shape);
        return x.reshape(Wide(ShapeRules.Reshape(ShapeOf(x), shape, ShapeOf).Lengths));
    }

    /// <inheritdoc/>
    public (Tensor First, Tensor Last) Split(Tensor x, int axis, Extent<Tensor> length)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = ShapeRules.Axis(nameof(Split), ShapeOf(x), axis);
        var (first, last) = ShapeRules.Split(ShapeOf(x), axis, length, ShapeOf);
        return (x.narrow(axis, 0, first[axis]), x.narrow(axis, first[axis], last[axis]));
    }

    /// <inheritdoc/>
    public Tensor LengthOf(Tensor x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        return torch.tensor(x.shape[ShapeRules.Axis(nameof(LengthOf), ShapeOf(x), axis)]);
    }

    /// <inheritdoc/>
    public Tensor Transpose(Tensor x, params ReadOnlySpan<int> order)
    {
        ArgumentNullException.ThrowIfNull(x);
        ShapeRules.Transpose(ShapeOf(x), order);
        return x.permute(Wide(order));
    }

    /// <inheritdoc/>
    public Tensor Concat(int axis, params ReadOnlySpan<Tensor> parts)
    {
        ShapeRules.Concat(axis, [.. parts.ToArray().Select(ShapeOf)]);
        foreach (var part in parts[1..])
        {
            RequireSameType(nameof(Concat), parts[0], part);
        }

        return cat(parts.ToArray(), axis);
    }

    /// <inheritdoc/>
    public Tensor RepeatFirst(Tensor x, Tensor like, int rank)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(like);
        return x.expand(Wide(ShapeRules.RepeatFirst(ShapeOf(x), ShapeOf(like), rank).Lengths));
    }

    /// <inheritdoc/>
    public Tensor Slice(Tensor x, int axis, int? start, int? end)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = ShapeRules.Axis(nameof(Slice), ShapeOf(x), axis);
        var (from, to) = ShapeRules.Places((int)x.shape[axis], start, end);
        return x.narrow(axis, from, to - from);
    }

    /// <inheritdoc/>
    public Tensor Gather(Tensor x, Tensor indices)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        ShapeRules.Gather(nameof(Gather), ShapeOf(x), ShapeOf(indices));
        return Rows(x, indices);
    }

    /// <inheritdoc/>
    public Tensor PadEnd(Tensor x, params ReadOnlySpan<int> counts)
    {
        ShapeRules.PadEnd(ShapeOf(x), counts);

        // libtorch takes pairs of before and after, the last axis first.
        var pairs = new List<long>();
        for (var axis = counts.Length - 1; axis >= 0; axis--)
        {
            pairs.AddRange([0, counts[axis]]);
        }

        return nn.functional.pad(x, [.. pairs]);
    }

    /// <summary>Frees the parameters and buffers.</summary>
    public void Dispose()
    {
        foreach (var memory in memories.Values)
        {
            memory.Dispose();
        }

        memories.Clear();
        foreach (var (_, tensor) in tensors.Values)
        {
            tensor.Dispose();
        }

        tensors.Clear();
    }

    /// <summary>The module of the weights; its parameters become ours under the weights' names.</summary>
    private LSTM Memory(LstmWeights weights)
    {
        if (memories.TryGetValue(weights, out var known))
        {
            return known;
        }

        (string Name, Weight Weight)[] all = [.. Named(string.Empty, weights.Forward), .. Named("_reverse", weights.Backward)];
        if (Array.Find(all, w => tensors.ContainsKey(w.Weight.Name)).Weight is { } taken)
        {
            throw new ArgumentException(
                $"{nameof(Lstm)}: '{taken.Name}' was asked for before, and not with these eight weights; "
                + "libtorch's module makes them itself.");
        }

        // It draws its first weights, which must not move the chance of what comes after: a run that goes on makes its module later.
        using var chance = random.get_rng_state();
        var made = nn.LSTM(weights.Forward.Inputs.Shape[1], weights.HiddenWidth, batchFirst: true, bidirectional: true);
        random.set_rng_state(chance);
        memories.Add(weights, made);
        foreach (var (name, weight) in all)
        {
            var parameter = made.get_parameter(name)!;
            using (no_grad())
            using (var values = torch.tensor(weight.Read(), Wide(weight.Shape.AsSpan())))
            {
                parameter.copy_(values);
            }

            tensors.Add(weight.Name, (weight, parameter.DetachFromDisposeScope()));
        }

        return made;

        static IEnumerable<(string Name, Weight Weight)> Named(string suffix, LstmDirection direction) =>
        [
            ("weight_ih_l0" + suffix, direction.Inputs),
            ("weight_hh_l0" + suffix, direction.Hidden),
            ("bias_ih_l0" + suffix, direction.InputBias),
            ("bias_hh_l0" + suffix, direction.HiddenBias),
        ];
    }

    private static Tensor Rows(Tensor x, Tensor indices)
    {
        using var flat = indices.reshape(-1);
        using var rows = x.index_select(0, flat);
        return rows.reshape([.. indices.shape, .. x.shape[1..]]);
    }

    private static TensorShape ShapeOf(Tensor x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return new TensorShape([.. x.shape.Select(length => checked((int)length))]);
    }

    private static long[] Broadcast(long[] a, long[] b) =>
        Wide(ShapeRules.Broadcast("Attention", new([.. a.Select(l => (int)l)]), new([.. b.Select(l => (int)l)])).Lengths);

    private static void RequireBroadcast(string op, Tensor a, Tensor b)
    {
        ShapeRules.Broadcast(op, ShapeOf(a), ShapeOf(b));
        RequireSameType(op, a, b);
    }

    private static void RequireSameType(string op, Tensor a, Tensor b)
    {
        if (a.dtype != b.dtype)
        {
            throw new ArgumentException($"{op} takes tensors of one type, not {a.dtype} and {b.dtype}.");
        }
    }

    private static long[] Integers(string op, Tensor x, string what) => x.dtype == int64
        ? x.data<long>().ToArray()
        : throw new ArgumentException($"{op} takes 64-bit integers as {what}, not {x.dtype}.");

    /// <summary>A number that does not change the tensor's type.</summary>
    private static Scalar ScalarLike(string op, Tensor x, double value)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x.is_floating_point() ? value.ToScalar() : ShapeRules.Whole(op, value).ToScalar();
    }

    private static long[] Wide(ReadOnlySpan<int> values) => [.. values.ToArray().Select(v => (long)v)];

    private Tensor? Optional(Weight? weight) => weight is null ? null : Parameter(weight);

    private Dictionary<string, TTensor> OfKind<TTensor>(WeightKind kind)
        where TTensor : Tensor => tensors.Where(t => t.Value.Weight.Kind == kind)
        .ToDictionary(t => t.Key, t => (TTensor)t.Value.Tensor, StringComparer.Ordinal);
}
