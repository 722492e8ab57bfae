using Riveg.Networks.Checkpoints;
using Riveg.Networks.Onnx;

namespace Riveg.Onnx.Tests.Observation.Objects;

/// <summary>Detectors with the inputs and outputs of known exports, whose answers are given beforehand.</summary>
internal static class ToyDetector
{
    /// <summary>A model whose outputs are constants.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="side">The side of its input; 0 for any.</param>
    /// <param name="outputs">Names, numbers and shapes.</param>
    public static string Write(string path, int side, params ReadOnlySpan<(string Name, float[] Values, int[] Shape)> outputs)
    {
        var ops = new OnnxEmitter();
        var image = side > 0
            ? ops.Input("images", ElementType.Float32, 1, 3, side, side)
            : ops.Input("images", ElementType.Float32, "batch", 3, "height", "width");
        var nothing = ops.Multiply(First(ops, image), 0);
        foreach (var (name, values, shape) in outputs)
        {
            var use = ops.Reshape(nothing, [.. shape.Select(_ => 1)]);
            ops.Output(name, ops.Add(ops.Constant(values, shape), use), [.. shape.Select(s => (OnnxDimension)s)]);
        }

        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ops.Save(path, CancellationToken.None);
        return path;
    }

    /// <summary>A model that says what it gives, and fails on every picture.</summary>
    public static string WriteBroken(string path)
    {
        var ops = new OnnxEmitter();
        var image = ops.Input("images", ElementType.Float32, 1, 3, "side", 64);
        ops.Output("output0", ops.Reshape(image, 1, 7, 6), 1, 7, 6);
        ops.Save(path, CancellationToken.None);
        return path;
    }

    /// <summary>
    /// A model of pictures of any size whose file leaves open how many rows it gives, which are all the same; it fails on every picture
    /// whose numbers do not make whole rows.
    /// </summary>
    public static string WriteOpen(string path, params ReadOnlySpan<float> row)
    {
        var ops = new OnnxEmitter();
        var image = ops.Input("images", ElementType.Float32, 1, 3, "height", "width");
        var nothing = ops.Multiply(ops.Reshape(image, 1, -1, row.Length), 0);
        ops.Output("output0", ops.Add(ops.Constant(row, 1, 1, row.Length), nothing), 1, "rows", row.Length);
        ops.Save(path, CancellationToken.None);
        return path;
    }

    /// <summary>A model of 64 x 32 that asks for the picture's size, and gives one box with the class 0 in it.</summary>
    /// <param name="path">Its file.</param>
    /// <param name="sizes">The input that asks.</param>
    /// <param name="isHeightFirst">Whether it takes the height before the width.</param>
    /// <param name="shares">The box's corners as shares of the size.</param>
    public static string WriteSized(string path, string sizes, bool isHeightFirst, params ReadOnlySpan<float> shares)
    {
        var ops = new OnnxEmitter();
        var nothing = ops.Multiply(First(ops, ops.Input("images", ElementType.Float32, 1, 3, 32, 64)), 0);
        var size = ops.ToFloat(ops.Input(sizes, ElementType.Int64, 1, 2));
        var (first, second) = (ops.Slice(size, 1, 0, 1), ops.Slice(size, 1, 1, 2));
        var scale = isHeightFirst ? ops.Concat(1, second, first, second, first) : ops.Concat(1, first, second, first, second);
        var boxes = ops.Multiply(ops.Constant(shares, 1, 1, 4), ops.Reshape(scale, 1, 1, 4));
        ops.Output("boxes", ops.Add(boxes, ops.Reshape(nothing, 1, 1, 1)), 1, 1, 4);
        ops.Output("scores", ops.Add(ops.Constant([0.9f], 1, 1), ops.Reshape(nothing, 1, 1)), 1, 1);
        ops.Output("labels", ops.Add(ops.Constant([0f], 1, 1), ops.Reshape(nothing, 1, 1)), 1, 1);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        ops.Save(path, CancellationToken.None);
        return path;
    }

    private static OnnxTensor First(OnnxEmitter ops, OnnxTensor image) =>
        ops.Slice(ops.Slice(ops.Slice(ops.Slice(image, 0, 0, 1), 1, 0, 1), 2, 0, 1), 3, 0, 1);
}
