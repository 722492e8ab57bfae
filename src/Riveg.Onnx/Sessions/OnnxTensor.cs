using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Riveg.Onnx.Sessions;

/// <summary>
/// A tensor in managed memory: numbers in row-major order and a shape. Passed to and returned by <see cref="OnnxSession"/>.
/// </summary>
public sealed class OnnxTensor
{
    private readonly Array data;

    private OnnxTensor(Array data, long[] shape)
    {
        long count = 1;
        foreach (var side in shape)
        {
            ArgumentOutOfRangeException.ThrowIfNegative(side, nameof(shape));
            count = checked(count * side);
        }

        if (count != data.LongLength)
        {
            throw new ArgumentException($"A tensor of shape [{string.Join(", ", shape)}] has {count} numbers, not {data.LongLength}.");
        }

        this.data = data;
        Shape = shape;
    }

    /// <summary>The sides; none for a single number.</summary>
    public IReadOnlyList<long> Shape { get; }

    /// <summary>The numbers of a tensor of floats.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds other numbers.</exception>
    public float[] Floats =>
        data as float[] ?? throw new InvalidOperationException($"The tensor holds {data.GetType().GetElementType()!.Name}, not floats.");

    /// <summary>The numbers of any tensor, as floats.</summary>
    internal float[] AsFloats() => data switch
    {
        float[] floats => floats,
        long[] longs => Array.ConvertAll(longs, l => (float)l),
        int[] ints => Array.ConvertAll(ints, i => (float)i),
        _ => throw new InvalidOperationException($"The tensor holds {data.GetType().GetElementType()!.Name}, not numbers."),
    };

    /// <summary>Wraps floats; they are read during a run and stay the caller's.</summary>
    /// <exception cref="ArgumentException">The number of floats does not fit the shape.</exception>
    public static OnnxTensor Of(float[] data, params long[] shape) => new(data, shape);

    /// <summary>Wraps integers; they are read during a run and stay the caller's.</summary>
    /// <exception cref="ArgumentException">The number of integers does not fit the shape.</exception>
    public static OnnxTensor Of(long[] data, params long[] shape) => new(data, shape);

    /// <summary>The native view of the tensor in the type that the model asks for; it pins the memory until disposed of.</summary>
    internal OrtValue Pin(TensorElementType type)
    {
        var shape = Shape as long[] ?? [.. Shape];
        return (data, type) switch
        {
            (float[] floats, TensorElementType.Float) => OrtValue.CreateTensorValueFromMemory(floats, shape),
            (float[] floats, TensorElementType.Float16) =>
                OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(floats, f => (Float16)f), shape),
            (float[] floats, TensorElementType.UInt8) =>
                OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(floats, f => (byte)f), shape),
            (long[] longs, TensorElementType.Int64) => OrtValue.CreateTensorValueFromMemory(longs, shape),
            (long[] longs, TensorElementType.Int32) =>
                OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(longs, l => checked((int)l)), shape),
            (long[] longs, TensorElementType.Float) => OrtValue.CreateTensorValueFromMemory(Array.ConvertAll(longs, l => (float)l), shape),
            _ => throw new InvalidOperationException(
                $"The model asks for {type}, which {data.GetType().GetElementType()!.Name} does not become."),
        };
    }

    /// <summary>Copies a native tensor, so that nothing points to memory of the runtime.</summary>
    internal static OnnxTensor Copy(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return info.ElementDataType switch
        {
            TensorElementType.Float => new OnnxTensor(value.GetTensorDataAsSpan<float>().ToArray(), info.Shape),
            TensorElementType.Float16 =>
                new OnnxTensor(Array.ConvertAll(value.GetTensorDataAsSpan<Float16>().ToArray(), f => (float)f), info.Shape),
            TensorElementType.Int32 => new OnnxTensor(value.GetTensorDataAsSpan<int>().ToArray(), info.Shape),
            TensorElementType.Int64 => new OnnxTensor(value.GetTensorDataAsSpan<long>().ToArray(), info.Shape),
            var other => throw new InvalidOperationException($"The model gives {other}, which is not understood."),
        };
    }
}

/// <summary>What a model says of one of its inputs or outputs.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Type">The type of its numbers, such as <c>Float</c>.</param>
/// <param name="Shape">Its sides; -1 where any is fine.</param>
public sealed record OnnxTensorInfo(string Name, string Type, IReadOnlyList<int> Shape)
{
    /// <inheritdoc />
    public override string ToString() => $"{Name} {Type} [{string.Join(", ", Shape.Select(s => s < 0 ? "?" : s.ToString()))}]";
}
