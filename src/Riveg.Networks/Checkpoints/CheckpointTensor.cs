using System.Collections.Immutable;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;

namespace Riveg.Networks.Checkpoints;

/// <summary>
/// A tensor of a checkpoint: its name, type and shape at once, its numbers when they are asked for. Thread-safe while its
/// <see cref="Checkpoint"/> is open.
/// </summary>
public sealed class CheckpointTensor
{
    /// <summary>The most lengths that a shape has; PyTorch's own limit.</summary>
    internal const int MaximumRank = 64;

    /// <summary>How many numbers a tensor may repeat from fewer, by steps of 0; a small file must not make a large tensor.</summary>
    private const long MaximumRepeated = 1L << 20;

    private readonly TensorStorage storage;
    private readonly ImmutableArray<long> strides;
    private readonly long offset;

    private CheckpointTensor(
        string name,
        ElementType type,
        ImmutableArray<int> shape,
        ImmutableArray<long> strides,
        long offset,
        int count,
        TensorStorage storage)
    {
        Name = name;
        Type = type;
        Shape = shape;
        Count = count;
        this.strides = strides;
        this.offset = offset;
        this.storage = storage;
    }

    /// <summary>The official name of the weight.</summary>
    public string Name { get; }

    /// <summary>What its numbers are.</summary>
    public ElementType Type { get; }

    /// <summary>Its lengths, outermost first; empty for a single number.</summary>
    public ImmutableArray<int> Shape { get; }

    /// <summary>How many numbers it holds.</summary>
    public int Count { get; }

