using System.Runtime.InteropServices;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Operations;

namespace Riveg.Networks.Onnx;

/// <summary>
/// A linear map [outputs, inputs] as 8-bit integers [inputs, outputs], each output by its own scale, so that its largest weight is 127.
/// </summary>
internal sealed record QuantizedWeights(Weight Weight)
    : OnnxConstant(ElementType.Int8, [Weight.Shape[1], Weight.Shape[0]])
{
    private const float Largest = 127;

    /// <summary>What the integers of each output are multiplied with [outputs].</summary>
    public FloatConstant Scales => new(ElementType.Float32, [Weight.Shape[0]], () => ReadScales(Weight.Read()));

    public override void WriteTo(Stream stream)
    {
        var weights = Weight.Read();
        var scales = ReadScales(weights);
        var (outputs, inputs) = (Weight.Shape[0], Weight.Shape[1]);
        var row = new sbyte[outputs];
        for (var input = 0; input < inputs; input++)
        {
            for (var output = 0; output < outputs; output++)
            {
                row[output] = (sbyte)Math.Clamp(MathF.Round(weights[(output * inputs) + input] / scales[output]), -Largest, Largest);
            }

            stream.Write(MemoryMarshal.AsBytes(row.AsSpan()));
        }
    }

    private float[] ReadScales(float[] weights)
    {
        var inputs = Weight.Shape[1];
        var scales = new float[Weight.Shape[0]];
        for (var output = 0; output < scales.Length; output++)
        {
            var largest = System.Numerics.Tensors.TensorPrimitives.MaxMagnitude<float>(weights.AsSpan(output * inputs, inputs));
            var scale = Math.Abs(largest) / Largest;
            scales[output] = scale == 0 ? 1 : scale;
        }

        return scales;
    }
}
