using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;
using Riveg.TestKit.Networks;

namespace Riveg.Networks.Tests.Operations;

/// <summary>The conformance suite of the operations on the emitted ONNX.</summary>
public sealed class OnnxConformanceTests
{
    private const double Tolerance = 2e-5;

    private const double HalfTolerance = 2e-2;

    // An input is off by at most 1/510 of its range, a weight by 1/126 of the largest of its output.
    private const double Int8Tolerance = 5e-2;

    // Six maps behind each other, whose weights of size 1 make each error larger.
    private const double Int8LayerTolerance = 0.2;

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

    /// <summary>Linear maps in 8-bit integers, alone and inside of networks; whatever else there is stays exact.</summary>
    [Theory]
    [MemberData(nameof(Cases))]
    public void EmittedWithLinearMapsInIntegers_Case_EqualsTheReference(string name)
    {
        var expected = Reference(name);
        var tolerance = name == "A transformer's layer" ? Int8LayerTolerance
            : name.Contains("Linear", StringComparison.Ordinal) || name.StartsWith("A tagger", StringComparison.Ordinal)
                || name == "Lstm, a weight that is used elsewhere too" ? Int8Tolerance
            : Tolerance;

        Assert.Null(Run(name, ElementType.Float32, areLengthsKnown: true, LinearForm.Int8).DifferenceTo(expected, tolerance));
        Assert.Null(Run(name, ElementType.Float32, areLengthsKnown: false, LinearForm.Int8).DifferenceTo(expected, tolerance));
    }

    /// <summary>
    /// Processors without VNNI add two products in 16 bits, where 255 x 127 + 255 x 127 is cut off: all numbers are the largest ones, of
    /// either sign, in rows of every length that a vector of the processor can end in.
    /// </summary>
    [Theory]
    [InlineData(1)]
    [InlineData(-1)]
    public void LinearInIntegers_OfPairsOfTheLargestNumbers_IsNotCutOff(int sign)
    {
        Assert.SkipUnless(IntegerProducts.AreExact, "This processor cuts off sums of 8-bit products.");
        for (var inputs = 2; inputs <= 130; inputs = inputs < 8 ? inputs + 1 : inputs * 2)
        {
            var weight = new Weight("w", [3, inputs], () =>
            [
                .. Enumerable.Repeat(sign * 0.5f, inputs),
                .. Enumerable.Repeat(sign * 2f, inputs),
                .. Enumerable.Repeat(sign * 0.01f, inputs),
            ]);
            Numbers[] given = [new([.. Enumerable.Repeat(1.0, 2 * inputs)], [2, inputs], false)];
            var expected = Compute(new("", given, (ops, x) => ops.Linear(x[0], weight, null)));

            var (answer, _) = Run(
                new TensorOpsCase<OnnxTensor>("", given, (ops, x) => ops.Linear(x[0], weight, null)),
                ElementType.Float32,
                areLengthsKnown: true,
                LinearForm.Int8);

            Assert.Null(answer.DifferenceTo(expected, 1e-4));
        }
    }

    /// <summary>No integer of a weight is past 127, however small or large the weights are.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(1e-3f)]
    [InlineData(1e30f)]
    [InlineData(1e-38f)]
    [InlineData(94 * float.Epsilon)]
    [InlineData(float.Epsilon)]
    [InlineData(0)]
    public void QuantizedWeights_OfAnySize_LieWithin127(float size)
    {
        var quantized = new QuantizedWeights(new Weight("w", [2, 3], () => [size, -size, size / 3, 0, -size / 2, -size]));
        using var stream = new MemoryStream();

        quantized.WriteTo(stream);

        Assert.Equal(6, stream.Length);
        Assert.All(stream.ToArray(), b => Assert.InRange((sbyte)b, -127, 127));
    }

