using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.TestKit.Networks;

namespace Riveg.Networks.Tests.Operations;

/// <summary>The conformance suite of the operations on the emitted ONNX.</summary>
public sealed class OnnxConformanceTests
{
    private const double Tolerance = 2e-5;

    private const double HalfTolerance = 2e-2;

    public static TheoryData<string> Cases => [.. TensorOpsCases<OnnxTensor>.All.Select(c => c.Name)];

    public static TheoryData<string> Faults => [.. TensorOpsCases<OnnxTensor>.Faults.Select(c => c.Name)];

    /// <summary>Once with all lengths known at emission, once with none, once in half precision.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void Emitted_Case_EqualsTheReference(string name)
    {
        var expected = Reference(name);

        Assert.Null(Run(name, ElementType.Float32, areLengthsKnown: true).DifferenceTo(expected, Tolerance));
        Assert.Null(Run(name, ElementType.Float32, areLengthsKnown: false).DifferenceTo(expected, Tolerance));
        Assert.Null(Run(name, ElementType.Float16, areLengthsKnown: true).DifferenceTo(expected, HalfTolerance));
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public void Emitted_WrongTensor_IsRefusedAtEmission(string name)
    {
        var expected = Assert.Throws<ArgumentException>(() => Compute(TensorOpsCases<Numbers>.Faults.Single(c => c.Name == name)));
        var fault = Assert.Throws<ArgumentException>(
            () => Emit(TensorOpsCases<OnnxTensor>.Faults.Single(c => c.Name == name), ElementType.Float32, areLengthsKnown: true));

        Assert.Equal(name.Split(',')[0], fault.Message.Split(' ', ':')[0]);
        Assert.Equal(expected.Message.Split(' ')[0], fault.Message.Split(' ')[0]);
    }

    [Fact]
    public void Attention_OfLongSequences_IsEmittedInPartsAndEqualsTheWhole()
    {
        const int Length = 1500;
        var (queries, bias) = (Numbers.Floats(2, Length, 4), Numbers.Floats(Length, Length));
        var inputs = new[] { queries, bias };
        TensorOpsCase<OnnxTensor> inParts = new("", inputs, (ops, x) => ops.Attention(x[0], x[0], x[0], x[1], 0.5));
        TensorOpsCase<OnnxTensor> whole = new("", inputs, (ops, x) => ops.MatMul(
            ops.Softmax(ops.Add(ops.MatMul(ops.Multiply(x[0], 0.5), ops.Transpose(x[0], 0, 2, 1)), x[1])), x[0]));

        var (parts, _) = Run(inParts, ElementType.Float32, areLengthsKnown: true);
        var (expected, _) = Run(whole, ElementType.Float32, areLengthsKnown: true);
        var (open, openSize) = Run(inParts, ElementType.Float32, areLengthsKnown: false);
        var (_, size) = Run(inParts, ElementType.Float32, areLengthsKnown: true);

        Assert.Null(parts.DifferenceTo(expected, Tolerance));
        Assert.Null(open.DifferenceTo(expected, Tolerance));
        Assert.True(size > openSize, $"{size} bytes in parts, {openSize} as a whole");
    }

    private static Numbers Reference(string name) => Compute(TensorOpsCases<Numbers>.All.Single(c => c.Name == name));

    private static Numbers Compute(TensorOpsCase<Numbers> tried) => tried.Compute(new ManagedOps(), tried.Inputs);

    private static Numbers Run(string name, ElementType precision, bool areLengthsKnown) =>
        Run(TensorOpsCases<OnnxTensor>.All.Single(c => c.Name == name), precision, areLengthsKnown).Answer;

    private static (Numbers Answer, long FileSize) Run(TensorOpsCase<OnnxTensor> tried, ElementType precision, bool areLengthsKnown)
    {
        using var folder = new TemporaryFolder();
        Emit(tried, precision, areLengthsKnown).Save(folder["case.onnx"], CancellationToken.None);
        using var options = new SessionOptions { IntraOpNumThreads = 1 };
        using var session = new InferenceSession(folder["case.onnx"], options);
        using var outputs = session.Run([.. tried.Inputs
            .Select((input, i) => input.AreIntegers
                ? EmittedModel.Integers($"x{i}", [.. input.Values.Select(v => (long)v)], input.Shape)
                : EmittedModel.Floats($"x{i}", [.. input.Values.Select(v => (float)v)], input.Shape))
            .Where(input => session.InputMetadata.ContainsKey(input.Name))]);
        var answer = outputs[0].Value switch
        {
            Tensor<long> integers => new Numbers([.. integers.Select(v => (double)v)], integers.Dimensions.ToArray(), true),
            var floats => new Numbers([.. ((Tensor<float>)floats).Select(v => (double)v)], ((Tensor<float>)floats).Dimensions.ToArray(), false),
        };
        return (answer, new FileInfo(folder["case.onnx"]).Length);
    }

    private static OnnxEmitter Emit(TensorOpsCase<OnnxTensor> tried, ElementType precision, bool areLengthsKnown)
    {
        var ops = new OnnxEmitter(precision);
        var inputs = tried.Inputs.Select((input, i) => ops.Input(
            $"x{i}",
            input.AreIntegers ? ElementType.Int64 : ElementType.Float32,
            [.. input.Shape.Select((length, axis) => areLengthsKnown ? length : (OnnxDimension)$"x{i}_{axis}")])).ToArray();
        var answer = tried.Compute(ops, inputs);
        ops.Output("y", answer, [.. Enumerable.Range(0, answer.Shape.Rank).Select(axis => (OnnxDimension)$"y_{axis}")]);
        return ops;
    }
}
