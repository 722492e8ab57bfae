using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Onnx;

/// <summary>Integers known at emission.</summary>
internal sealed record IntegerConstant(ImmutableArray<int> Shape, ImmutableArray<long> Values) : OnnxConstant(ElementType.Int64, Shape)
{
    public override void WriteTo(Stream stream) => stream.Write(MemoryMarshal.AsBytes(Values.AsSpan()));
}

/// <summary>
/// Floats known at emission, and their rearrangements, which are done when the file is written instead of each time the model is loaded.
/// </summary>
internal sealed record FloatConstant(ElementType Type, ImmutableArray<int> Shape, Func<float[]> Read) : OnnxConstant(Type, Shape)
{
    public override void WriteTo(Stream stream)
    {
        var values = Read();
        if (Type == ElementType.Float32)
        {
            stream.Write(MemoryMarshal.AsBytes(values.AsSpan()));
            return;
        }

        var halves = new Half[values.Length];
        TensorPrimitives.ConvertToHalf(values, halves);
        stream.Write(MemoryMarshal.AsBytes(halves.AsSpan()));
    }

    public FloatConstant Reshape(ReadOnlySpan<int> shape)
    {
        var resolved = shape.ToArray();
        for (var axis = 0; axis < resolved.Length; axis++)
        {
            resolved[axis] = resolved[axis] == 0 ? Shape[axis] : resolved[axis];
        }

        var rest = Array.IndexOf(resolved, -1);
        if (rest >= 0)
        {
            resolved[rest] = Product(Shape.AsSpan()) / Math.Max(1, -Product(resolved));
        }

        return this with { Shape = [.. resolved] };
    }

    public FloatConstant Transpose(ReadOnlySpan<int> order)
    {
        var axes = order.ToArray();
        var steps = CheckpointTensor.RowMajorStrides(Shape.AsSpan());
        return Rearrange([.. axes.Select(a => Shape[a])], [.. axes.Select(a => steps[a])], 0);
    }

    public FloatConstant Slice(int axis, int start, int end)
    {
        var steps = CheckpointTensor.RowMajorStrides(Shape.AsSpan());
        return Rearrange(Shape.SetItem(axis, end - start), [.. steps], start * steps[axis]);
    }

    public FloatConstant Gather(IntegerConstant indices)
    {
        var row = Product(Shape.AsSpan()[1..]);
        return new FloatConstant(Type, [.. indices.Shape, .. Shape[1..]], () =>
        {
            var source = Read();
            var gathered = new float[indices.Values.Length * row];
            for (var i = 0; i < indices.Values.Length; i++)
            {
                source.AsSpan((int)indices.Values[i] * row, row).CopyTo(gathered.AsSpan(i * row));
            }

            return gathered;
        });
    }

    /// <summary>Constants of one shape below one another, on an axis of their own.</summary>
    public static FloatConstant Stack(ImmutableArray<FloatConstant> parts) => new(
        parts[0].Type, [parts.Length, .. parts[0].Shape], () => [.. parts.SelectMany(p => p.Read())]);

    private static int Product(ReadOnlySpan<int> lengths)
    {
        var product = 1;
        foreach (var length in lengths)
        {
            product *= length;
        }

        return product;
    }

    private FloatConstant Rearrange(ImmutableArray<int> shape, ImmutableArray<long> steps, long start) => new(Type, shape, () =>
    {
        var source = Read();
        var target = new float[Product(shape.AsSpan())];
        Copy(source, (int)start, target, shape.AsSpan(), steps.AsSpan());
        return target;
    });

    private static void Copy(ReadOnlySpan<float> source, int from, Span<float> target, ReadOnlySpan<int> shape, ReadOnlySpan<long> steps)
    {
        if (shape.IsEmpty)
        {
            target[0] = source[from];
            return;
        }

        var part = target.Length / Math.Max(1, shape[0]);
        for (var i = 0; i < shape[0]; i++)
        {
            Copy(source, from + (int)(i * steps[0]), target.Slice(i * part, part), shape[1..], steps[1..]);
        }
    }
}
