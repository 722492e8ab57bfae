using System.Globalization;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Riveg.Onnx.Sessions;

namespace Riveg.Onnx.Tests.Sessions;

/// <summary>Integers of every type into every other: a number stays what it is, or is refused.</summary>
public sealed class OnnxElementsTests
{
    private static readonly Dictionary<TensorElementType, Type> Wanted = new()
    {
        [TensorElementType.Float] = typeof(float),
        [TensorElementType.Double] = typeof(double),
        [TensorElementType.Int8] = typeof(sbyte),
        [TensorElementType.UInt8] = typeof(byte),
        [TensorElementType.Int16] = typeof(short),
        [TensorElementType.UInt16] = typeof(ushort),
        [TensorElementType.Int32] = typeof(int),
        [TensorElementType.UInt32] = typeof(uint),
        [TensorElementType.Int64] = typeof(long),
        [TensorElementType.UInt64] = typeof(ulong),
    };

    // Arrays of signed and unsigned numbers are one to the runtime's patterns, so each has a number that the other reads wrongly.
    private static readonly Array[] Given =
    [
        new sbyte[] { -1, sbyte.MinValue, 5 }, new byte[] { 200, byte.MaxValue, 5 },
        new short[] { -1, short.MinValue, 5 }, new ushort[] { 40_000, ushort.MaxValue, 5 },
        new[] { -1, int.MinValue, 5 }, new[] { 3_000_000_000u, uint.MaxValue, 5u },
        new[] { -1L, long.MinValue, 5L }, new[] { 1ul << 63, ulong.MaxValue, 5ul },
    ];

    public static TheoryData<Type, string, TensorElementType> EveryPair() => [..
        from numbers in Given
        from number in numbers.Cast<object>()
        from type in Wanted.Keys
        select new TheoryDataRow<Type, string, TensorElementType>(
            number.GetType(), Convert.ToString(number, CultureInfo.InvariantCulture)!, type)];

    [Theory]
    [MemberData(nameof(EveryPair))]
    public void Convert_AnInteger_StaysItselfOrIsRefused(Type from, string number, TensorElementType type)
    {
        var value = Convert.ChangeType(number, from, CultureInfo.InvariantCulture);
        var data = Array.CreateInstance(from, 1);
        data.SetValue(value, 0);
        object expected;
        try
        {
            expected = Convert.ChangeType(value, Wanted[type], CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            Assert.Throws<OverflowException>(() => OnnxElements.Convert(data, type));
            return;
        }

        var converted = OnnxElements.Convert(data, type);
        Assert.Equal(Wanted[type], converted.GetType().GetElementType());
        Assert.Equal(expected, converted.GetValue(0));
    }

    [Fact]
    public void Convert_IntegersOfEveryType_BecomeFloatsHalvesAndTruths()
    {
        foreach (var data in Given)
        {
            var expected = data.Cast<object>().Select(n => Convert.ToSingle(n, CultureInfo.InvariantCulture)).ToArray();
            Assert.Equal(expected, OnnxElements.ToFloats(data));
            Assert.Equal(expected.Select(f => (Half)f), (Half[])OnnxElements.Convert(data, TensorElementType.Float16));
            Assert.Equal(expected.Select(f => (BFloat16)f), (BFloat16[])OnnxElements.Convert(data, TensorElementType.BFloat16));
            Assert.Equal([true, true, true], (bool[])OnnxElements.Convert(data, TensorElementType.Bool));
        }

        Assert.Equal([1f, 0f], OnnxElements.ToFloats(new[] { true, false }));
    }
}