    private bool IsContiguous
    {
        get
        {
            var expected = 1L;
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                if (Shape[axis] != 1 && strides[axis] != expected)
                {
                    return false;
                }

                expected *= Shape[axis];
            }

            return true;
        }
    }

    /// <summary>A tensor over numbers in memory.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="shape">Its lengths, whose product is the count of <paramref name="values"/>.</param>
    /// <param name="values">Its numbers, row-major.</param>
    /// <exception cref="CheckpointException">The count does not fit the shape.</exception>
    public static CheckpointTensor FromValues(string name, ImmutableArray<int> shape, ReadOnlySpan<float> values)
    {
        var memory = new MemoryStorage(MemoryMarshal.AsBytes(values).ToArray());
        return OverStorage(
            name, ElementType.Float32, shape.Select(d => (long)d).ToArray(), RowMajorStrides(shape.AsSpan()), 0, memory, "memory");
    }

    /// <summary>The numbers as singles, row-major.</summary>
    /// <exception cref="CheckpointException">The file ends too early.</exception>
    public float[] ReadSingles()
    {
        var values = new float[Count];
        if (Type == ElementType.Float32)
        {
            ReadBytes(MemoryMarshal.AsBytes(values.AsSpan()));
            return values;
        }

        var bytes = ReadBytes();
        switch (Type)
        {
            case ElementType.Float16:
                TensorPrimitives.ConvertToSingle(MemoryMarshal.Cast<byte, Half>(bytes), values);
                break;
            case ElementType.BFloat16:
                Widen(MemoryMarshal.Cast<byte, ushort>(bytes), values, v => BitConverter.UInt32BitsToSingle((uint)v << 16));
                break;
            case ElementType.Float64:
                Widen(MemoryMarshal.Cast<byte, double>(bytes), values, v => (float)v);
                break;
            default:
                Widen(ReadInt64s(bytes), values, v => v);
                break;
        }

        return values;
    }

    /// <summary>The numbers as 64-bit integers, row-major.</summary>
    /// <exception cref="CheckpointException">They are no integers, or the file ends too early.</exception>
    public long[] ReadInt64s() => ReadInt64s(ReadBytes());

    /// <summary>The numbers in their own type, little-endian, row-major.</summary>
    /// <exception cref="CheckpointException">The file ends too early.</exception>
    public byte[] ReadBytes()
    {
        var bytes = new byte[checked(Count * Type.ByteSize())];
        ReadBytes(bytes);
        return bytes;
    }

    /// <summary>The same tensor under another name.</summary>
    internal CheckpointTensor Named(string name) => new(name, Type, Shape, strides, offset, Count, storage);

    /// <summary>Builds a tensor over a storage after checking that it lies inside it.</summary>
    internal static CheckpointTensor OverStorage(
        string name,
        ElementType type,
        ReadOnlySpan<long> shape,
        ReadOnlySpan<long> strides,
        long offset,
        TensorStorage storage,
        string path)
    {
        var count = 1L;
        var last = offset;
        var valid = offset >= 0 && shape.Length == strides.Length && shape.Length <= MaximumRank;
        for (var axis = 0; valid && axis < shape.Length; axis++)
        {
            valid = shape[axis] is >= 0 and <= int.MaxValue && strides[axis] is >= 0 and <= int.MaxValue
                && TryMultiply(count, shape[axis], out count);
            last += valid ? (shape[axis] - 1) * strides[axis] : 0;
        }

        // One array holds a tensor's bytes when it is read.
        valid &= count <= Array.MaxLength / type.ByteSize() && count <= Math.Max(MaximumRepeated, storage.Length / type.ByteSize());
        if (!valid || (count > 0 && (last < 0 || last >= storage.Length / type.ByteSize())))
        {
            throw new CheckpointException(
                $"{path}: tensor '{name}' of shape [{string.Join(", ", shape[..Math.Min(shape.Length, MaximumRank)].ToArray())}] does not "
                + "lie inside its data; the file is damaged.");
        }

        return new CheckpointTensor(
            name, type, shape.ToArray().Select(d => (int)d).ToImmutableArray(), [.. strides], offset, (int)count, storage);
    }

    internal static long[] RowMajorStrides(ReadOnlySpan<int> shape)
    {
        var steps = new long[shape.Length];
        var step = 1L;
        for (var axis = shape.Length - 1; axis >= 0; axis--)
        {
            steps[axis] = step;
            step *= shape[axis];
        }

        return steps;
    }

    private static bool TryMultiply(long a, long b, out long product)
    {
        var exact = (Int128)a * b;
        product = (long)exact;
        return exact <= long.MaxValue;
    }

    private static void Widen<TFrom>(ReadOnlySpan<TFrom> from, Span<float> to, Func<TFrom, float> convert)
    {
        for (var i = 0; i < from.Length; i++)
        {
            to[i] = convert(from[i]);
        }
    }

    private long[] ReadInt64s(byte[] bytes) => Type switch
    {
        ElementType.Int64 => MemoryMarshal.Cast<byte, long>(bytes).ToArray(),
        ElementType.Int32 => [.. MemoryMarshal.Cast<byte, int>(bytes).ToArray()],
        ElementType.Int16 => [.. MemoryMarshal.Cast<byte, short>(bytes).ToArray()],
        ElementType.Int8 => [.. MemoryMarshal.Cast<byte, sbyte>(bytes).ToArray()],
        ElementType.UInt8 or ElementType.Boolean => [.. bytes],
        _ => throw new CheckpointException($"Tensor '{Name}' holds {Type}, no integers."),
    };

    private void ReadBytes(Span<byte> destination)
    {
        if (Count == 0)
        {
            return;
        }

        var size = Type.ByteSize();
        if (IsContiguous)
        {
            storage.Read(offset * size, destination);
            return;
        }

        var extent = 1L;
        for (var axis = 0; axis < Shape.Length; axis++)
        {
            extent += (Shape[axis] - 1) * strides[axis];
        }

        if (extent > Array.MaxLength / size)
        {
            throw new CheckpointException($"Tensor '{Name}' is spread over {extent} numbers; save it contiguously.");
        }

        var source = new byte[extent * size];
        storage.Read(offset * size, source);
        Gather(source, destination, size);
    }

    private void Gather(ReadOnlySpan<byte> source, Span<byte> destination, int size)
    {
        var index = new int[Shape.Length];
        var from = 0L;
        for (var to = 0; to < destination.Length; to += size)
        {
            source.Slice((int)(from * size), size).CopyTo(destination[to..]);
            for (var axis = Shape.Length - 1; axis >= 0; axis--)
            {
                from += strides[axis];
                if (++index[axis] < Shape[axis])
                {
                    break;
                }

                from -= index[axis] * strides[axis];
                index[axis] = 0;
            }
        }
    }
}
