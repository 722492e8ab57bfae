using System.Globalization;

namespace Riveg.Networks.Operations;

/// <summary>
/// What each operation asks of the lengths of its tensors, and which ones it gives. So far as lengths are known, a wrong tensor is an
/// <see cref="ArgumentException"/> at the line of the architecture that hands it over, and not a message of a runtime about a node.
/// </summary>
internal static class ShapeRules
{
    public static int Axis(string op, TensorShape x, int axis)
    {
        if (x.HasRank && (axis >= x.Rank || axis < -x.Rank))
        {
            throw new ArgumentException($"{op}: there is no axis {axis} in {x}.");
        }

        return axis < 0 && x.HasRank ? axis + x.Rank : axis;
    }

    public static void Rank(string op, TensorShape x, int rank, string expected)
    {
        if (x.HasRank && x.Rank != rank)
        {
            throw new ArgumentException($"{op} takes {expected}, not {x}.");
        }
    }

    public static void AtLeast(string op, TensorShape x, int rank, string expected)
    {
        if (x.HasRank && x.Rank < rank)
        {
            throw new ArgumentException($"{op} takes {expected}, not {x}.");
        }
    }

    public static TensorShape Broadcast(string op, TensorShape a, TensorShape b)
    {
        if (!a.HasRank || !b.HasRank)
        {
            return TensorShape.Unknown;
        }

        Span<int> lengths = new int[Math.Max(a.Rank, b.Rank)];
        for (var back = 1; back <= lengths.Length; back++)
        {
            var (left, right) = (back > a.Rank ? 1 : a[-back], back > b.Rank ? 1 : b[-back]);
            lengths[^back] = (left, right) switch
            {
                (1, _) => right,
                (_, 1) => left,
                (TensorShape.Open, _) => right,
                (_, TensorShape.Open) => left,
                _ when left == right => left,
                _ => throw new ArgumentException($"{op}: {a} and {b} do not broadcast."),
            };
        }

        return new TensorShape(lengths);
    }

    public static TensorShape MatMul(string op, TensorShape a, TensorShape b)
    {
        AtLeast(op, a, 2, "matrices [..., n, k] and [..., k, m]");
        AtLeast(op, b, 2, "matrices [..., n, k] and [..., k, m]");
        if (!a.HasRank || !b.HasRank)
        {
            return TensorShape.Unknown;
        }

        Same(op, a, a[-1], b, b[-2]);
        return new TensorShape([.. Broadcast(op, new(a.Lengths[..^2]), new(b.Lengths[..^2])).Lengths, a[-2], b[-1]]);
    }

    public static TensorShape Linear(TensorShape x, TensorShape weight)
    {
        Rank(nameof(Linear), weight, 2, "a weight [outputs, inputs]");
        AtLeast(nameof(Linear), x, 1, "[..., inputs]");
        if (!x.HasRank)
        {
            return x;
        }

        Same(nameof(Linear), x, x[-1], weight, weight[1]);
        return x.With(-1, weight[0]);
    }

    public static TensorShape Convolution(TensorShape x, TensorShape weight, int stride, int padding, int groups)
    {
        const string Op = "Conv2d";
        Rank(Op, x, 4, "[N, C, H, W]");
        Rank(Op, weight, 4, "a weight [outputs, C / groups, kernel, kernel]");
        if (!x.HasRank)
        {
            return TensorShape.Unknown;
        }

        Same(Op, x, x[1], weight, weight[1] * groups);
        return new TensorShape(
            x[0], weight[0], Windows(Op, x[2], weight[2], stride, padding), Windows(Op, x[3], weight[3], stride, padding));
    }

    public static TensorShape Convolution(TensorShape x, TensorShape weight, TensorShape? bias, int padding)
    {
        const string Op = "Conv1d";
        Rank(Op, x, 3, "[N, C, L]");
        Rank(Op, weight, 3, "a weight [outputs, C, kernel]");
        if (bias is { } shift)
        {
            Rank(Op, shift, 1, "a bias [outputs]");
            Same(Op, weight, weight[0], shift, shift[0]);
        }

        if (!x.HasRank)
        {
            return TensorShape.Unknown;
        }

        Same(Op, x, x[1], weight, weight[1]);
        return new TensorShape(x[0], weight[0], Windows(Op, x[2], weight[2], 1, padding));
    }

