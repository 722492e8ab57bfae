using Riveg.Networks.Architectures;
using Riveg.Networks.Architectures.Ofa;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;
using Riveg.TestKit;

namespace Riveg.Networks.Tests.Architectures;

public sealed class OfaTests
{
    private const int Rows = 2;
    private const int Heads = 4;

    [SharedFact]
    public void Read_OfTheGoldenWeights_FindsTheReferencesSizes()
    {
        using var checkpoint = Golden.Open("ofa", "ofa_tiny.safetensors");
        var settings = ArchitectureSettings.Load(SharedFolder.Resolve("golden", "ofa", "ofa.json"));

        var config = OfaConfig.Read(new CheckpointWeights(checkpoint), settings);

        Assert.Equal(
            (64, 128, 2, 2, Heads), (config.Width, config.FeedForwardWidth, config.EncoderLayers, config.DecoderLayers, config.Heads));
        Assert.Equal([2, 1, 1], config.Blocks);
        Assert.Equal((1026, 511, 42, 59457), (config.TextPositions, config.TextBuckets, config.GridPositions, config.VocabularySize));
    }

    [SharedFact]
    public void Buckets_OfAllDistances_AreTheReferences()
    {
        using var golden = Golden.Open("ofa", "golden_ofa.safetensors");

        Assert.Equal(golden.Tensor("token_bucket_by_rel_minus1023_to_1023").ReadInt64s(), OfaTextDistances.Buckets(256, 1024));
    }

    [SharedFact]
    public void Forward_OfPictures_GivesTheReferencesStagesAndTokens()
    {
        using var network = new GoldenOfa();
        var ops = new OnnxEmitter();
        var picture = network.Picture.Forward(ops, ops.Input("image", ElementType.Float32, "n", 3, "height", "width"));
        ops.Output("stem", picture.Stages[0], "n", 64, "h4", "w4");
        ops.Output("layer1", picture.Stages[1], "n", 256, "h4", "w4");
        ops.Output("resnet", picture.Stages[3], "n", 1024, "h16", "w16");
        ops.Output("projected", picture.Projected, "n", "h16", "w16", 64);
        ops.Output("tokens", picture.Tokens, "n", "h16", "w16", 64);

        using var model = new EmittedModel(ops);
        var outputs = model.Run(EmittedModel.Input("image", network.Golden.Tensor("small.patch_images")));

        network.Near("small.resnet_stem_after_maxpool", outputs["stem"].Values);
        network.Near("small.resnet_layer1", outputs["layer1"].Values);
        network.Near("small.resnet", outputs["resnet"].Values);
        network.Near("small.image_proj", outputs["projected"].Values);
        network.Near("small.image_embed_ln", outputs["tokens"].Values);
        Assert.Equal([2, 6, 4, 64], outputs["tokens"].Shape);
    }

    [SharedFact]
    public void Forward_OfTexts_GivesTheReferencesEncoderStates()
    {
        using var network = new GoldenOfa();
        var ops = new OnnxEmitter();
        var encoding = network.Encoder.Forward(
            ops, ops.Input("ids", ElementType.Int64, "n", "t"), ops.Input("picture", ElementType.Float32, "m", "h", "w", 64));
        for (var i = 0; i < encoding.States.Count; i++)
        {
            ops.Output($"encoder_state{i}", encoding.States[i], "n", "s", 64);
        }

        ops.Output("encoder_out", encoding.Output, "n", "s", 64);
        ops.Output("positions", encoding.Positions, "s", 64);
        ops.Output("mask", encoding.Mask, "n", "s");

        using var model = new EmittedModel(ops);
        var outputs = model.Run(
            EmittedModel.Input("ids", network.Golden.Tensor("small.src")),
            EmittedModel.Floats("picture", network.Golden.Tensor("small.image_embed_ln").ReadSingles(), 2, 6, 4, 64));

        var padding = network.Golden.Tensor("small.encoder_padding_mask").ReadInt64s();
        Assert.Equal(padding.Select(p => 1f - p), outputs["mask"].Values);
        Golden.Near(
            network.Golden.Tensor("small.position_embeddings_after_ln").ReadSingles().AsSpan(0, 47 * 64),
            outputs["positions"].Values,
            Golden.Activation);
        foreach (var name in new[] { "encoder_state0", "encoder_state1", "encoder_state2", "encoder_out" })
        {
            Golden.Near(
                OnlyTokens(network.Golden.Tensor($"small.{name}").ReadSingles(), padding, 64),
                OnlyTokens(outputs[name].Values, padding, 64),
                Golden.Activation);
        }
    }

