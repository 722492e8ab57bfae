using System.Numerics.Tensors;
using Riveg.Networks.Architectures;
using Riveg.Networks.Architectures.TinyVit;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;
using Riveg.TestKit;

namespace Riveg.Networks.Tests.Architectures;

public sealed class TinyVitTests
{
    [SharedFact]
    public void Forward_OfThePreparedPhotograph_GivesTheReferencesStagesAndEmbedding()
    {
        using var checkpoint = Golden.Open("mobilesam", "tinyvit.safetensors");
        using var golden = Golden.Open("mobilesam", "golden_tinyvit.safetensors");
        var weights = new CheckpointWeights(checkpoint);
        var settings = ArchitectureSettings.Load(SharedFolder.Resolve("golden", "mobilesam", "mobilesam.json"));
        var config = TinyVitConfig.Read(weights, "", settings);
        var encoder = new TinyVitEncoder(weights, config);

        var ops = new OnnxEmitter();
        var (states, embedding) = encoder.Forward(ops, ops.Input("image", ElementType.Float32, 1, 3, 1024, 1024));
        ops.Output("patch_embed", states[0], 1, 16, 256, 256);
        for (var i = 0; i < config.Stages.Length; i++)
        {
            var side = config.Stages[i].OutputGridSize;
            ops.Output($"layer{i}", ops.Transpose(states[i + 1], 0, 2, 3, 1), 1, side, side, config.Stages[i].OutputWidth);
        }

        ops.Output("embedding", embedding, 1, 256, 64, 64);
        using var model = new EmittedModel(ops);
        var outputs = model.Run(EmittedModel.Floats("image", Golden.PreparedTruck(1024), 1, 3, 1024, 1024));

        Near("patch_embed.stride8", outputs["patch_embed"], 1, 1, 8, 8);
        Near("image_embeddings_ch_stride8", outputs["embedding"], 1, 8, 1, 1);
        for (var i = 0; i < config.Stages.Length; i++)
        {
            var (values, shape) = outputs[$"layer{i}"];
            Near($"layer{i}.token_stride16", (values, [1, shape[1] * shape[2], shape[3]]), 1, 16, 1);
        }

        // The tolerance is for values of about 1; those between the stages grow to a deviation of 3.6.
        void Near(string name, (float[] Values, int[] Shape) output, params int[] strides)
        {
            var expected = golden.Tensor(name).ReadSingles();
            var tolerance = Golden.Activation * Math.Max(1, TensorPrimitives.StdDev<float>(expected));
            Golden.Near(expected, Golden.Strided(output.Values, output.Shape, strides), tolerance);
        }
    }

    [SharedFact]
    public void Read_OfTheGoldenWeights_FindsTheReferencesSizes()
    {
        using var checkpoint = Golden.Open("mobilesam", "tinyvit.safetensors");
        var config = TinyVitConfig.Read(new CheckpointWeights(checkpoint), "", ArchitectureSettings.None);

        Assert.Equal([16, 24, 32, 320], config.Stages.Select(s => s.Width));
        Assert.Equal([1, 1, 2, 1], config.Stages.Select(s => s.Depth));
        Assert.Equal([0, 2, 4, 10], config.Stages.Select(s => s.Heads));
        Assert.Equal([0, 7, 14, 7], config.Stages.Select(s => s.Window));
        Assert.Equal((1024, 64), (config.ImageSize, config.GridSize));
    }
}