    /// <summary>[N, T, inputs] and [N] to [N, T, 2 hidden].</summary>
    public static TensorShape Lstm(TensorShape x, TensorShape lengths, LstmWeights weights)
    {
        const string Op = "Lstm";
        Rank(Op, x, 3, "[N, T, inputs]");
        OfSequences(Op, x, lengths);
        Direction(weights.Forward);
        Direction(weights.Backward);
        var width = 2 * weights.HiddenWidth;
        return x.HasRank ? x.With(2, width) : new TensorShape(TensorShape.Open, TensorShape.Open, width);

        void Direction(LstmDirection direction)
        {
            var (inputs, hidden) = (ShapeOf(direction.Inputs), ShapeOf(direction.Hidden));
            Rank(Op, inputs, 2, "a weight [4 hidden, inputs]");
            Exactly(hidden, "a weight [4 hidden, hidden]", 4 * weights.HiddenWidth, weights.HiddenWidth);
            Exactly(inputs, "a weight [4 hidden, inputs]", 4 * weights.HiddenWidth, x.HasRank && x[2] >= 0 ? x[2] : inputs[1]);
            Exactly(ShapeOf(direction.InputBias), "a bias [4 hidden]", 4 * weights.HiddenWidth);
            Exactly(ShapeOf(direction.HiddenBias), "a bias [4 hidden]", 4 * weights.HiddenWidth);
        }

        void Exactly(TensorShape weight, string expected, params ReadOnlySpan<int> due)
        {
            if (!weight.Lengths.SequenceEqual(due))
            {
                throw new ArgumentException($"{Op} takes for {x} {expected}, which is {new TensorShape(due)}, not {weight}.");
            }
        }
    }

    /// <summary>[N, T, labels], [N, T] and [N] to [N].</summary>
    public static TensorShape ChainLoss(TensorShape emissions, TensorShape labels, TensorShape lengths, ChainWeights chain)
    {
        const string Op = "ChainLoss";
        Rank(Op, emissions, 3, "[N, T, labels]");
        Rank(Op, labels, 2, "labels [N, T]");
        OfSequences(Op, emissions, lengths);
        var (start, steps, end) = (ShapeOf(chain.Start), ShapeOf(chain.Transitions), ShapeOf(chain.End));
        Rank(Op, start, 1, "scores of the first label [labels]");
        Rank(Op, steps, 2, "transitions [labels, labels]");
        Rank(Op, end, 1, "scores of the last label [labels]");
        Same(Op, steps, steps[0], steps, steps[1]);
        Same(Op, start, start[0], steps, steps[0]);
        Same(Op, end, end[0], steps, steps[0]);
        if (!emissions.HasRank)
        {
            return new TensorShape(TensorShape.Open);
        }

        Same(Op, emissions, emissions[2], steps, steps[0]);
        if (labels.HasRank)
        {
            Same(Op, emissions, emissions[0], labels, labels[0]);
            Same(Op, emissions, emissions[1], labels, labels[1]);
        }

        return new TensorShape(emissions[0]);
    }

    /// <summary>The lengths of sequences, where they are there.</summary>
    public static void Lengths(string op, TensorShape x, ReadOnlySpan<long> lengths)
    {
        foreach (var length in lengths)
        {
            if (length < 1 || length > x[1])
            {
                throw new ArgumentException($"{op}: a length of {length} in {x}, whose sequences have 1 to {x[1]} places.");
            }
        }
    }

    /// <summary>True labels [N, T] of sequences whose lengths are right, where they are there.</summary>
    public static void Labels(string op, TensorShape emissions, ReadOnlySpan<long> labels, ReadOnlySpan<long> lengths)
    {
        for (var n = 0; n < lengths.Length; n++)
        {
            foreach (var label in labels.Slice(n * emissions[1], (int)lengths[n]))
            {
                if (label < 0 || label >= emissions[2])
                {
                    throw new ArgumentException($"{op}: there is no label {label} in {emissions}.");
                }
            }
        }
    }

