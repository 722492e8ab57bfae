using Riveg.Networks.Operations;

namespace Riveg.Networks.Onnx;

/// <summary>
/// How tensors of a graph were made, so that a part of one can be made of parts of what it was made of: the part of a sum is the sum of
/// parts. A bias of attention that is cut in this way is never there as a whole; its own nodes are then needed by nobody and not written.
/// </summary>
internal sealed class OnnxMaking(OnnxEmitter ops)
{
    private readonly Dictionary<string, Origin> origins = [];

    /// <summary>Notes that a tensor was made number by number of others, which broadcast.</summary>
    public OnnxTensor Broadcast(OnnxTensor made, OnnxTensor a, OnnxTensor b, Func<OnnxTensor, OnnxTensor, OnnxTensor> make)
    {
        // An open length might turn out to be 1, which stands for all.
        if (a.Shape.Count > 0 && b.Shape.Count > 0)
        {
            origins.Add(made.Name, new Broadcasted(a, b, make));
        }

        return made;
    }

    /// <summary>Notes that a tensor is another one in another shape.</summary>
    public OnnxTensor Reshaped(OnnxTensor made, OnnxTensor source)
    {
        if (made.Shape.Count > 0 && source.Shape.Count > 0)
        {
            origins.Add(made.Name, new SameNumbers(source));
        }

        return made;
    }

    /// <summary>The places of an axis at which a tensor is best cut are the multiples of this.</summary>
    public int GrainOf(OnnxTensor x, int axis)
    {
        if (IsForAll(x, axis))
        {
            return 1;
        }

        switch (origins.GetValueOrDefault(x.Name))
        {
            case Broadcasted made:
                return Math.Max(GrainOf(made.A, FromEnd(x, axis)), GrainOf(made.B, FromEnd(x, axis)));
            case SameNumbers made when AxisIn(made.Source.Shape, x.Shape, axis) is { } source:
                var grain = source.Stride / Stride(x.Shape, axis);
                return (int)Math.Max(1, grain);
            default:
                return 1;
        }
    }

    /// <summary>Some places of an axis; the tensor itself where it has one that stands for all.</summary>
    public OnnxTensor PartOf(OnnxTensor x, int axis, int start, int end)
    {
        if (IsForAll(x, axis))
        {
            return x;
        }

        switch (origins.GetValueOrDefault(x.Name))
        {
            case Broadcasted made:
                var fromEnd = FromEnd(x, axis);
                return made.Make(PartOf(made.A, fromEnd, start, end), PartOf(made.B, fromEnd, start, end));
            case SameNumbers made when AxisIn(made.Source.Shape, x.Shape, axis) is { } source:
                var (from, to) = (start * Stride(x.Shape, axis), end * Stride(x.Shape, axis));
                if (from % source.Stride == 0 && to % source.Stride == 0)
                {
                    var part = PartOf(made.Source, source.Axis, (int)(from / source.Stride), (int)(to / source.Stride));
                    return ops.Reshape(part, x.Shape.With(axis, end - start).Lengths);
                }

                break;
        }

        return ops.Slice(x, axis, start, end);
    }

    private static bool IsForAll(OnnxTensor x, int axis) => (axis < 0 ? -axis : axis + 1) > x.Shape.Rank || x.Shape[axis] == 1;

    private static int FromEnd(OnnxTensor x, int axis) => axis < 0 ? axis : axis - x.Shape.Rank;

    /// <summary>How many numbers lie between two neighbours on an axis.</summary>
    private static long Stride(TensorShape shape, int axis) =>
        new TensorShape(shape.Lengths[((axis < 0 ? axis + shape.Rank : axis) + 1)..]).Count!.Value;

    /// <summary>The axis of the source that walks through the same numbers from the same ones on; null where there is none.</summary>
    private static (int Axis, long Stride)? AxisIn(TensorShape source, TensorShape made, int axis)
    {
        var block = made[axis] * Stride(made, axis);
        for (var i = source.Rank - 1; i >= 0; i--)
        {
            if (source[i] > 1 && source[i] * Stride(source, i) == block)
            {
                return (i - source.Rank, Stride(source, i));
            }
        }

        return null;
    }

    private abstract record Origin;

    private sealed record Broadcasted(OnnxTensor A, OnnxTensor B, Func<OnnxTensor, OnnxTensor, OnnxTensor> Make) : Origin;

    private sealed record SameNumbers(OnnxTensor Source) : Origin;
}
