using CsCheck;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Tests.Onnx;

public sealed class OnnxEmitterTests
{
    private static readonly Gen<int[]> Shapes = Gen.Int[1, 4].Array[2, 4];

    [Theory]
    [InlineData(ElementType.Float32)]
    [InlineData(ElementType.Float16)]
    public void Save_PastTheLimit_PutsTheWeightsBesideTheModel(ElementType precision)
    {
        using var folder = new TemporaryFolder();
        Emit(precision).Save(folder["inline.onnx"], CancellationToken.None);
        Emit(precision).Save(folder["external.onnx"], maximumInlineBytes: 4096, CancellationToken.None);

        Assert.False(File.Exists(folder["inline.onnx.data"]));
        Assert.True(new FileInfo(folder["external.onnx.data"]).Length > 32 * 32 * 2);
        Assert.True(new FileInfo(folder["external.onnx"]).Length < 4096);
        using var inline = new EmittedModel(folder["inline.onnx"]);
        using var external = new EmittedModel(folder["external.onnx"]);
        var input = EmittedModel.Floats("x", [.. Enumerable.Range(0, 32).Select(i => i / 32f)], 1, 32);
        Assert.Equal(inline.Run(input)["y"].Values, external.Run(input)["y"].Values);

        static OnnxEmitter Emit(ElementType precision)
        {
            var weights = new RandomWeights(7);
            var ops = new OnnxEmitter(precision);
            var hidden = ops.Gelu(
                ops.Linear(ops.Input("x", ElementType.Float32, "n", 32), weights.Get("a.weight", 32, 32), weights.Get("a.bias", 32)));
            ops.Output("y", ops.Linear(hidden, weights.Get("b.weight", 32, 32), null), "n", 32);
            return ops;
        }
    }

    [Fact]
    public void Save_Twice_GivesTheSameBytes()
    {
        using var folder = new TemporaryFolder();
        var ops = new OnnxEmitter();
        ops.Output("y", ops.Linear(ops.Input("x", ElementType.Float32, "n", 8), new RandomWeights(1).Get("w.weight", 4, 8), null), "n", 4);
        ops.Save(folder["a.onnx"], CancellationToken.None);
        ops.Save(folder["b.onnx"], CancellationToken.None);

        Assert.Equal(File.ReadAllBytes(folder["a.onnx"]), File.ReadAllBytes(folder["b.onnx"]));
    }

    /// <summary>What is folded at emission equals what ONNX Runtime computes of the same nodes.</summary>
    [Fact]
    public void Rearrangement_OfAWeight_EqualsThatOfAnInput() => (
        from shape in Shapes
        from order in Gen.Shuffle(Enumerable.Range(0, shape.Length).ToArray())
        from axis in Gen.Int[0, shape.Length - 1]
        select (shape, order, axis)).Sample(
        c =>
        {
            var weight = new RandomWeights(3).Get("table", c.shape);
            var ops = new OnnxEmitter();
            var input = ops.Input("x", ElementType.Float32, [.. c.shape.Select(d => (OnnxDimension)d)]);
            ops.Output("folded", Rearrange(ops.Parameter(weight)), "n");
            ops.Output("computed", Rearrange(input), "n");
            using var model = new EmittedModel(ops);
            var outputs = model.Run(EmittedModel.Floats("x", weight.Read(), c.shape));
            return outputs["folded"].Values.AsSpan().SequenceEqual(outputs["computed"].Values);

            OnnxTensor Rearrange(OnnxTensor x)
            {
                var permuted = ops.Transpose(x, c.order);
                var gathered = ops.Gather(permuted, ops.Constant([0L, 0L], 2));
                return ops.Reshape(ops.Slice(gathered, c.axis, 0, 1), -1);
            }
        },
        iter: 20,
        threads: 1);

