using Riveg.TestKit;
using Microsoft.ML.OnnxRuntime;
using Riveg.Networks.Architectures;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Tests.Architectures;

public sealed class TextEncoderTests
{
    [SharedTheory]
    [InlineData(TextEncoderKind.Bert, "bert", ElementType.Float32, Golden.Activation)]
    [InlineData(TextEncoderKind.XlmRoberta, "xlmr", ElementType.Float32, Golden.Activation)]
    [InlineData(TextEncoderKind.Bert, "bert", ElementType.Float16, 0.02f)]
    [InlineData(TextEncoderKind.XlmRoberta, "xlmr", ElementType.Float16, 0.02f)]
    public void Forward_OfTheGoldenTexts_GivesTheReferencesHiddenStates(
        TextEncoderKind kind, string name, ElementType precision, float tolerance)
    {
        using var checkpoint = Golden.Open("encoders", $"{name}_tiny.safetensors");
        using var golden = Golden.Open("encoders", $"golden_{name}.safetensors");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["config.json"], """{"num_attention_heads": 4}""");
        var weights = new CheckpointWeights(checkpoint);
        var prefix = kind == TextEncoderKind.Bert ? "bert." : "roberta.";
        var config = TextEncoderConfig.Read(kind, weights, prefix, ArchitectureSettings.Load(folder["config.json"]));
        var encoder = new TextEncoder(weights.In(prefix), config);

        var ops = new OnnxEmitter(precision);
        var typed = golden.TryGet("token_type_ids", out var types);
        var states = encoder.Forward(
            ops,
            ops.Input("ids", ElementType.Int64, "n", "t"),
            ops.Input("mask", ElementType.Int64, "n", "t"),
            typed ? ops.Input("types", ElementType.Int64, "n", "t") : null);
        foreach (var (state, index) in states.Select((s, i) => (s, i)))
        {
            ops.Output($"hidden_{index}", state, "n", "t", config.Width);
        }

        using var model = new EmittedModel(ops);
        var mask = golden.Tensor("attention_mask");
        var outputs = model.Run([
            EmittedModel.Input("ids", golden.Tensor("input_ids")),
            EmittedModel.Input("mask", mask),
            .. typed ? [EmittedModel.Input("types", types!)] : Array.Empty<NamedOnnxValue>()]);
        Assert.Equal(4, outputs.Count);
        foreach (var (output, (values, _)) in outputs)
        {
            Golden.Near(
                OnlyTokens(golden.Tensor(output).ReadSingles(), mask, config.Width), OnlyTokens(values, mask, config.Width), tolerance);
        }
    }

    [SharedFact]
    public void Forward_WithoutPadding_DoesNotNeedTheMask()
    {
        using var checkpoint = Golden.Open("encoders", "xlmr_tiny.safetensors");
        using var golden = Golden.Open("encoders", "golden_xlmr.safetensors");
        var weights = new CheckpointWeights(checkpoint);
        var config = TextEncoderConfig.Read(
            TextEncoderKind.XlmRoberta, weights, "roberta.", Golden.Settings("""{"num_attention_heads": 4}"""));
        var ops = new OnnxEmitter();
        var states = new TextEncoder(weights.In("roberta."), config)
            .Forward(ops, ops.Input("ids", ElementType.Int64, "n", "t"), ops.Input("mask", ElementType.Int64, "n", "t"));
        ops.Output("last", states[^1], "n", "t", config.Width);

        using var model = new EmittedModel(ops);
        var ids = golden.Tensor("input_ids");
        var ones = Enumerable.Repeat(1L, ids.Count).ToArray();
        var outputs = model.Run(EmittedModel.Input("ids", ids), EmittedModel.Integers("mask", ones, [.. ids.Shape]));

        Golden.Near(golden.Tensor("last_hidden_no_mask").ReadSingles(), outputs["last"].Values, Golden.Activation);
    }

    [SharedFact]
    public void Read_OfAnotherArchitecture_NamesTheMissingWeight()
    {
        using var checkpoint = Golden.Open("sam", "sam_tiny256.safetensors");

        var fault = Assert.Throws<CheckpointException>(
            () => TextEncoderConfig.Read(TextEncoderKind.Bert, new CheckpointWeights(checkpoint), "bert.", ArchitectureSettings.None));

        Assert.Contains("'bert.embeddings.word_embeddings.weight'", fault.Message, StringComparison.Ordinal);
    }

    private static float[] OnlyTokens(float[] states, CheckpointTensor mask, int width)
    {
        var isToken = mask.ReadInt64s();
        return [.. states.Where((_, i) => isToken[i / width] == 1)];
    }
}
