using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Onnx.Sessions;
using OnnxTensor = Riveg.Onnx.Sessions.OnnxTensor;

namespace Riveg.Onnx.Tests.Sessions;

/// <summary>Tensors of every type into networks and out of them, in managed and in native memory.</summary>
public sealed class OnnxValueTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    public static TheoryData<Array, ElementType> EveryType() => new()
    {
        { new[] { 1.5f, -2f }, ElementType.Float32 },
        { new[] { 1.5, -2 }, ElementType.Float64 },
        { new[] { (Half)1.5f, (Half)(-2) }, ElementType.Float16 },
        { new[] { (BFloat16)1.5f, (BFloat16)(-2f) }, ElementType.BFloat16 },
        { new sbyte[] { 1, -2 }, ElementType.Int8 },
        { new byte[] { 1, 255 }, ElementType.UInt8 },
        { new short[] { 1, -2 }, ElementType.Int16 },
        { new[] { 1, -2 }, ElementType.Int32 },
        { new[] { 1L, long.MinValue }, ElementType.Int64 },
        { new[] { true, false }, ElementType.Boolean },
    };

    [Theory]
    [MemberData(nameof(EveryType))]
    public void Run_NumbersOfEveryType_ComeOutAsTheyWentIn(Array numbers, ElementType type)
    {
        using var session = OnnxSession.Open(Same(type));
        var tensor = Wrap(numbers);

        var copied = session.Run([new("x", tensor)], ["y"], Cancel)[0];
        using var native = session.RunNative([new("x", tensor)], ["y"], Cancel)[0];
        using var again = session.RunNative([new("x", native)], ["y"], Cancel)[0];

        Assert.Equal(numbers, Numbers(copied));
        Assert.Equal(numbers, Numbers(again.ToTensor()));
        Assert.Equal([2L], again.Shape);
    }

    /// <summary>The types that networks made here never have.</summary>
    [Fact]
    public void Lend_UnsignedNumbersAndTexts_AreReadBack()
    {
        Assert.Equal([1, 65535], Through(OnnxTensor.Of(new ushort[] { 1, 65535 }, 2), TensorElementType.UInt16).Values<ushort>());
        Assert.Equal([1, uint.MaxValue], Through(OnnxTensor.Of(new[] { 1u, uint.MaxValue }, 2), TensorElementType.UInt32).Values<uint>());
        Assert.Equal([1, ulong.MaxValue], Through(OnnxTensor.Of([1ul, ulong.MaxValue], 2), TensorElementType.UInt64).Values<ulong>());
        Assert.Equal(["ä", "", "😀"], Through(OnnxTensor.Of(new[] { "ä", "", "😀" }, 3), TensorElementType.String).Values<string>());

        static OnnxTensor Through(OnnxTensor tensor, TensorElementType type)
        {
            using var loan = tensor.Lend(type);
            return OnnxTensor.Copy(loan.Value);
        }
    }

    [Theory]
    [MemberData(nameof(EveryType))]
    public void TakeRows_OfEveryType_CopiesThem(Array numbers, ElementType type)
    {
        using var session = OnnxSession.Open(Same(type));
        using var value = session.RunNative([new("x", Wrap(numbers))], ["y"], Cancel)[0];

        using var taken = value.TakeRows([1, 0, 1]);

        Assert.Equal(
            [numbers.GetValue(1), numbers.GetValue(0), numbers.GetValue(1)], Numbers(taken.ToTensor()).Cast<object?>());
        Assert.Throws<ArgumentOutOfRangeException>(() => value.TakeRows([2]));
        Assert.Throws<ArgumentOutOfRangeException>(() => value.TakeRows([-1]));
        using var none = value.TakeRows([]);
        Assert.Equal([0L], none.Shape);
    }

    /// <summary>Where a model asks for another type, managed numbers become it if that loses no meaning.</summary>
    [Fact]
    public void Run_OtherTypeThanAskedFor_BecomesIt()
    {
        Assert.Equal([(Half)1.5f, (Half)2], RunSame(ElementType.Float16, OnnxTensor.Of([1.5f, 2f], 2)).Values<Half>());
        Assert.Equal([1.5f, 2f], RunSame(ElementType.Float16, OnnxTensor.Of([1.5f, 2f], 2)).Floats);
        Assert.Equal([3f, 4f], RunSame(ElementType.Float32, OnnxTensor.Of([3L, 4L], 2)).Floats);
        Assert.Equal([3, 4], RunSame(ElementType.Int32, OnnxTensor.Of([3L, 4L], 2)).Values<int>());
        Assert.Equal([3L, 4L], RunSame(ElementType.Int64, OnnxTensor.Of(new byte[] { 3, 4 }, 2)).Values<long>());
        Assert.Equal([true, false], RunSame(ElementType.Boolean, OnnxTensor.Of([5L, 0L], 2)).Values<bool>());
        Assert.Throws<OverflowException>(() => RunSame(ElementType.Int8, OnnxTensor.Of([300L, 4L], 2)));
        var fault = Assert.Throws<InvalidOperationException>(() => RunSame(ElementType.Int64, OnnxTensor.Of([1.5f, 2f], 2)));
        Assert.Equal("The model asks for Int64, which Single does not become.", fault.Message);
        Assert.Throws<ArgumentException>(() => OnnxTensor.Of(new char[2], 2));
        Assert.Throws<InvalidOperationException>(() => OnnxTensor.Of([1L], 1).Floats);
        Assert.Throws<InvalidOperationException>(() => OnnxTensor.Of([1L], 1).Values<float>());
    }

    /// <summary>A half-precision cache grows from run to run without leaving the runtime's memory; it starts empty.</summary>
    [Fact]
    public void RunNative_CacheOfTheRunBefore_Grows()
    {
        var ops = new OnnxEmitter(ElementType.Float16);
        var past = ops.Input("past", ops.Precision, 1, "t", 2);
        ops.Output("present", ops.Concat(1, past, ops.Input("x", ElementType.Float32, 1, 1, 2)), ops.Precision, 1, "u", 2);
        using var session = OnnxSession.Open(Saved(ops));

        OnnxInput cache = OnnxTensor.Of(Array.Empty<Half>(), 1, 0, 2);
        for (var step = 0; step < 3; step++)
        {
            var next = session.RunNative(
                [new("past", cache), new("x", OnnxTensor.Of([step, step + 0.5f], 1, 1, 2))], ["present"], Cancel)[0];
            (cache as IDisposable)?.Dispose();
            cache = next;
        }

        using var last = (OnnxValue)cache;
        Assert.Equal("Float16", last.Type);
        Assert.Equal([1L, 3L, 2L], last.Shape);
        Assert.Equal([0, 0.5f, 1, 1.5f, 2, 2.5f], last.AsSpan<Half>().ToArray().Select(h => (float)h));
        Assert.Throws<InvalidOperationException>(() => last.AsSpan<float>());
    }

    [Fact]
    public void RunNative_OfAnotherType_IsRefused()
    {
        using var halves = OnnxSession.Open(Same(ElementType.Float16));
        using var floats = OnnxSession.Open(Same(ElementType.Float32));
        using var value = halves.RunNative([new("x", OnnxTensor.Of([1f, 2f], 2))], ["y"], Cancel)[0];

        var fault = Assert.Throws<InvalidOperationException>(() => floats.RunNative([new("x", value)], ["y"], Cancel));
        Assert.Equal("The model asks for Float, and the native tensor holds Float16; nothing is copied.", fault.Message);
    }

    [Fact]
    public void Dispose_OfAValue_EndsItsUseAndOutlivesTheSession()
    {
        var session = OnnxSession.Open(Same(ElementType.Int64));
        var value = session.RunNative([new("x", OnnxTensor.Of([1L, 2L], 2))], ["y"], Cancel)[0];
        session.Dispose();
        Assert.Equal([1L, 2L], value.AsSpan<long>().ToArray());

        using (value.Lend(TensorElementType.Int64))
        {
            value.Dispose();
            value.Dispose();
        }

        Assert.Throws<ObjectDisposedException>(() => value.AsSpan<long>());
        Assert.Throws<ObjectDisposedException>(() => value.ToTensor());
        using var other = OnnxSession.Open(Same(ElementType.Int64));
        Assert.Throws<ObjectDisposedException>(() => other.RunNative([new("x", value)], ["y"], Cancel));
    }

    private static OnnxTensor Wrap(Array numbers) => numbers switch
    {
        float[] a => OnnxTensor.Of(a, a.Length),
        double[] a => OnnxTensor.Of(a, a.Length),
        Half[] a => OnnxTensor.Of(a, a.Length),
        BFloat16[] a => OnnxTensor.Of(a, a.Length),
        sbyte[] a when numbers.GetType() == typeof(sbyte[]) => OnnxTensor.Of(a, a.Length),
        byte[] a => OnnxTensor.Of(a, a.Length),
        short[] a => OnnxTensor.Of(a, a.Length),
        int[] a => OnnxTensor.Of(a, a.Length),
        long[] a => OnnxTensor.Of(a, a.Length),
        _ => OnnxTensor.Of((bool[])numbers, numbers.Length),
    };

    private static Array Numbers(OnnxTensor tensor) => (Array)typeof(OnnxTensor).GetMethod(nameof(OnnxTensor.Values))!
        .MakeGenericMethod(tensor.ElementType).Invoke(tensor, [])!;

    private OnnxTensor RunSame(ElementType type, OnnxTensor input)
    {
        using var session = OnnxSession.Open(Same(type));
        return session.Run([new("x", input)], ["y"], Cancel)[0];
    }

    private string Same(ElementType type)
    {
        var ops = new OnnxEmitter(type is ElementType.Float16 or ElementType.BFloat16 or ElementType.Float64 ? type : ElementType.Float32);
        ops.Output("y", ops.Input("x", type, "n"), type, "n");
        return Saved(ops);
    }

    private string Saved(OnnxEmitter ops)
    {
        var path = folder[$"{Guid.NewGuid():n}.onnx"];
        ops.Save(path, Cancel);
        return path;
    }
}