    [Fact]
    public void LinearInIntegers_OfZeros_IsTheBias()
    {
        var (weight, bias) = (new Weight("w", [2, 3], () => new float[6]), new Weight("b", [2], () => [1, -2]));
        Numbers[] given = [new(new double[6], [2, 3], false)];

        var (answer, _) = Run(
            new TensorOpsCase<OnnxTensor>("", given, (ops, x) => ops.Linear(x[0], weight, bias)),
            ElementType.Float32,
            areLengthsKnown: true,
            LinearForm.Int8);

        Assert.Equal([1, -2, 1, -2], answer.Values);
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

    /// <summary>What lies behind a sequence's end is 0 in every run, whatever an earlier run has left in the runtime's memory.</summary>
    [Fact]
    public void Lstm_OfShorterSequencesThanBefore_GivesZerosBehindTheirEnds()
    {
        const int Sequences = 5;
        const int Places = 40;
        const int Hidden = 16;
        var weights = LstmWeights.From(new RandomWeights(1), "memory", 8, Hidden);
        var ops = new OnnxEmitter();
        var read = ops.Lstm(ops.Input("x", ElementType.Float32, "n", "t", 8), ops.Input("lengths", ElementType.Int64, "n"), weights);
        ops.Output("y", ops.Multiply(read, 1), "n", "t", 2 * Hidden);
        using var model = new EmittedModel(ops);
        var x = EmittedModel.Floats("x", [.. Numbers.Floats(Sequences, Places, 8).Values.Select(v => (float)v)], Sequences, Places, 8);

        foreach (long[] lengths in new long[][] { [40, 40, 40, 40, 40], [1, 2, 3, 4, 5], [40, 1, 40, 1, 40], [1, 1, 1, 1, 1] })
        {
            var (values, shape) = model.Run(x, EmittedModel.Integers("lengths", lengths, Sequences))["y"];
            Assert.Equal([Sequences, Places, 2 * Hidden], shape);
            for (var i = 0; i < values.Length; i++)
            {
                var isBehind = i / (2 * Hidden) % Places >= lengths[i / (2 * Hidden) / Places];
                Assert.True(isBehind == (values[i] == 0), $"number {i} is {values[i]} where the lengths are {string.Join(", ", lengths)}");
            }
        }
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
        var weight = new RandomWeights(1).Get("bias", Length, Length);
        TensorOpsCase<OnnxTensor> inParts = new("", inputs, (ops, x) => ops.Attention(x[0], x[0], x[0], Bias(ops, x), 0.5));
        TensorOpsCase<OnnxTensor> whole = new("", inputs, (ops, x) => ops.MatMul(
            ops.Softmax(ops.Add(ops.MatMul(ops.Multiply(x[0], 0.5), ops.Transpose(x[0], 0, 2, 1)), Bias(ops, x))), x[0]));

        var (parts, _) = Run(inParts, ElementType.Float32, areLengthsKnown: true);
        var (expected, _) = Run(whole, ElementType.Float32, areLengthsKnown: true);

        Assert.Null(parts.DifferenceTo(expected, Tolerance));

        OnnxTensor Bias(ITensorOps<OnnxTensor> ops, OnnxTensor[] x) => kind switch
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

    private static Numbers Run(string name, ElementType precision, bool areLengthsKnown, LinearForm? linear = null) =>
        Run(TensorOpsCases<OnnxTensor>.All.Single(c => c.Name == name), precision, areLengthsKnown, linear).Answer;

    private static (Numbers Answer, long FileSize) Run(
        TensorOpsCase<OnnxTensor> tried, ElementType precision, bool areLengthsKnown, LinearForm? linear = null)
    {
        using var folder = new TemporaryFolder();
        Emit(tried, precision, areLengthsKnown, linear).Save(folder["case.onnx"], CancellationToken.None);
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

    private static OnnxEmitter Emit(
        TensorOpsCase<OnnxTensor> tried, ElementType precision, bool areLengthsKnown, LinearForm? linear = null)
    {
        var ops = new OnnxEmitter(precision) { LinearForm = linear ?? LinearForm.Float };
        var inputs = tried.Inputs.Select((input, i) => ops.Input(
            $"x{i}",
            input.AreIntegers ? ElementType.Int64 : ElementType.Float32,
            [.. input.Shape.Select((length, axis) => areLengthsKnown ? length : (OnnxDimension)$"x{i}_{axis}")])).ToArray();
        var answer = tried.Compute(ops, inputs);
        ops.Output("y", answer, [.. Enumerable.Range(0, answer.Shape.Rank).Select(axis => (OnnxDimension)$"y_{axis}")]);
        return ops;
    }
}
