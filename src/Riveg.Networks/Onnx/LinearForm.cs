using Riveg.Networks.Checkpoints;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Onnx;

/// <summary>How linear maps are written into a graph.</summary>
internal abstract class LinearForm
{
    /// <summary>In the graph's own precision.</summary>
    public static LinearForm Float { get; } = new FloatForm();

    /// <summary>
    /// In 8-bit integers: weights are scaled to -127..127 for each output when the graph is written, inputs to 0..255 for each run by their
    /// own range. The sums of products are exact integers where <see cref="IntegerProducts.AreExact"/>; the rest of the graph stays as
    /// it is.
    /// </summary>
    public static LinearForm Int8 { get; } = new Int8Form();

    /// <summary>Writes x W' + b.</summary>
    /// <param name="ops">The graph.</param>
    /// <param name="x">[..., inputs].</param>
    /// <param name="weight">[outputs, inputs].</param>
    /// <param name="bias">[outputs], or null for none.</param>
    /// <param name="shape">Of what comes out.</param>
    public abstract OnnxTensor Emit(OnnxEmitter ops, OnnxTensor x, Weight weight, Weight? bias, TensorShape shape);

    private sealed class FloatForm : LinearForm
    {
        public override OnnxTensor Emit(OnnxEmitter ops, OnnxTensor x, Weight weight, Weight? bias, TensorShape shape)
        {
            var map = ops.Parameter(weight);
            OnnxEmitter.RequireSameType(nameof(OnnxEmitter.Linear), x, map);
            var product = ops.Emit("MatMul", [x, ops.Transpose(map, 1, 0)], shape, x.Type);
            return bias is null ? product : ops.Add(product, ops.Parameter(bias));
        }
    }

    private sealed class Int8Form : LinearForm
    {
        public override OnnxTensor Emit(OnnxEmitter ops, OnnxTensor x, Weight weight, Weight? bias, TensorShape shape)
        {
            var (values, scales) = ops.Quantized(weight);
            var input = ops.Quantize(ops.Cast(x, ElementType.Float32));
            var product = ops.Emit("MatMulInteger", [input.Values, values, input.Zero], shape, ElementType.Int32);
            var scaled = ops.Multiply(ops.Cast(product, ElementType.Float32), ops.Multiply(input.Scale, scales));
            var single = bias is null ? scaled : ops.Add(scaled, ops.Parameter(bias, ElementType.Float32));
            return ops.Cast(single, x.Type);
        }
    }
}
