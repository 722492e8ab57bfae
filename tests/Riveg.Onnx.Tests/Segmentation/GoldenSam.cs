using Riveg.Networks.Architectures;
using Riveg.Networks.Architectures.Sam;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;
using Riveg.Testing;

namespace Riveg.Onnx.Tests.Segmentation;

/// <summary>The small SAM checkpoints of the golden data as models that can be opened.</summary>
internal static class GoldenSam
{
    public static string Convert(string checkpointFile, string target)
    {
        Directory.CreateDirectory(target);
        using var checkpoint = Checkpoint.Open(SharedFolder.Resolve("golden", "sam", checkpointFile));
        var weights = new CheckpointWeights(checkpoint);
        var encoderConfig = SamImageEncoderConfig.Read(weights, "image_encoder.");
        var heads = checkpointFile.Contains("tiny256", StringComparison.Ordinal) ? 4 : 8;
        var config = SamDecoderConfig.Read(weights, encoderConfig.ImageSize, encoderConfig.GridSize, ArchitectureSettings.None) with { Heads = heads };
        var ops = new OnnxEmitter();
        var (_, embedding) = new SamImageEncoder(weights.In("image_encoder."), encoderConfig)
            .Forward(ops, ops.Input("image", ElementType.Float32, 1, 3, config.ImageSize, config.ImageSize));
        ops.Output("image_embeddings", embedding, 1, config.Width, config.GridSize, config.GridSize);
        ops.Save(Path.Combine(target, "encoder.onnx"), CancellationToken.None);
        ops = new OnnxEmitter();
        var (masks, quality) = new SamDecoder(weights, config).ForwardBoxes(
            ops, ops.Input("image_embeddings", ElementType.Float32, 1, config.Width, config.GridSize, config.GridSize), ops.Input("boxes", ElementType.Float32, "prompts", 4));
        ops.Output("iou_predictions", quality, "prompts", config.MaskTokens);
        ops.Output("low_res_masks", masks, "prompts", config.MaskTokens, config.MaskSize, config.MaskSize);
        ops.Save(Path.Combine(target, "box-decoder.onnx"), CancellationToken.None);
        return target;
    }
}
