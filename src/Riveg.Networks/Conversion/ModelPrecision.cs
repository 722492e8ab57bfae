namespace Riveg.Networks.Conversion;

/// <summary>What a converted model stores and computes in.</summary>
public enum ModelPrecision
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Half precision; normalisations and softmax in single.</summary>
    Float16,

    /// <summary>
    /// Linear maps in 8-bit integers, weights scaled to -127..127 for each output and inputs to 0..255 for each run; the rest in single,
    /// and the network that looks at pictures as a whole. OFA alone, and on processors where <see cref="Onnx.IntegerProducts.AreExact"/>.
    /// </summary>
    Int8,
}
