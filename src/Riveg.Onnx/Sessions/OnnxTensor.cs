using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Riveg.Onnx.Sessions;

/// <summary>
/// A tensor in managed memory: numbers in row-major order and a shape. Passed to and returned by <see cref="OnnxSession"/>.
/// </summary>
public sealed class OnnxTensor : OnnxInput
{
    private readonly Array data;
    private float[]? floats;

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

    /// <summary>The type of the numbers: that of the array.</summary>
    public Type ElementType => data.GetType().GetElementType()!;

    /// <summary>The numbers of a tensor of floats; of half floats a copy, made once.</summary>
    /// <exception cref="InvalidOperationException">The tensor holds other numbers.</exception>
    public float[] Floats => floats ??= data is float[] or Half[] or Float16[] or BFloat16[]
        ? OnnxElements.ToFloats(data)
        : throw new InvalidOperationException($"The tensor holds {ElementType.Name}, not floats.");

    /// <summary>Wraps floats; they are read during a run and stay the caller's.</summary>
    /// <exception cref="ArgumentException">The number of floats does not fit the shape.</exception>
    public static OnnxTensor Of(float[] data, params long[] shape) => new(data, shape);

    /// <summary>Wraps integers; they are read during a run and stay the caller's.</summary>
    /// <exception cref="ArgumentException">The number of integers does not fit the shape.</exception>
    public static OnnxTensor Of(long[] data, params long[] shape) => new(data, shape);

    /// <summary>Wraps numbers of any type that ONNX knows, or texts; they are read during a run and stay the caller's.</summary>
    /// <typeparam name="T">
    /// <see cref="float"/>, <see cref="double"/>, <see cref="Half"/>, ONNX Runtime's <see cref="Float16"/> and <see cref="BFloat16"/>, an
    /// integer of 8 to 64 bits, <see cref="bool"/> or <see cref="string"/>.
    /// </typeparam>
    /// <exception cref="ArgumentException">The number of them does not fit the shape, or they are of another type.</exception>
    public static OnnxTensor Of<T>(T[] data, params long[] shape)
    {
        ArgumentNullException.ThrowIfNull(data);
        OnnxElements.TypeOf(data.GetType().GetElementType()!);
        return new OnnxTensor(data, shape);
    }

    /// <summary>The numbers, not copied.</summary>
    /// <typeparam name="T"><see cref="ElementType"/>.</typeparam>
    /// <exception cref="InvalidOperationException">The tensor holds another type.</exception>
    public T[] Values<T>() => ElementType == typeof(T)
        ? (T[])data
        : throw new InvalidOperationException($"The tensor holds {ElementType.Name}, not {typeof(T).Name}.");

    /// <summary>The numbers of any tensor, as floats.</summary>
    internal float[] AsFloats() => OnnxElements.ToFloats(data);

    internal override Loan Lend(TensorElementType type)
    {
        var shape = Shape as long[] ?? [.. Shape];
        return Loan.Of(OnnxElements.Convert(data, type), shape, type);
    }

    /// <summary>Copies a native tensor, so that nothing points to memory of the runtime.</summary>
    internal static OnnxTensor Copy(OrtValue value)
    {
        var info = value.GetTensorTypeAndShape();
        return new OnnxTensor(OnnxElements.Copy(value, info.ElementDataType), info.Shape);
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
