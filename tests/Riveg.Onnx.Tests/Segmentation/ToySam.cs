using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;

namespace Riveg.Onnx.Tests.Segmentation;

/// <summary>
/// Models that have the inputs and outputs of SAM exports and a mask that can be told in advance: inside is what lies within the prompt's
/// box. They are emitted, and run by ONNX Runtime like any other.
/// </summary>
internal static class ToySam
{
    public const int Side = 64;
    private const int Grid = Side / 16;
    private const int MaskSide = Grid * 4;
    private const float Scale = (float)Side / MaskSide;

    /// <summary><c>[1, 3, side, side]</c> to embeddings, with the position encoding of the hub's exports if wanted.</summary>
    public static void PlanarEncoder(string path, string input = "image", bool positions = false)
    {
        var ops = new OnnxEmitter();
        var image = ops.Input(input, ElementType.Float32, 1, 3, Side, Side);
        var embeddings = ops.Slice(ops.Slice(ops.Slice(image, 1, 0, 1), 2, 0, Grid), 3, 0, Grid);
        ops.Output("image_embeddings", embeddings, 1, 1, Grid, Grid);
        if (positions)
        {
            ops.Output("image_positional_embeddings", ops.Multiply(embeddings, 0.5), 1, 1, Grid, Grid);
        }

        Save(ops, path);
    }

    /// <summary><c>[height, width, 3]</c> to embeddings that hold the first pixel's red.</summary>
    public static void RowWiseEncoder(string path)
    {
        var ops = new OnnxEmitter();
        var image = ops.Input("input_image", ElementType.Float32, "height", "width", 3);
        var red = ops.Slice(ops.Slice(ops.Slice(image, 0, 0, 1), 1, 0, 1), 2, 0, 1);
        ops.Output("image_embeddings", ops.Add(
            ops.Constant(new float[Grid * Grid], 1, 1, Grid, Grid), ops.Reshape(red, 1, 1, 1, 1)), 1, 1, Grid, Grid);
        Save(ops, path);
    }

    /// <summary>Meta's six inputs; the mask of token 0 is the box, those of the other tokens are empty.</summary>
    public static void OfficialDecoder(string path)
    {
        var ops = new OnnxEmitter();
        var embeddings = ops.Input("image_embeddings", ElementType.Float32, 1, 1, Grid, Grid);
        var points = ops.Input("point_coords", ElementType.Float32, 1, "points", 2);
        var labels = ops.Input("point_labels", ElementType.Float32, 1, "points");
        var mask = ops.Input("mask_input", ElementType.Float32, 1, 1, MaskSide, MaskSide);
        var hasMask = ops.Input("has_mask_input", ElementType.Float32, 1);
        var size = ops.Input("orig_im_size", ElementType.Float32, 2);
        var corners = ops.Reshape(ops.Slice(points, 1, 0, 2), 4);

        // Only corners (labels 2 and 3) make a box here: with other labels the mask is empty.
        var isCorner = ops.Reshape(
            ops.Multiply(ops.EqualTo(ops.Slice(labels, 1, 0, 1), 2), ops.EqualTo(ops.Slice(labels, 1, 1, 2), 3)), 1, 1, 1, 1);
        var whole = Logits(ops, ops.Multiply(Inside(ops, corners), isCorner));
        var none = ops.Add(ops.Multiply(mask, ops.Reshape(hasMask, 1, 1, 1, 1)), -1);
        ops.Output("low_res_masks", ops.Concat(1, whole, none, none, none), 1, 4, MaskSide, MaskSide);
        ops.Output("iou_predictions", ops.Add(
            ops.Constant([0.1f, 0.9f, 0.8f, 0.7f], 1, 4), ops.Multiply(ops.Slice(size, 0, 0, 1), 0)), 1, 4);
        ops.Output("masks", ops.Add(whole, ops.Multiply(ops.Slice(ops.Slice(embeddings, 2, 0, 1), 3, 0, 1), 0)), 1, 1, MaskSide, MaskSide);
        Save(ops, path);
    }

    /// <summary>Riveg's box decoder whose masks hold how many boxes came with them.</summary>
    public static void CountingDecoder(string path)
    {
        var ops = new OnnxEmitter();
        var embeddings = ops.Input("image_embeddings", ElementType.Float32, 1, 1, Grid, Grid);
        var boxes = ops.Input("boxes", ElementType.Float32, "boxes", 4);
        var ones = ops.Add(ops.Multiply(ops.Slice(boxes, 1, 0, 1), 0), 1);
        var count = ops.MatMul(ops.Transpose(ones, 1, 0), ones);
        var nothing = ops.Multiply(ops.Slice(ops.Slice(embeddings, 2, 0, 1), 3, 0, 1), 0);
        var masks = ops.Add(ops.Constant(new float[MaskSide * MaskSide], 1, 1, MaskSide, MaskSide), nothing);
        ops.Output("low_res_masks", ops.Add(
            masks, ops.Reshape(ops.MatMul(ones, count), -1, 1, 1, 1)), "boxes", 1, MaskSide, MaskSide);
        ops.Output("iou_predictions", ones, "boxes", 1);
        Save(ops, path);
    }