    /// <summary>
    /// What the encoder-decoders to come need: a step that attends to the keys and values of the steps before it, handed in and out as a
    /// growing cache, gives what attending to the whole sequence at once gives.
    /// </summary>
    [Fact]
    public void Concat_AsAKeyValueCache_GivesTheLastRowOfFullAttention()
    {
        const int Width = 4;
        var weights = new RandomWeights(5);
        Weight[] maps = [
            weights.Get("q.weight", Width, Width), weights.Get("k.weight", Width, Width), weights.Get("v.weight", Width, Width)
        ];
        var tokens = new RandomWeights(6).Get("tokens", 3, Width).Read();

        var whole = new OnnxEmitter();
        var sequence = whole.Input("x", ElementType.Float32, 1, 3, Width);
        whole.Output(
            "y", Attend(whole, sequence, whole.Linear(sequence, maps[1], null), whole.Linear(sequence, maps[2], null)), 1, 3, Width);

        var step = new OnnxEmitter();
        var token = step.Input("x", ElementType.Float32, 1, 1, Width);
        var keys = step.Concat(1, step.Input("past_keys", ElementType.Float32, 1, "past", Width), step.Linear(token, maps[1], null));
        var values = step.Concat(1, step.Input("past_values", ElementType.Float32, 1, "past", Width), step.Linear(token, maps[2], null));
        step.Output("y", Attend(step, token, keys, values), 1, 1, Width);
        step.Output("keys", keys, 1, "present", Width);
        step.Output("values", values, 1, "present", Width);

        using var wholeModel = new EmittedModel(whole);
        using var stepModel = new EmittedModel(step);
        var expected = wholeModel.Run(EmittedModel.Floats("x", tokens, 1, 3, Width))["y"].Values[^Width..];
        float[] pastKeys = [];
        float[] pastValues = [];
        float[] last = [];
        for (var i = 0; i < 3; i++)
        {
            var outputs = stepModel.Run(
                EmittedModel.Floats("x", tokens[(i * Width)..((i + 1) * Width)], 1, 1, Width),
                EmittedModel.Floats("past_keys", pastKeys, 1, i, Width),
                EmittedModel.Floats("past_values", pastValues, 1, i, Width));
            (last, pastKeys, pastValues) = (outputs["y"].Values, outputs["keys"].Values, outputs["values"].Values);
        }

        Golden.Near(expected, last, 1e-6f);

        OnnxTensor Attend(OnnxEmitter ops, OnnxTensor x, OnnxTensor key, OnnxTensor value) =>
            ops.MatMul(ops.Softmax(ops.MatMul(ops.Linear(x, maps[0], null), ops.Transpose(key, 0, 2, 1))), value);
    }

    /// <summary>A table of words that is the output projection too is stored once, whichever use comes first.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Save_WithATiedTable_StoresItOnce(bool tableFirst)
    {
        const int Words = 1000;
        var weights = new RandomWeights(1);
        var ops = new OnnxEmitter();
        var (x, ids) = (ops.Input("x", ElementType.Float32, "n", 16), ops.Input("ids", ElementType.Int64, "n"));
        if (tableFirst)
        {
            Look();
            Score();
        }
        else
        {
            Score();
            Look();
        }

        using var folder = new TemporaryFolder();
        ops.Save(folder["tied.onnx"], CancellationToken.None);
        Assert.InRange(new FileInfo(folder["tied.onnx"]).Length, Words * 16 * 4, (Words * 16 * 4) + 2000);
        using var model = new EmittedModel(folder["tied.onnx"]);
        var table = weights.Get("words", Words, 16).Read();
        var outputs = model.Run(EmittedModel.Floats("x", table[32..48], 1, 16), EmittedModel.Integers("ids", [2], 1));
        Assert.Equal(table[32..48], outputs["row"].Values);
        Assert.Equal(table[32..48].Sum(v => v * v), outputs["scores"].Values[2], 1e-5f);

        void Look() => ops.Output("row", ops.Embedding(ids, weights.Get("words", Words, 16)), "n", 16);
        void Score() => ops.Output("scores", ops.Linear(x, weights.Get("words", Words, 16), null), "n", Words);
    }

