using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Riveg.Onnx.Sessions;

/// <summary>
/// The types of numbers that tensors have in .NET and in ONNX, and what may become of one where a model asks for another.
/// </summary>
internal static class OnnxElements
{
    private static readonly Dictionary<Type, TensorElementType> Types = new()
    {
        [typeof(float)] = TensorElementType.Float,
        [typeof(double)] = TensorElementType.Double,
        [typeof(Half)] = TensorElementType.Float16,
        [typeof(Float16)] = TensorElementType.Float16,
        [typeof(BFloat16)] = TensorElementType.BFloat16,
        [typeof(sbyte)] = TensorElementType.Int8,
        [typeof(byte)] = TensorElementType.UInt8,
        [typeof(short)] = TensorElementType.Int16,
        [typeof(ushort)] = TensorElementType.UInt16,
        [typeof(int)] = TensorElementType.Int32,
        [typeof(uint)] = TensorElementType.UInt32,
        [typeof(long)] = TensorElementType.Int64,
        [typeof(ulong)] = TensorElementType.UInt64,
        [typeof(bool)] = TensorElementType.Bool,
        [typeof(string)] = TensorElementType.String,
    };

    /// <summary>What ONNX calls a .NET type.</summary>
    /// <exception cref="ArgumentException">A tensor has no numbers of that type.</exception>
    public static TensorElementType TypeOf(Type type) => Types.TryGetValue(type, out var found)
        ? found
        : throw new ArgumentException($"A tensor holds no {type.Name}; it holds {string.Join(", ", Types.Keys.Select(t => t.Name))}.");

    /// <summary>How many bytes a number takes.</summary>
    public static int SizeOf(TensorElementType type) => type switch
    {
        TensorElementType.Double or TensorElementType.Int64 or TensorElementType.UInt64 => 8,
        TensorElementType.Float or TensorElementType.Int32 or TensorElementType.UInt32 => 4,
        TensorElementType.Float16 or TensorElementType.BFloat16 or TensorElementType.Int16 or TensorElementType.UInt16 => 2,
        _ => 1,
    };

    /// <summary>Copies native numbers.</summary>
    public static Array Copy(OrtValue value, TensorElementType type) => type switch
    {
        TensorElementType.Float => value.GetTensorDataAsSpan<float>().ToArray(),
        TensorElementType.Double => value.GetTensorDataAsSpan<double>().ToArray(),
        TensorElementType.Float16 => Halves(value),
        TensorElementType.BFloat16 => value.GetTensorDataAsSpan<BFloat16>().ToArray(),
        TensorElementType.Int8 => value.GetTensorDataAsSpan<sbyte>().ToArray(),
        TensorElementType.UInt8 => value.GetTensorDataAsSpan<byte>().ToArray(),
        TensorElementType.Int16 => value.GetTensorDataAsSpan<short>().ToArray(),
        TensorElementType.UInt16 => value.GetTensorDataAsSpan<ushort>().ToArray(),
        TensorElementType.Int32 => value.GetTensorDataAsSpan<int>().ToArray(),
        TensorElementType.UInt32 => value.GetTensorDataAsSpan<uint>().ToArray(),
        TensorElementType.Int64 => value.GetTensorDataAsSpan<long>().ToArray(),
        TensorElementType.UInt64 => value.GetTensorDataAsSpan<ulong>().ToArray(),
        TensorElementType.Bool => value.GetTensorDataAsSpan<bool>().ToArray(),
        TensorElementType.String => value.GetStringTensorAsArray(),
        _ => throw new InvalidOperationException($"The model gives {type}, which is not understood."),
    };

    /// <summary>Numbers as single floats.</summary>
    public static float[] ToFloats(Array data) => data switch
    {
        float[] floats => floats,
        double[] doubles => Array.ConvertAll(doubles, d => (float)d),
        Half[] halves => Array.ConvertAll(halves, h => (float)h),
        Float16[] halves => Array.ConvertAll(halves, h => (float)h),
        BFloat16[] halves => Array.ConvertAll(halves, h => (float)h),
        string[] => throw new InvalidOperationException("The tensor holds String, not numbers."),
        _ when IsUnsignedLong(data) => Array.ConvertAll((ulong[])data, l => (float)l),
        _ => Array.ConvertAll(ToLongs(data), l => (float)l),
    };

