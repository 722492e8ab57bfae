using Riveg.Networks.Architectures.Sam;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Onnx;

/// <summary>
/// The last part of SAM's official export: masks are enlarged to the encoder's input, cut to the picture without its padding, and brought
/// to the picture's size. It is no part of the network and only ever runs when serving, so it is written in ONNX alone.
/// </summary>
internal static class MaskEnlargement
{
    /// <summary>[N, masks, 4g, 4g] and the picture's height and width as floats [2] to [N, masks, height, width].</summary>
    public static OnnxTensor Emit(OnnxEmitter ops, OnnxTensor masks, OnnxTensor pictureSize, SamDecoderConfig config)
    {
        var factor = (float)config.ImageSize / config.MaskSize;
        var enlarged = Resize(ops, masks, ops.Constant([1, 1, factor, factor], 4), null);
        var cut = ops.Emit(
            "Slice", [enlarged, ops.Constant([0L, 0L], 2), SizeInInput(ops, pictureSize, config), ops.Constant([2L, 3L], 2)]);
        var size = ops.Cast(pictureSize, ElementType.Int64);
        return Resize(ops, cut, null, ops.Concat(0, ops.Slice(ops.ShapeOf(masks), 0, 0, 2), size));
    }

    /// <summary>The picture's height and width after its longer side was brought to that of the encoder's input.</summary>
    private static OnnxTensor SizeInInput(OnnxEmitter ops, OnnxTensor pictureSize, SamDecoderConfig config)
    {
        var longest = ops.Emit("ReduceMax", [pictureSize], new OnnxAttribute.Integer("keepdims", 1));
        var scale = ops.Emit("Div", [ops.Constant([(float)config.ImageSize], 1), longest]);
        return ops.Cast(ops.Emit("Floor", [ops.Add(ops.Multiply(pictureSize, scale), 0.5)]), ElementType.Int64);
    }

    private static OnnxTensor Resize(OnnxEmitter ops, OnnxTensor x, OnnxTensor? factors, OnnxTensor? size) => ops.Emit(
        "Resize",
        size is null ? [x, OnnxTensor.Absent, factors!] : [x, OnnxTensor.Absent, OnnxTensor.Absent, size],
        new OnnxAttribute.Text("mode", "linear"),
        new OnnxAttribute.Text("coordinate_transformation_mode", "half_pixel"));
}