    /// <summary>The axis that is gone afterwards.</summary>
    public static TensorShape Max(TensorShape x, int axis)
    {
        const string Op = "Max";
        AtLeast(Op, x, 1, "a tensor of at least one axis");
        axis = Axis(Op, x, axis);
        if (!x.HasRank)
        {
            return x;
        }

        return x[axis] != 0
            ? new TensorShape([.. x.Lengths[..axis], .. x.Lengths[(axis + 1)..]])
            : throw new ArgumentException($"{Op}: axis {axis} of {x} has no place, so nothing is the largest.");
    }

    public static TensorShape Pool(TensorShape x, int kernel, int stride, int padding)
    {
        const string Op = "MaxPool2d";
        Rank(Op, x, 4, "[N, C, H, W]");
        if (2 * padding > kernel)
        {
            throw new ArgumentException($"{Op}: a padding of {padding} is more than half of the kernel, {kernel}.");
        }

        return x.HasRank
            ? new TensorShape(x[0], x[1], Windows(Op, x[2], kernel, stride, padding), Windows(Op, x[3], kernel, stride, padding))
            : x;
    }

    /// <summary>A vector for each place of an axis, as normalisations take them.</summary>
    public static TensorShape Normalized(string op, TensorShape x, int axis, string expected, params ReadOnlySpan<TensorShape> vectors)
    {
        AtLeast(op, x, axis < 0 ? -axis : axis + 1, expected);
        foreach (var vector in vectors)
        {
            Rank(op, vector, 1, "vectors as weights");
            if (x.HasRank)
            {
                Same(op, x, x[axis], vector, vector[0]);
            }
        }

        return x;
    }

    /// <summary>A length of a shape that may be that of another tensor; -1 where it is not known.</summary>
    public static int Length<T>(string op, Extent<T> extent, Func<T, TensorShape> shapeOf)
        where T : class
    {
        if (extent.Like is not { } like)
        {
            return extent.Length;
        }

        var shape = shapeOf(like);
        return shape.HasRank ? shape[Axis(op, shape, extent.Axis)] : TensorShape.Open;
    }

    /// <summary>
    /// With lengths of other tensors: those that are known are checked as any others; where one is open, the rest is too.
    /// </summary>
    public static TensorShape Reshape<T>(TensorShape x, IReadOnlyList<Extent<T>> shape, Func<T, TensorShape> shapeOf)
        where T : class
    {
        var lengths = shape.Select(e => Length(nameof(Reshape), e, shapeOf)).ToArray();
        if (!shape.Zip(lengths).Any(p => p.First.Like is not null && p.Second <= 0))
        {
            return Reshape(x, lengths);
        }

        for (var axis = 0; axis < lengths.Length; axis++)
        {
            if (lengths[axis] == 0 && shape[axis].Like is null)
            {
                lengths[axis] = !x.HasRank ? TensorShape.Open
                    : axis < x.Rank ? x[axis]
                    : throw new ArgumentException($"Reshape: there is no axis {axis} in {x} to keep.");
            }
        }

        return new TensorShape(lengths);
    }

    /// <summary>An axis in two.</summary>
    public static (TensorShape First, TensorShape Last) Split<T>(TensorShape x, int axis, Extent<T> length, Func<T, TensorShape> shapeOf)
        where T : class
    {
        if (!x.HasRank)
        {
            return (x, x);
        }

        var (whole, part) = (x[axis], Length(nameof(Split), length, shapeOf));
        if (part > whole && whole != TensorShape.Open)
        {
            throw new ArgumentException($"Split: axis {axis} of {x} has no {part} places.");
        }

        return (x.With(axis, part), x.With(axis, whole == TensorShape.Open || part == TensorShape.Open ? TensorShape.Open : whole - part));
    }

    public static TensorShape BatchNorm(TensorShape x, params ReadOnlySpan<TensorShape> vectors)
    {
        const string Expected = "[N, C, H, W]";
        Rank("BatchNorm", x, 4, Expected);
        return Normalized("BatchNorm", x, 1, Expected, vectors);
    }