    [Fact]
    public void Save_WithAWeightUsedTwice_StoresWhatIsFoldedOnce()
    {
        var weight = new RandomWeights(1).Get("w", 100, 100);
        var ops = new OnnxEmitter();
        var x = ops.Input("x", ElementType.Float32, "n", 100);
        ops.Output("y", ops.Linear(ops.Relu(ops.Linear(x, weight, null)), weight, null), "n", 100);
        ops.Slice(ops.Parameter(weight), 0, 1, 90);

        using var folder = new TemporaryFolder();
        ops.Save(folder["twice.onnx"], CancellationToken.None);
        Assert.InRange(new FileInfo(folder["twice.onnx"]).Length, 40_000, 41_000);
    }

    /// <summary>A key/value cache in half precision goes in and out as it is; what is not asked for in a type is single.</summary>
    [Fact]
    public void Output_InTheModelsPrecision_StaysHalf()
    {
        using var folder = new TemporaryFolder();
        var ops = new OnnxEmitter(ElementType.Float16);
        var cache = ops.Input("past", ops.Precision, 1, "t", 4);
        ops.Output("present", ops.Concat(1, cache, ops.Input("x", ElementType.Float32, 1, 1, 4)), ops.Precision, 1, "u", 4);
        ops.Output("single", ops.Multiply(cache, 2), 1, "t", 4);
        ops.Save(folder["half.onnx"], CancellationToken.None);

        using var session = new InferenceSession(folder["half.onnx"]);
        Assert.Equal(TensorElementType.Float16, session.InputMetadata["past"].ElementDataType);
        Assert.Equal(TensorElementType.Float, session.InputMetadata["x"].ElementDataType);
        Assert.Equal(TensorElementType.Float16, session.OutputMetadata["present"].ElementDataType);
        Assert.Equal(TensorElementType.Float, session.OutputMetadata["single"].ElementDataType);
        Assert.Equal(2, Count(File.ReadAllBytes(folder["half.onnx"]), "\"\u0004Cast"u8.ToArray()));

        static int Count(byte[] file, byte[] pattern) =>
            Enumerable.Range(0, file.Length - pattern.Length).Count(i => file.AsSpan(i, pattern.Length).SequenceEqual(pattern));
    }

    [Fact]
    public void Input_WithATakenName_IsRefused()
    {
        var ops = new OnnxEmitter();
        ops.Input("x", ElementType.Float32, 1);
        Assert.Equal(
            "There is a value named 'x' already.",
            Assert.Throws<ArgumentException>(() => ops.Input("x", ElementType.Float32, 1)).Message);
        ops.Parameter(new RandomWeights(1).Get("w", 1));
        Assert.Equal(
            "Two weights are named 'w'; tied ones come from one source as one weight.",
            Assert.Throws<ArgumentException>(() => ops.Parameter(new RandomWeights(1).Get("w", 1))).Message);
    }

    /// <summary>Dropout is part of the architectures, for training; serving has no trace of it.</summary>
    [Fact]
    public void Dropout_WhenEmitted_IsNoNode()
    {
        using var with = new TemporaryFolder();
        Save(ops => ops.Dropout(ops.Input("x", ElementType.Float32, 1), 0.5), with["dropout.onnx"]);
        Save(ops => ops.Input("x", ElementType.Float32, 1), with["plain.onnx"]);

        Assert.Equal(File.ReadAllBytes(with["plain.onnx"]), File.ReadAllBytes(with["dropout.onnx"]));

        static void Save(Func<OnnxEmitter, OnnxTensor> emit, string path)
        {
            var ops = new OnnxEmitter();
            ops.Output("y", emit(ops), 1);
            ops.Save(path, CancellationToken.None);
        }
    }
}
