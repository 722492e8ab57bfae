using Riveg.Networks.Architectures.Sam;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;

namespace Riveg.Networks.Conversion;

/// <summary>The graphs of a converted segmentation model, with the names that docs/networks.md states.</summary>
internal static class SegmentationGraphs
{
    /// <summary>The official decoder with its six inputs, all mask tokens, and any number of prompts.</summary>
    public static OnnxEmitter Decoder(SamDecoder decoder, SamDecoderConfig config)
    {
        var ops = new OnnxEmitter();
        var embedding = Embedding(ops, config);
        var points = ops.Input("point_coords", ElementType.Float32, "prompts", "points", 2);
        var labels = ops.Input("point_labels", ElementType.Float32, "prompts", "points");
        var mask = ops.Input("mask_input", ElementType.Float32, "mask_prompts", 1, config.MaskSize, config.MaskSize);
        var hasMask = ops.Input("has_mask_input", ElementType.Float32, 1);
        var size = ops.Input("orig_im_size", ElementType.Float32, 2);
        var (masks, quality) = decoder.ForwardPrompts(ops, embedding, points, labels, mask, hasMask);
        ops.Output("masks", MaskEnlargement.Emit(ops, masks, size, config), "prompts", config.MaskTokens, "height", "width");
        OutputMasks(ops, masks, quality, config);
        return ops;
    }

    /// <summary>The decoder for boxes alone, without the enlargement to the picture.</summary>
    public static OnnxEmitter BoxDecoder(SamDecoder decoder, SamDecoderConfig config)
    {
        var ops = new OnnxEmitter();
        var embedding = Embedding(ops, config);
        var (masks, quality) = decoder.ForwardBoxes(ops, embedding, ops.Input("boxes", ElementType.Float32, "prompts", 4));
        OutputMasks(ops, masks, quality, config);
        return ops;
    }

    /// <summary>An image encoder.</summary>
    public static OnnxEmitter Encoder(ElementType precision, SamDecoderConfig config, Func<OnnxEmitter, OnnxTensor, OnnxTensor> encode)
    {
        var ops = new OnnxEmitter(precision);
        var image = ops.Input("image", ElementType.Float32, 1, 3, config.ImageSize, config.ImageSize);
        ops.Output("image_embeddings", encode(ops, image), 1, config.Width, config.GridSize, config.GridSize);
        return ops;
    }

    private static OnnxTensor Embedding(OnnxEmitter ops, SamDecoderConfig config) =>
        ops.Input("image_embeddings", ElementType.Float32, 1, config.Width, config.GridSize, config.GridSize);

    private static void OutputMasks(OnnxEmitter ops, OnnxTensor masks, OnnxTensor quality, SamDecoderConfig config)
    {
        ops.Output("iou_predictions", quality, "prompts", config.MaskTokens);
        ops.Output("low_res_masks", masks, "prompts", config.MaskTokens, config.MaskSize, config.MaskSize);
    }
}
