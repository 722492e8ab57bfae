using System.Text.Json;
using Riveg.Networks.Architectures;
using Riveg.Networks.Architectures.Sam;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;
using Riveg.TestKit;

namespace Riveg.Networks.Tests.Architectures;

/// <summary>The golden folder `sam` in tests: two models, and prompts on one photograph of 1800 x 1200 pixels.</summary>
public sealed class SamTests
{
    private const int PictureHeight = 1200;
    private const int PictureWidth = 1800;

    public static TheoryData<string, string> Cases { get; } = new(
        from model in new[] { "tiny256", "grid1024" }
        from prompt in new[] { "box", "box_multi", "points", "point1", "box_point", "mask_in" }
        select (model, prompt));

    [SharedFact]
    public void Encoder_OfThePreparedPhotograph_GivesTheReferencesBlocksAndEmbedding()
    {
        using var checkpoint = Golden.Open("sam", "sam_tiny256.safetensors");
        using var golden = Golden.Open("sam", "golden_tiny256.safetensors");
        var weights = new CheckpointWeights(checkpoint);
        var config = SamImageEncoderConfig.Read(weights, "image_encoder.");
        var encoder = new SamImageEncoder(weights.In("image_encoder."), config);

        var ops = new OnnxEmitter();
        var (states, embedding) = encoder.Forward(ops, ops.Input("image", ElementType.Float32, 1, 3, 256, 256));
        string[] names = ["enc.patch_embed", "enc.block0", "enc.block1", "enc.block2"];
        foreach (var (name, state) in names.Zip(states))
        {
            ops.Output(name, state, 1, 16, 16, 32);
        }

        ops.Output("image_embeddings", embedding, 1, 32, 16, 16);
        using var model = new EmittedModel(ops);
        var outputs = model.Run(EmittedModel.Input("image", golden.Tensor("preprocessed")));
        Assert.All(outputs, o => Golden.Near(golden.Tensor(o.Key).ReadSingles(), o.Value.Values, Golden.Activation));
    }

    [SharedFact]
    public void Encoder_OfTheRealGrid_GivesTheReferencesBlocksAndEmbedding()
    {
        using var checkpoint = Golden.Open("sam", "sam_grid1024.safetensors");
        using var golden = Golden.Open("sam", "golden_grid1024.safetensors");
        var weights = new CheckpointWeights(checkpoint);
        var config = SamImageEncoderConfig.Read(weights, "image_encoder.");

        var ops = new OnnxEmitter();
        var (states, embedding) = new SamImageEncoder(weights.In("image_encoder."), config).Forward(
            ops, ops.Input("image", ElementType.Float32, 1, 3, 1024, 1024));
        ops.Output("block0", states[1], 1, 64, 64, 32);
        ops.Output("block1", states[2], 1, 64, 64, 32);
        ops.Output("image_embeddings", embedding, 1, 64, 64, 64);
        using var model = new EmittedModel(ops);
        var outputs = model.Run(EmittedModel.Floats("image", Golden.PreparedTruck(1024), 1, 3, 1024, 1024));

        Golden.Near(golden.Tensor("image_embeddings").ReadSingles(), outputs["image_embeddings"].Values, Golden.Activation);
        foreach (var name in new[] { "block0", "block1" })
        {
            Golden.Near(
                golden.Tensor($"enc.{name}.stride2").ReadSingles(),
                Golden.Strided(outputs[name].Values, outputs[name].Shape, 1, 2, 2, 1),
                Golden.Activation);
        }
    }

    [SharedTheory]
    [MemberData(nameof(Cases))]
    public void Decoder_OfAPrompt_GivesTheReferencesMasks(string name, string prompt)
    {
        using var sam = new GoldenSam(name);
        using var model = new EmittedModel(SegmentationGraphs.Decoder(sam.Decoder, sam.Config));
        var (points, labels) = sam.Prompt(prompt);
        var size = sam.Config.MaskSize;
        var hasMask = sam.Golden.TryGet($"{prompt}.mask_input", out var mask);
        var outputs = model.Run(
            EmittedModel.Input("image_embeddings", sam.Golden.Tensor("image_embeddings")),
            EmittedModel.Floats("point_coords", points, 1, labels.Length, 2),
            EmittedModel.Floats("point_labels", labels, 1, labels.Length),
            EmittedModel.Floats("mask_input", hasMask ? mask!.ReadSingles() : new float[size * size], 1, 1, size, size),
            EmittedModel.Floats("has_mask_input", [hasMask ? 1 : 0], 1),
            EmittedModel.Floats("orig_im_size", [PictureHeight, PictureWidth], 2));

        Golden.Near(sam.Golden.Tensor($"{prompt}.iou4").ReadSingles(), outputs["iou_predictions"].Values, Golden.Logit);
        NearMasks(sam, $"{prompt}.low_res4", outputs["low_res_masks"]);
        NearFullMasks(sam, prompt, outputs["masks"]);
    }

