using Riveg.Networks.Operations;

namespace Riveg.TestKit.Networks;

/// <summary>
/// The operations as their definitions read, computed at once in plain loops of double precision: what other executions are held against.
/// Slow, and meant to be read.
/// </summary>
public sealed class ManagedOps : ITrainingOps<Numbers>
{
    /// <inheritdoc/>
    public Numbers Parameter(Weight weight)
    {
        ArgumentNullException.ThrowIfNull(weight);
        return new([.. weight.Read().Select(v => (double)v)], [.. weight.Shape], false);
    }

    /// <inheritdoc/>
    public Numbers Constant(ReadOnlySpan<float> values, params ReadOnlySpan<int> shape) =>
        new([.. values.ToArray().Select(v => (double)v)], shape.ToArray(), false);

    /// <inheritdoc/>
    public Numbers Constant(ReadOnlySpan<long> values, params ReadOnlySpan<int> shape) =>
        new([.. values.ToArray().Select(v => (double)v)], shape.ToArray(), true);

    /// <inheritdoc/>
    public Numbers Linear(Numbers x, Weight weight, Weight? bias)
    {
        var map = Parameter(weight);
        ShapeRules.Linear(ShapeOf(x), ShapeOf(map));
        var flat = new Numbers(x.Values, [x.Count / map.Shape[1], map.Shape[1]], false);
        var product = MatMul(flat, Transpose(map, 1, 0)) with { Shape = [.. x.Shape[..^1], map.Shape[0]] };
        return bias is null ? product : Add(product, Parameter(bias));
    }

    /// <inheritdoc/>
    public Numbers Conv1d(Numbers x, Weight weight, Weight? bias, int padding)
    {
        var kernels = Parameter(weight);
        var shift = bias is null ? null : Parameter(bias);
        var shape = ShapeRules.Convolution(ShapeOf(x), ShapeOf(kernels), shift is null ? null : ShapeOf(shift), padding);
        return Fill(shape.Lengths.ToArray(), at =>
        {
            var sum = shift?.Values[at[1]] ?? 0;
            for (var channel = 0; channel < kernels.Shape[1]; channel++)
            {
                for (var i = 0; i < kernels.Shape[2]; i++)
                {
                    int[] place = [at[0], channel, at[2] + i - padding];
                    sum += IsInside(x, place) ? At(x, place) * At(kernels, at[1], channel, i) : 0;
                }
            }

            return sum;
        });
    }

    /// <inheritdoc/>
    public Numbers Lstm(Numbers x, Numbers lengths, LstmWeights weights)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(weights);
        var shape = ShapeRules.Lstm(ShapeOf(x), ShapeOf(lengths), weights).Lengths.ToArray();
        RequireLengths(nameof(Lstm), x, lengths);
        var answer = new Numbers(new double[Numbers.Product(shape)], shape, false);
        for (var n = 0; n < shape[0]; n++)
        {
            var places = Enumerable.Range(0, (int)lengths.Values[n]).ToArray();
            Read(weights.Forward, n, places, 0);
            Read(weights.Backward, n, [.. places.Reverse()], weights.HiddenWidth);
        }

        return answer;

        void Read(LstmDirection direction, int n, int[] places, int first)
        {
            var (fromInput, fromHidden) = (Parameter(direction.Inputs), Parameter(direction.Hidden));
            var (inputBias, hiddenBias) = (Parameter(direction.InputBias), Parameter(direction.HiddenBias));
            var (hidden, cell) = (new double[weights.HiddenWidth], new double[weights.HiddenWidth]);
            foreach (var t in places)
            {
                var before = hidden;
                hidden = new double[before.Length];
                for (var i = 0; i < hidden.Length; i++)
                {
                    cell[i] = (Sigmoid(Gate(1, i)) * cell[i]) + (Sigmoid(Gate(0, i)) * Math.Tanh(Gate(2, i)));
                    hidden[i] = Sigmoid(Gate(3, i)) * Math.Tanh(cell[i]);
                    answer.Values[Index(shape, [n, t, first + i])] = hidden[i];
                }

                // In the order of PyTorch: 0 is the input's gate, 1 the forgetting one, 2 the cell's, 3 the output's.
                double Gate(int gate, int i)
                {
                    var row = (gate * before.Length) + i;
                    return inputBias.Values[row] + hiddenBias.Values[row]
                        + Enumerable.Range(0, x.Shape[2]).Sum(j => At(fromInput, row, j) * At(x, n, t, j))
                        + Enumerable.Range(0, before.Length).Sum(j => At(fromHidden, row, j) * before[j]);
                }
            }
        }