    public static TensorShape Embedding(TensorShape ids, TensorShape table)
    {
        Rank("Embedding", table, 2, "a table [n, width]");
        return Gather("Embedding", table, ids);
    }

    /// <summary>A number for integers.</summary>
    public static long Whole(string op, double value) => value == Math.Floor(value) && Math.Abs(value) < 1L << 53
        ? (long)value
        : throw new ArgumentException($"{op}: {value.ToString(CultureInfo.InvariantCulture)} is no number for integers.");

    public static TensorShape Reshape(TensorShape x, ReadOnlySpan<int> shape)
    {
        const string Op = "Reshape";
        var lengths = shape.ToArray();
        if (!x.HasRank)
        {
            return new TensorShape([.. lengths.Select(l => l == 0 ? TensorShape.Open : l)]);
        }

        // Kept axes fall out of the division, so that the rest is known where only they are open.
        var (from, to) = (1L, 1L);
        for (var axis = 0; axis < Math.Max(x.Rank, lengths.Length); axis++)
        {
            if (axis < lengths.Length && lengths[axis] == 0)
            {
                lengths[axis] = axis < x.Rank ? x[axis] : throw Misfit(x, shape);
                continue;
            }

            from = axis < x.Rank ? Times(from, x[axis]) : from;
            to = axis < lengths.Length && lengths[axis] != -1 ? to * lengths[axis] : to;
        }

        var rest = shape.IndexOf(-1);
        if (rest >= 0)
        {
            lengths[rest] = from < 0 ? TensorShape.Open : to > 0 && from % to == 0 ? (int)(from / to) : throw Misfit(x, shape);
        }
        else if (from >= 0 && from != to)
        {
            throw Misfit(x, shape);
        }

        return new TensorShape(lengths);

        static long Times(long product, int length) => product < 0 || length < 0 ? -1 : product * length;

        static ArgumentException Misfit(TensorShape x, ReadOnlySpan<int> shape) =>
            new($"{Op}: {x} has no shape [{string.Join(", ", shape.ToArray())}].");
    }

    public static TensorShape Transpose(TensorShape x, ReadOnlySpan<int> order)
    {
        var axes = order.ToArray();
        if (!axes.Order().SequenceEqual(Enumerable.Range(0, x.HasRank ? x.Rank : axes.Length)))
        {
            throw new ArgumentException($"Transpose: [{string.Join(", ", axes)}] is no order of the axes of {x}.");
        }

        return x.HasRank ? new TensorShape([.. axes.Select(a => x[a])]) : x;
    }

    public static TensorShape Concat(int axis, params ReadOnlySpan<TensorShape> parts)
    {
        const string Op = "Concat";
        if (parts.IsEmpty)
        {
            throw new ArgumentException($"{Op} takes at least one tensor.");
        }

        var joined = parts[0];
        foreach (var part in parts[1..])
        {
            if (!joined.HasRank || !part.HasRank)
            {
                return TensorShape.Unknown;
            }

            Rank(Op, part, joined.Rank, $"tensors of one rank, {joined} and others");
            var at = Axis(Op, joined, axis);
            Span<int> lengths = joined.Lengths.ToArray();
            for (var i = 0; i < lengths.Length; i++)
            {
                if (i == at)
                {
                    lengths[i] = lengths[i] < 0 || part[i] < 0 ? TensorShape.Open : lengths[i] + part[i];
                    continue;
                }

                Same(Op, joined, lengths[i], part, part[i]);
                lengths[i] = lengths[i] < 0 ? part[i] : lengths[i];
            }

            joined = new TensorShape(lengths);
        }

        Axis(Op, joined, axis);
        return joined;
    }

    /// <summary>The places that a slice covers: open ends reach to the axis's, negative places count from it, all are cut at it.</summary>
    public static (int Start, int End) Places(int length, int? start, int? end)
    {
        var from = Math.Clamp(start is < 0 ? start.Value + length : start ?? 0, 0, length);
        return (from, Math.Clamp(end is < 0 ? end.Value + length : end ?? length, from, length));
    }