    /// <summary>
    /// The numbers in the type that a model asks for. Floats become other floats, and bytes for pictures; integers become other integers,
    /// where they fit, and floats.
    /// </summary>
    /// <exception cref="InvalidOperationException">They do not become that type.</exception>
    /// <exception cref="OverflowException">An integer does not fit the type.</exception>
    public static Array Convert(Array data, TensorElementType type)
    {
        var isFloat = data is float[] or double[] or Half[] or Float16[] or BFloat16[];
        return (isFloat, type) switch
        {
            _ when TypeOf(data.GetType().GetElementType()!) == type => data,
            _ when data is string[] => throw Misfit(data, type),
            (_, TensorElementType.Float) => ToFloats(data),
            (_, TensorElementType.Float16) => Array.ConvertAll(ToFloats(data), f => (Half)f),
            (_, TensorElementType.BFloat16) => Array.ConvertAll(ToFloats(data), f => (BFloat16)f),
            (true, TensorElementType.Double) when data is not double[] => Array.ConvertAll(ToFloats(data), f => (double)f),
            (true, TensorElementType.UInt8) => Array.ConvertAll(ToFloats(data), f => (byte)f),
            (false, TensorElementType.Double) when IsUnsignedLong(data) => Array.ConvertAll((ulong[])data, l => (double)l),
            (false, TensorElementType.Bool) when IsUnsignedLong(data) => Array.ConvertAll((ulong[])data, l => l != 0),
            (false, TensorElementType.Double) => Array.ConvertAll(ToLongs(data), l => (double)l),
            (false, TensorElementType.Int64) => ToLongs(data),
            (false, TensorElementType.UInt64) => Array.ConvertAll(ToLongs(data), l => checked((ulong)l)),
            (false, TensorElementType.Int32) => Array.ConvertAll(ToLongs(data), l => checked((int)l)),
            (false, TensorElementType.UInt32) => Array.ConvertAll(ToLongs(data), l => checked((uint)l)),
            (false, TensorElementType.Int16) => Array.ConvertAll(ToLongs(data), l => checked((short)l)),
            (false, TensorElementType.UInt16) => Array.ConvertAll(ToLongs(data), l => checked((ushort)l)),
            (false, TensorElementType.Int8) => Array.ConvertAll(ToLongs(data), l => checked((sbyte)l)),
            (false, TensorElementType.UInt8) => Array.ConvertAll(ToLongs(data), l => checked((byte)l)),
            (false, TensorElementType.Bool) => Array.ConvertAll(ToLongs(data), l => l != 0),
            _ => throw Misfit(data, type),
        };
    }

    // The runtime treats arrays of signed and unsigned numbers of one size as one type, so that a pattern cannot tell them apart.
    private static long[] ToLongs(Array data) => Type.GetTypeCode(data.GetType().GetElementType()) switch
    {
        TypeCode.Int64 => (long[])data,
        TypeCode.UInt64 => Array.ConvertAll((ulong[])data, l => checked((long)l)),
        TypeCode.Int32 => Array.ConvertAll((int[])data, i => (long)i),
        TypeCode.UInt32 => Array.ConvertAll((uint[])data, i => (long)i),
        TypeCode.Int16 => Array.ConvertAll((short[])data, s => (long)s),
        TypeCode.UInt16 => Array.ConvertAll((ushort[])data, s => (long)s),
        TypeCode.SByte => Array.ConvertAll((sbyte[])data, b => (long)b),
        TypeCode.Byte => Array.ConvertAll((byte[])data, b => (long)b),
        TypeCode.Boolean => Array.ConvertAll((bool[])data, t => t ? 1L : 0L),
        _ => throw new InvalidOperationException($"The tensor holds {data.GetType().GetElementType()!.Name}, not integers."),
    };

    private static bool IsUnsignedLong(Array data) => data.GetType() == typeof(ulong[]);

    private static Half[] Halves(OrtValue value)
    {
        var halves = value.GetTensorDataAsSpan<Float16>();
        var copies = new Half[halves.Length];
        for (var i = 0; i < copies.Length; i++)
        {
            copies[i] = BitConverter.UInt16BitsToHalf(halves[i].value);
        }

        return copies;
    }

    private static InvalidOperationException Misfit(Array data, TensorElementType type) =>
        new($"The model asks for {type}, which {data.GetType().GetElementType()!.Name} does not become.");
}