    [SharedFact]
    public void Forward_OfPrefixes_GivesTheReferencesDecoderStatesAndLogits()
    {
        using var network = new GoldenOfa();
        var ops = new OnnxEmitter();
        var answer = network.EmitWhole(ops);
        for (var i = 0; i < answer.States.Count; i++)
        {
            ops.Output($"decoder_state{i}", answer.States[i], "r", "t", 64);
        }

        ops.Output("logits", network.Decoder.Logits(ops, answer.Output), "r", "t", 59457);
        using var model = new EmittedModel(ops);
        var outputs = model.Run(
            [.. network.Inputs(), EmittedModel.Input("previous", network.Golden.Tensor("small.prev")), .. GoldenOfa.NothingPast(Rows)]);

        long[] isPadding = [0, 0, 0, 0, 0, 0, 0, 1, 1, 1];
        foreach (var name in new[] { "decoder_state0", "decoder_state1", "decoder_state2" })
        {
            Golden.Near(
                OnlyTokens(network.Golden.Tensor($"small.{name}").ReadSingles(), isPadding, 64),
                OnlyTokens(outputs[name].Values, isPadding, 64),
                Golden.Activation);
        }

        Golden.Near(
            OnlyTokens(network.Golden.Tensor("small.logits").ReadSingles(), isPadding, 59457),
            OnlyTokens(outputs["logits"].Values, isPadding, 59457),
            Golden.Logit);
    }

    private static float[] OnlyTokens(float[] states, long[] isPadding, int width) =>
        [.. states.Where((_, i) => isPadding[i / width] == 0)];

    private sealed class GoldenOfa : IDisposable
    {
        private readonly Checkpoint checkpoint = Riveg.Networks.Tests.Golden.Open("ofa", "ofa_tiny.safetensors");

        public GoldenOfa()
        {
            var weights = new CheckpointWeights(checkpoint);
            var config = OfaConfig.Read(weights, ArchitectureSettings.None);
            Picture = new OfaPictureEncoder(weights, config);
            Encoder = new OfaEncoder(weights, config);
            Decoder = new OfaDecoder(weights, config);
            weights.Ignore(OfaNames.IsUnused);
            weights.ThrowIfFaulty("ofa");
        }

        public Checkpoint Golden { get; } = Riveg.Networks.Tests.Golden.Open("ofa", "golden_ofa.safetensors");

        public OfaPictureEncoder Picture { get; }

        public OfaEncoder Encoder { get; }

        public OfaDecoder Decoder { get; }

        public static IEnumerable<Microsoft.ML.OnnxRuntime.NamedOnnxValue> NothingPast(int rows) => Enumerable.Range(0, 2).SelectMany(
            i => new[] { $"past_key_{i}", $"past_value_{i}" }.Select(n => EmittedModel.Floats(n, [], rows, Heads, 0, 16)));

        public OfaAnswer<OnnxTensor> EmitWhole(OnnxEmitter ops)
        {
            var picture = Picture.Forward(ops, ops.Input("image", ElementType.Float32, "n", 3, "height", "width"));
            var encoding = Encoder.Forward(ops, ops.Input("ids", ElementType.Int64, "n", "t"), picture.Tokens);
            OfaCache<OnnxTensor>[] past = [.. Enumerable.Range(0, 2).Select(i => new OfaCache<OnnxTensor>(
                ops.Input($"past_key_{i}", ElementType.Float32, "rows", Heads, "past", 16),
                ops.Input($"past_value_{i}", ElementType.Float32, "rows", Heads, "past", 16)))];
            return Decoder.Forward(
                ops, ops.Input("previous", ElementType.Int64, "rows", "steps"), past, Decoder.Memory(ops, encoding));
        }

        public Microsoft.ML.OnnxRuntime.NamedOnnxValue[] Inputs() =>
        [
            EmittedModel.Input("image", Golden.Tensor("small.patch_images")),
            EmittedModel.Input("ids", Golden.Tensor("small.src")),
        ];

        public void Near(string name, float[] values) =>
            Riveg.Networks.Tests.Golden.Near(Golden.Tensor(name).ReadSingles(), values, Riveg.Networks.Tests.Golden.Activation);

        public void Dispose()
        {
            checkpoint.Dispose();
            Golden.Dispose();
        }
    }
}