    /// <summary>An encoder that can be opened, and fails on every picture.</summary>
    public static void BrokenEncoder(string path)
    {
        var ops = new OnnxEmitter();
        var image = ops.Input("image", ElementType.Float32, 1, 3, "side", "side");
        ops.Output("image_embeddings", ops.Reshape(image, 1, 1, 7, 7), 1, 1, 7, 7);
        Save(ops, path);
    }

    /// <summary>The hub's names with <c>input_boxes</c>: three masks, of which the second is the box and scored best.</summary>
    public static void HubBoxDecoder(string path)
    {
        var ops = new OnnxEmitter();
        var use = Use(ops);
        var boxes = ops.Input("input_boxes", ElementType.Float32, 1, "boxes", 4);
        var box = Logits(ops, Inside(ops, ops.Reshape(boxes, 4)));
        var none = ops.Add(ops.Multiply(box, 0), -1);
        HubOutputs(ops, ops.Add(ops.Concat(1, none, box, none), use));
        Save(ops, path);
    }

    /// <summary>The hub's names with points alone: three squares around the point, of the given sides.</summary>
    public static void HubPointDecoder(string path, params int[] sides)
    {
        var ops = new OnnxEmitter();
        var use = Use(ops);
        var points = ops.Input("input_points", ElementType.Float32, 1, 1, "points", 2);
        var labels = ops.Input("input_labels", ElementType.Int64, 1, 1, "points");
        var point = ops.Reshape(points, 2);
        var squares = sides.Select(s => Inside(ops, ops.Concat(0, ops.Add(point, -s / 2.0), ops.Add(point, s / 2.0)))).ToArray();
        var isPositive = ops.Reshape(ops.EqualTo(ops.ToFloat(labels), 1), 1, 1, 1, 1);
        HubOutputs(ops, ops.Add(Logits(ops, ops.Multiply(ops.Concat(1, squares), isPositive)), use));
        Save(ops, path);
    }

    private static OnnxTensor Logits(OnnxEmitter ops, OnnxTensor inside) => ops.Add(ops.Multiply(inside, 2), -1);

    // 1 inside the box, where the product of two parabolas is positive; 0 elsewhere, where at least one of them is cut off at 0.
    private static OnnxTensor Inside(OnnxEmitter ops, OnnxTensor box)
    {
        var centres = ops.Constant(Enumerable.Range(0, MaskSide).Select(i => (i + 0.5f) * Scale).ToArray(), MaskSide);
        OnnxTensor Along(int low) => ops.Relu(ops.Multiply(
            ops.Subtract(centres, ops.Slice(box, 0, low, low + 1)), ops.Subtract(ops.Slice(box, 0, low + 2, low + 3), centres)));
        var product = ops.MatMul(ops.Reshape(Along(1), MaskSide, 1), ops.Reshape(Along(0), 1, MaskSide));
        return ops.Reshape(ops.Add(ops.Multiply(ops.EqualTo(product, 0), -1), 1), 1, 1, MaskSide, MaskSide);
    }

    // What comes from the encoder goes in with weight 0, so that it must be given.
    private static OnnxTensor Use(OnnxEmitter ops)
    {
        var embeddings = ops.Input("image_embeddings", ElementType.Float32, 1, 1, Grid, Grid);
        var positions = ops.Input("image_positional_embeddings", ElementType.Float32, 1, 1, Grid, Grid);
        return ops.Multiply(ops.Slice(ops.Slice(ops.Add(embeddings, positions), 2, 0, 1), 3, 0, 1), 0);
    }

    private static void HubOutputs(OnnxEmitter ops, OnnxTensor masks)
    {
        ops.Output("iou_scores", ops.Constant([0.1f, 0.9f, 0.2f], 1, 1, 3), 1, 1, 3);
        ops.Output("pred_masks", ops.Reshape(masks, 1, 1, 3, MaskSide, MaskSide), 1, 1, 3, MaskSide, MaskSide);
    }

    private static void Save(OnnxEmitter ops, string path)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ops.Save(path, CancellationToken.None);
    }
}
