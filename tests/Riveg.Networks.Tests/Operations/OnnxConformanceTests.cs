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

    /// <summary>
    /// A bias that is a sum over rows and columns is cut where it is made, so that it is never there as a whole, whatever shapes are on the
    /// way; what is cut nowhere stays the same.
    /// </summary>
    [Theory]
    [InlineData("rows and columns")]
    [InlineData("for all heads")]
    [InlineData("of an odd shape")]
    [InlineData("of a weight")]
    public void Attention_OfLongSequencesWithAMadeBias_EqualsTheWhole(string kind)
    {
        const int Side = 40;
        const int Length = Side * Side;
        var inputs = new[] { Numbers.Floats(2, Length, 4), Numbers.Floats(2, Side, Side, Side), Numbers.Floats(2, Side, Side, Side) };
        var weight = new Riveg.Networks.Operations.RandomWeights(1).Get("bias", Length, Length);
        TensorOpsCase<OnnxTensor> inParts = new("", inputs, (ops, x) => ops.Attention(x[0], x[0], x[0], Bias(ops, x), 0.5));
        TensorOpsCase<OnnxTensor> whole = new("", inputs, (ops, x) => ops.MatMul(
            ops.Softmax(ops.Add(ops.MatMul(ops.Multiply(x[0], 0.5), ops.Transpose(x[0], 0, 2, 1)), Bias(ops, x))), x[0]));

        var (parts, _) = Run(inParts, ElementType.Float32, areLengthsKnown: true);
        var (expected, _) = Run(whole, ElementType.Float32, areLengthsKnown: true);

        Assert.Null(parts.DifferenceTo(expected, Tolerance));

        OnnxTensor Bias(Riveg.Networks.Operations.ITensorOps<OnnxTensor> ops, OnnxTensor[] x) => kind switch
        {
            "rows and columns" => ops.Reshape(
                ops.Add(ops.Reshape(x[1], 0, 0, 0, Side, 1), ops.Reshape(x[2], 0, 0, 0, 1, Side)), 0, Length, Length),
            "for all heads" => ops.Multiply(ops.Reshape(ops.Slice(x[1], 0, 0, 1), 1, 1, -1), ops.Constant([2f], 1)) is var all
                ? ops.Slice(all, 2, 0, Length)
                : all,
            "of an odd shape" => ops.Subtract(
                ops.Reshape(ops.Add(ops.Reshape(x[1], 2, 64, 25, Side, 1), ops.Reshape(x[2], 2, 64, 25, 1, Side)), 2, Length, Length),
                ops.Slice(ops.Reshape(x[1], 2, 1, -1), 2, 0, Length)),
            _ => ops.Parameter(weight),
        };
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
        var answer = outputs[0].Value is Tensor<long> integers
            ? new Numbers([.. integers.Select(v => (double)v)], integers.Dimensions.ToArray(), true)
            : OfFloats(outputs[0].AsTensor<float>());
        return (answer, new FileInfo(folder["case.onnx"]).Length);

        static Numbers OfFloats(Tensor<float> floats) => new([.. floats.Select(v => (double)v)], floats.Dimensions.ToArray(), false);
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