    [SharedTheory]
    [InlineData("tiny256")]
    [InlineData("grid1024")]
    public void BoxDecoder_OfTwoBoxesAtOnce_GivesEachItsOwnMasks(string name)
    {
        using var sam = new GoldenSam(name);
        using var model = new EmittedModel(SegmentationGraphs.BoxDecoder(sam.Decoder, sam.Config));
        var box = sam.Box("box");
        float[] other = [10, 10, 50, 60];
        var embedding = EmittedModel.Input("image_embeddings", sam.Golden.Tensor("image_embeddings"));
        var both = model.Run(embedding, EmittedModel.Floats("boxes", [.. other, .. box], 2, 4));
        var alone = model.Run(embedding, EmittedModel.Floats("boxes", other, 1, 4));

        var (masks, shape) = both["low_res_masks"];
        var half = masks.Length / 2;
        NearMasks(sam, "box.low_res4", (masks[half..], [1, .. shape[1..]]));
        Golden.Near(sam.Golden.Tensor("box.iou4").ReadSingles(), both["iou_predictions"].Values.AsSpan(4), Golden.Logit);
        Golden.Near(alone["low_res_masks"].Values, masks.AsSpan(0, half), Golden.Logit);
    }

    [SharedFact]
    public void Read_OfHeadsThatDoNotDivide_IsRefused()
    {
        using var checkpoint = Golden.Open("sam", "sam_tiny256.safetensors");
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["config.json"], """{"config": {"dec_heads": 7}}""");

        var fault = Assert.Throws<CheckpointException>(() =>
            SamDecoderConfig.Read(new CheckpointWeights(checkpoint), 256, 16, ArchitectureSettings.Load(folder["config.json"])));

        Assert.Contains("dec_heads", fault.Message, StringComparison.Ordinal);
    }

    private static void NearMasks(GoldenSam sam, string name, (float[] Values, int[] Shape) masks)
    {
        if (sam.Golden.TryGet(name, out var whole))
        {
            Golden.Near(whole.ReadSingles(), masks.Values, Golden.Logit);
        }
        else
        {
            Golden.Near(
                sam.Golden.Tensor(name + ".stride4").ReadSingles(), Golden.Strided(masks.Values, masks.Shape, 1, 1, 4, 4), Golden.Logit);
        }
    }

    /// <summary>The predictor chose mask 0, or masks 1 to 3 where it was asked for several.</summary>
    private static void NearFullMasks(GoldenSam sam, string prompt, (float[] Values, int[] Shape) masks)
    {
        Assert.Equal([1, 4, PictureHeight, PictureWidth], masks.Shape);
        var expected = sam.Golden.Tensor($"{prompt}.mask_logits.stride50");
        var strided = Golden.Strided(masks.Values, masks.Shape, 1, 1, 50, 50).Chunk(24 * 36).ToList();
        var chosen = expected.Shape[0] == 1 ? strided[..1] : strided[1..];
        Golden.Near(expected.ReadSingles(), chosen.SelectMany(m => m).ToArray(), Golden.Logit);
    }

    private sealed class GoldenSam : IDisposable
    {
        private readonly Checkpoint checkpoint;
        private readonly JsonElement description;

        public GoldenSam(string name)
        {
            checkpoint = Tests.Golden.Open("sam", $"sam_{name}.safetensors");
            Golden = Tests.Golden.Open("sam", $"golden_{name}.safetensors");
            description = JsonElement.Parse(File.ReadAllBytes(SharedFolder.Resolve("golden", "sam", "sam.json"))).GetProperty(name);
            var settings = description.GetProperty("config");
            var weights = new CheckpointWeights(checkpoint);
            var size = settings.GetProperty("image_size").GetInt32();
            Config = SamDecoderConfig.Read(
                weights, size, size / settings.GetProperty("patch").GetInt32(), Tests.Golden.Settings(settings.GetRawText()));
            Decoder = new SamDecoder(weights, Config);
        }

        public Checkpoint Golden { get; }

        public SamDecoderConfig Config { get; }

        public SamDecoder Decoder { get; }

        public float[] Box(string prompt) => Numbers(description.GetProperty("cases").GetProperty(prompt).GetProperty("transformed_box"));

        /// <summary>Points, then the box's corners; a point that is none where there is no box.</summary>
        public (float[] Points, float[] Labels) Prompt(string prompt)
        {
            var entry = description.GetProperty("cases").GetProperty(prompt);
            var points = Numbers(entry.GetProperty("transformed_points"));
            var labels = entry.GetProperty("kwargs").TryGetProperty("point_labels", out var given) ? Numbers(given) : [];
            var box = Numbers(entry.GetProperty("transformed_box"));
            return box.Length > 0 ? ([.. points, .. box], [.. labels, 2, 3]) : ([.. points, 0, 0], [.. labels, -1]);
        }

        public void Dispose()
        {
            checkpoint.Dispose();
            Golden.Dispose();
        }

        private static float[] Numbers(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Array => [.. element.EnumerateArray().SelectMany(Numbers)],
            JsonValueKind.Number => [element.GetSingle()],
            _ => [],
        };
    }
}
