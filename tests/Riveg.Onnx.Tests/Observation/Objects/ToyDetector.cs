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

    private static OnnxTensor First(OnnxEmitter ops, OnnxTensor image) =>
        ops.Slice(ops.Slice(ops.Slice(ops.Slice(image, 0, 0, 1), 1, 0, 1), 2, 0, 1), 3, 0, 1);
}