        static double Sigmoid(double v) => 1 / (1 + Math.Exp(-v));
    }

    /// <summary>By the definition: exp of the score of each sequence of labels that there is, summed up.</summary>
    /// <inheritdoc/>
    public Numbers ChainLoss(Numbers emissions, Numbers labels, Numbers lengths, ChainWeights chain)
    {
        ArgumentNullException.ThrowIfNull(emissions);
        ArgumentNullException.ThrowIfNull(labels);
        ArgumentNullException.ThrowIfNull(lengths);
        ArgumentNullException.ThrowIfNull(chain);
        var shape = ShapeRules.ChainLoss(ShapeOf(emissions), ShapeOf(labels), ShapeOf(lengths), chain).Lengths.ToArray();
        RequireLengths(nameof(ChainLoss), emissions, lengths);
        RequireIntegers(nameof(ChainLoss), labels, "labels");
        ShapeRules.Labels(
            nameof(ChainLoss), ShapeOf(emissions), [.. labels.Values.Select(v => (long)v)], [.. lengths.Values.Select(v => (long)v)]);
        var (start, steps, end) = (Parameter(chain.Start), Parameter(chain.Transitions), Parameter(chain.End));
        var count = emissions.Shape[2];
        return Fill(shape, at =>
        {
            var length = (int)lengths.Values[at[0]];
            var truth = Enumerable.Range(0, length).Select(t => (int)At(labels, at[0], t)).ToArray();
            var scores = Paths(length).Select(path => Score(at[0], path)).ToList();
            var largest = scores.Max();
            return largest + Math.Log(scores.Sum(s => Math.Exp(s - largest))) - Score(at[0], truth);
        });

        double Score(int n, int[] path) => start.Values[path[0]] + end.Values[path[^1]]
            + path.Select((label, t) => At(emissions, n, t, label)).Sum()
            + path.Zip(path.Skip(1)).Sum(step => At(steps, step.First, step.Second));

        IEnumerable<int[]> Paths(int length) => length == 0
            ? [[]]
            : Paths(length - 1).SelectMany(path => Enumerable.Range(0, count).Select(label => (int[])[.. path, label]));
    }

    /// <inheritdoc/>
    public Numbers Tanh(Numbers x) => Each(x, Math.Tanh);

    /// <inheritdoc/>
    public Numbers Max(Numbers x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        var shape = ShapeRules.Max(ShapeOf(x), axis).Lengths.ToArray();
        axis = ShapeRules.Axis(nameof(Max), ShapeOf(x), axis);
        return Fill(shape, at => Enumerable.Range(0, x.Shape[axis]).Max(i => At(x, [.. at[..axis], i, .. at[axis..]])), x.AreIntegers);
    }

    /// <inheritdoc/>
    public Numbers Conv2d(Numbers x, Weight weight, Weight? bias, int stride, int padding, int groups)
    {
        var kernels = Parameter(weight);
        var shape = ShapeRules.Convolution(ShapeOf(x), ShapeOf(kernels), stride, padding, groups).Lengths.ToArray();
        var (inputs, outputs, kernel) = (kernels.Shape[1], kernels.Shape[0], kernels.Shape[2]);
        var shift = bias is null ? new double[outputs] : Parameter(bias).Values;
        return Fill(shape, at =>
        {
            var sum = shift[at[1]];
            var first = at[1] / (outputs / groups) * inputs;
            for (var channel = 0; channel < inputs; channel++)
            {
                for (var y = 0; y < kernel; y++)
                {
                    for (var across = 0; across < kernels.Shape[3]; across++)
                    {
                        int[] place = [at[0], first + channel, (at[2] * stride) + y - padding, (at[3] * stride) + across - padding];
                        sum += IsInside(x, place) ? x.Values[Index(x.Shape, place)] * At(kernels, at[1], channel, y, across) : 0;
                    }
                }
            }

            return sum;
        });
    }

    /// <inheritdoc/>
    public Numbers MaxPool2d(Numbers x, int kernel, int stride, int padding) =>
        Fill(ShapeRules.Pool(ShapeOf(x), kernel, stride, padding).Lengths.ToArray(), at =>
            Enumerable.Range(0, kernel * kernel)
                .Select(i => new[] { at[0], at[1], (at[2] * stride) + (i / kernel) - padding, (at[3] * stride) + (i % kernel) - padding })
                .Where(place => IsInside(x, place))
                .Max(place => x.Values[Index(x.Shape, place)]));

    /// <inheritdoc/>
    public Numbers LayerNorm(Numbers x, Weight gain, Weight bias, float epsilon)
    {
        var (factor, shift) = (Parameter(gain), Parameter(bias));
        ShapeRules.Normalized(nameof(LayerNorm), ShapeOf(x), -1, "[..., width]", ShapeOf(factor), ShapeOf(shift));
        return ByRow(x, row =>
        {
            var mean = row.Average();
            var deviation = Math.Sqrt(row.Average(v => (v - mean) * (v - mean)) + epsilon);
            return [.. row.Select((v, i) => ((v - mean) / deviation * factor.Values[i]) + shift.Values[i])];
        });
    }

    /// <inheritdoc/>
    public Numbers BatchNorm(Numbers x, BatchNormWeights weights, float epsilon)
    {
        ArgumentNullException.ThrowIfNull(weights);
        var (gain, bias) = (Parameter(weights.Gain), Parameter(weights.Bias));
        var (mean, variance) = (Parameter(weights.Mean), Parameter(weights.Variance));
        ShapeRules.BatchNorm(ShapeOf(x), ShapeOf(gain), ShapeOf(bias), ShapeOf(mean), ShapeOf(variance));
        return Fill(x.Shape, at => ((x.Values[Index(x.Shape, at)] - mean.Values[at[1]]) / Math.Sqrt(variance.Values[at[1]] + epsilon)
            * gain.Values[at[1]]) + bias.Values[at[1]]);
    }

    /// <inheritdoc/>
    public Numbers Embedding(Numbers ids, Weight table)
    {
        var rows = Parameter(table);
        ShapeRules.Embedding(ShapeOf(ids), ShapeOf(rows));
        return Gather(rows, ids);
    }

    /// <inheritdoc/>
    public Numbers MatMul(Numbers a, Numbers b)
    {
        ArgumentNullException.ThrowIfNull(a);
        ArgumentNullException.ThrowIfNull(b);
        RequireSameType(nameof(MatMul), a, b);
        var shape = ShapeRules.MatMul(nameof(MatMul), ShapeOf(a), ShapeOf(b)).Lengths.ToArray();
        return Fill(shape, at => Enumerable.Range(0, a.Shape[^1]).Sum(
            k => Spread(a, [.. at[..^1], k], fixedAxes: 2) * Spread(b, [.. at[..^2], k, at[^1]], fixedAxes: 2)));
    }

    /// <inheritdoc/>
    public Numbers Add(Numbers a, Numbers b) => Combine(nameof(Add), a, b, (left, right) => left + right);

    /// <inheritdoc/>
    public Numbers Add(Numbers x, double value) => Add(x, ScalarLike(nameof(Add), x, value));

    /// <inheritdoc/>
    public Numbers Subtract(Numbers a, Numbers b) => Combine(nameof(Subtract), a, b, (left, right) => left - right);

    /// <inheritdoc/>
    public Numbers Multiply(Numbers a, Numbers b) => Combine(nameof(Multiply), a, b, (left, right) => left * right);

    /// <inheritdoc/>
    public Numbers Multiply(Numbers x, double factor) => Multiply(x, ScalarLike(nameof(Multiply), x, factor));

    /// <inheritdoc/>
    public Numbers Gelu(Numbers x) => Each(x, v => v * Normal(v));

    /// <inheritdoc/>
    public Numbers Relu(Numbers x) => Each(x, v => Math.Max(v, 0));

    /// <inheritdoc/>
    public Numbers Sin(Numbers x) => Each(x, Math.Sin);

    /// <inheritdoc/>
    public Numbers Cos(Numbers x) => Each(x, Math.Cos);

    /// <inheritdoc/>
    public Numbers Softmax(Numbers x) => ByRow(x, row =>
    {
        var largest = row.Max();
        var sum = row.Sum(v => Math.Exp(v - largest));
        return [.. row.Select(v => Math.Exp(v - largest) / sum)];
    });

    /// <inheritdoc/>
    public Numbers Attention(Numbers queries, Numbers keys, Numbers values, Numbers? bias, double scale, double dropout = 0)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ShapeRules.Attention(ShapeOf(queries), ShapeOf(keys), ShapeOf(values), bias is null ? null : ShapeOf(bias));
        var rank = keys.Shape.Length;
        var scores = Multiply(MatMul(queries, Transpose(keys, [.. Enumerable.Range(0, rank - 2), rank - 1, rank - 2])), scale);
        return MatMul(Softmax(bias is null ? scores : Add(scores, bias)), values);
    }

    /// <inheritdoc/>
    public Numbers Dropout(Numbers x, double probability) => x;

    /// <inheritdoc/>
    public Numbers DropPath(Numbers x, double probability) => x;

    /// <inheritdoc/>
    public Numbers EqualTo(Numbers x, double value) => Each(x, v => v == value ? 1 : 0);

    /// <inheritdoc/>
    public Numbers CumulativeSum(Numbers x, int axis)
    {
        axis = ShapeRules.Axis(nameof(CumulativeSum), ShapeOf(x), axis);
        return Fill(
            x.Shape, at => Enumerable.Range(0, at[axis] + 1).Sum(i => At(x, [.. at[..axis], i, .. at[(axis + 1)..]])), x.AreIntegers);
    }

    /// <inheritdoc/>
    public Numbers IndicesAlong(Numbers x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        return Fill([x.Shape[ShapeRules.Axis(nameof(IndicesAlong), ShapeOf(x), axis)]], at => at[0], areIntegers: true);
    }

    /// <inheritdoc/>
    public Numbers ToFloat(Numbers x) => x with { AreIntegers = false };

    /// <inheritdoc/>
    public Numbers Reshape(Numbers x, params ReadOnlySpan<int> shape) =>
        x with { Shape = ShapeRules.Reshape(ShapeOf(x), shape).Lengths.ToArray() };

    /// <inheritdoc/>
    public Numbers Reshape(Numbers x, IReadOnlyList<Extent<Numbers>> shape) =>
        x with { Shape = ShapeRules.Reshape(ShapeOf(x), shape, ShapeOf).Lengths.ToArray() };

    /// <inheritdoc/>
    public (Numbers First, Numbers Last) Split(Numbers x, int axis, Extent<Numbers> length)
    {
        axis = ShapeRules.Axis(nameof(Split), ShapeOf(x), axis);
        var (first, _) = ShapeRules.Split(ShapeOf(x), axis, length, ShapeOf);
        return (Slice(x, axis, 0, first[axis]), Slice(x, axis, first[axis], null));
    }

    /// <inheritdoc/>
    public Numbers LengthOf(Numbers x, int axis)
    {
        ArgumentNullException.ThrowIfNull(x);
        return new([x.Shape[ShapeRules.Axis(nameof(LengthOf), ShapeOf(x), axis)]], [], true);
    }

    /// <inheritdoc/>
    public Numbers Transpose(Numbers x, params ReadOnlySpan<int> order)
    {
        ArgumentNullException.ThrowIfNull(x);
        var axes = order.ToArray();
        return Fill(
            ShapeRules.Transpose(ShapeOf(x), order).Lengths.ToArray(),
            at => At(x, [.. Enumerable.Range(0, axes.Length).Select(axis => at[Array.IndexOf(axes, axis)])]),
            x.AreIntegers);
    }

    /// <inheritdoc/>
    public Numbers Concat(int axis, params ReadOnlySpan<Numbers> parts)
    {
        var all = parts.ToArray();
        var shape = ShapeRules.Concat(axis, [.. all.Select(ShapeOf)]).Lengths.ToArray();
        axis = axis < 0 ? axis + shape.Length : axis;
        Array.ForEach(all, part => RequireSameType(nameof(Concat), all[0], part));
        return Fill(
            shape,
            at =>
            {
                var (part, place) = (0, at[axis]);
                while (place >= all[part].Shape[axis])
                {
                    place -= all[part++].Shape[axis];
                }

                return At(all[part], [.. at[..axis], place, .. at[(axis + 1)..]]);
            },
            all[0].AreIntegers);
    }

    /// <inheritdoc/>
    public Numbers RepeatFirst(Numbers x, Numbers like, int rank)
    {
        ArgumentNullException.ThrowIfNull(x);
        var shape = ShapeRules.RepeatFirst(ShapeOf(x), ShapeOf(like), rank).Lengths.ToArray();
        return Fill(shape, at => At(x, [0, .. at[1..]]), x.AreIntegers);
    }

    /// <inheritdoc/>
    public Numbers Slice(Numbers x, int axis, int? start, int? end)
    {
        ArgumentNullException.ThrowIfNull(x);
        axis = ShapeRules.Axis(nameof(Slice), ShapeOf(x), axis);
        var from = ShapeRules.Places(x.Shape[axis], start, end).Start;
        return Fill(
            ShapeRules.Slice(ShapeOf(x), axis, start, end).Lengths.ToArray(),
            at => At(x, [.. at[..axis], from + at[axis], .. at[(axis + 1)..]]),
            x.AreIntegers);
    }

    /// <inheritdoc/>
    public Numbers Gather(Numbers x, Numbers indices)
    {
        ArgumentNullException.ThrowIfNull(x);
        ArgumentNullException.ThrowIfNull(indices);
        var shape = ShapeRules.Gather(nameof(Gather), ShapeOf(x), ShapeOf(indices)).Lengths.ToArray();
        var rank = indices.Shape.Length;
        return Fill(shape, at => At(x, [(int)At(indices, at[..rank]), .. at[rank..]]), x.AreIntegers);
    }

    /// <inheritdoc/>
    public Numbers PadEnd(Numbers x, params ReadOnlySpan<int> counts) => Fill(
        ShapeRules.PadEnd(ShapeOf(x), counts).Lengths.ToArray(), at => IsInside(x, at) ? At(x, at) : 0, x.AreIntegers);

    private static TensorShape ShapeOf(Numbers x)
    {
        ArgumentNullException.ThrowIfNull(x);
        return new TensorShape(x.Shape);
    }

    private static void RequireSameType(string op, Numbers a, Numbers b)
    {
        if (a.AreIntegers != b.AreIntegers)
        {
            throw new ArgumentException($"{op} takes tensors of one type.");
        }
    }

    private static void RequireLengths(string op, Numbers x, Numbers lengths)
    {
        RequireIntegers(op, lengths, "lengths");
        ShapeRules.Lengths(op, ShapeOf(x), [.. lengths.Values.Select(v => (long)v)]);
    }

    private static void RequireIntegers(string op, Numbers x, string what)
    {
        if (!x.AreIntegers)
        {
            throw new ArgumentException($"{op} takes integers as {what}.");
        }
    }

    private static Numbers ScalarLike(string op, Numbers x, double value) =>
        new([x.AreIntegers ? ShapeRules.Whole(op, value) : (float)value], [], x.AreIntegers);

    private static int Index(int[] shape, int[] place)
    {
        var index = 0;
        for (var axis = 0; axis < shape.Length; axis++)
        {
            index = (index * shape[axis]) + place[axis];
        }

        return index;
    }

    private static bool IsInside(Numbers x, int[] place) => place.Zip(x.Shape).All(p => p.First >= 0 && p.First < p.Second);

    private static double At(Numbers x, params int[] place) => x.Values[Index(x.Shape, place)];

    /// <summary>The number at a place of a broadcast tensor; the last axes may be kept from it, where a matrix product says so.</summary>
    private static double Spread(Numbers x, int[] place, int fixedAxes = 0)
    {
        var own = place[(place.Length - x.Shape.Length)..];
        return At(x, [.. own.Select((p, axis) => x.Shape[axis] == 1 && axis < own.Length - fixedAxes ? 0 : p)]);
    }

    private static Numbers Combine(string op, Numbers a, Numbers b, Func<double, double, double> combine)
    {
        var shape = ShapeRules.Broadcast(op, ShapeOf(a), ShapeOf(b)).Lengths.ToArray();
        RequireSameType(op, a, b);
        return Fill(shape, at => combine(Spread(a, at), Spread(b, at)), a.AreIntegers);
    }

    private static Numbers Each(Numbers x, Func<double, double> of)
    {
        ArgumentNullException.ThrowIfNull(x);
        return x with { Values = [.. x.Values.Select(of)] };
    }

    private static Numbers ByRow(Numbers x, Func<double[], double[]> of) =>
        x with { Values = [.. x.Values.Chunk(Math.Max(1, x.Shape[^1])).SelectMany(of)] };

    private static Numbers Fill(int[] shape, Func<int[], double> at, bool areIntegers = false)
    {
        var values = new double[Numbers.Product(shape)];
        var place = new int[shape.Length];
        for (var i = 0; i < values.Length; i++)
        {
            for (int axis = shape.Length - 1, rest = i; axis >= 0; axis--)
            {
                (rest, place[axis]) = Math.DivRem(rest, shape[axis]);
            }

            values[i] = at(place);
        }

        return new(values, shape, areIntegers);
    }

    /// <summary>Φ by its Taylor series around 0, which converges everywhere and quickly for the small numbers of the cases.</summary>
    private static double Normal(double x)
    {
        var (term, sum) = (x, x);
        for (var n = 1; n < 200; n++)
        {
            term *= -x * x / (2 * n);
            sum += term / ((2 * n) + 1);
        }

        return 0.5 + (sum / Math.Sqrt(2 * Math.PI));
    }
}