    public static TensorShape Slice(TensorShape x, int axis, int? start, int? end)
    {
        if (!x.HasRank)
        {
            return x;
        }

        axis = Axis(nameof(Slice), x, axis);
        var length = x[axis];
        if (length < 0)
        {
            return start is null && end is null ? x : x.With(axis, TensorShape.Open);
        }

        var (from, to) = Places(length, start, end);
        return x.With(axis, to - from);
    }

    public static TensorShape Gather(string op, TensorShape x, TensorShape indices)
    {
        AtLeast(op, x, 1, "a table [n, ...]");
        return x.HasRank && indices.HasRank ? new TensorShape([.. indices.Lengths, .. x.Lengths[1..]]) : TensorShape.Unknown;
    }

    public static TensorShape RepeatFirst(TensorShape x, TensorShape like, int rank)
    {
        const string Op = "RepeatFirst";
        Rank(Op, x, rank, $"a tensor of the {rank} axes that it is told of");
        AtLeast(Op, like, 1, "a tensor [n, ...] to follow");
        if (!x.HasRank)
        {
            return x;
        }

        if (x[0] > 1)
        {
            throw new ArgumentException($"{Op} takes [1, ...], not {x}.");
        }

        return x.With(0, like.HasRank ? like[0] : TensorShape.Open);
    }

    public static TensorShape PadEnd(TensorShape x, ReadOnlySpan<int> counts)
    {
        const string Op = "PadEnd";
        Rank(Op, x, counts.Length, $"{counts.Length} counts, one for each axis");
        if (!x.HasRank)
        {
            return x;
        }

        Span<int> lengths = x.Lengths.ToArray();
        for (var axis = 0; axis < lengths.Length; axis++)
        {
            lengths[axis] = lengths[axis] < 0 ? TensorShape.Open : lengths[axis] + counts[axis];
        }

        return new TensorShape(lengths);
    }

    /// <summary>[..., queries, width], [..., keys, width] and [..., keys, value width] to [..., queries, value width].</summary>
    public static TensorShape Attention(TensorShape queries, TensorShape keys, TensorShape values, TensorShape? bias)
    {
        const string Op = "Attention";
        AtLeast(Op, queries, 2, "queries [..., T, width]");
        AtLeast(Op, keys, 2, "keys [..., T, width]");
        AtLeast(Op, values, 2, "values [..., T, width]");
        if (!queries.HasRank || !keys.HasRank)
        {
            return TensorShape.Unknown;
        }

        var scores = MatMul(Op, queries, new TensorShape([.. keys.Lengths[..^2], keys[-1], keys[-2]]));
        return MatMul(Op, bias is { } added ? Broadcast(Op, scores, added) : scores, values);
    }

    private static TensorShape ShapeOf(Weight weight) => new(weight.Shape.AsSpan());

    /// <summary>Sequences [N, T, ...] and how long each is [N].</summary>
    private static void OfSequences(string op, TensorShape x, TensorShape lengths)
    {
        Rank(op, lengths, 1, "lengths [N]");
        if (!x.HasRank)
        {
            return;
        }

        if (x[0] == 0 || x[1] == 0)
        {
            throw new ArgumentException($"{op} takes at least one sequence of at least one place, not {x}.");
        }

        if (lengths.HasRank)
        {
            Same(op, x, x[0], lengths, lengths[0]);
        }
    }

    private static int Windows(string op, int length, int kernel, int stride, int padding)
    {
        if (length < 0)
        {
            return TensorShape.Open;
        }

        return length + (2 * padding) >= kernel
            ? ((length + (2 * padding) - kernel) / stride) + 1
            : throw new ArgumentException($"{op}: a side of {length} with a padding of {padding} is smaller than the kernel, {kernel}.");
    }

    private static void Same(string op, TensorShape a, int inA, TensorShape b, int inB)
    {
        if (inA >= 0 && inB >= 0 && inA != inB)
        {
            throw new ArgumentException($"{op}: {a} does not fit {b}: {inA} against {inB}.");
        }
    }
}
