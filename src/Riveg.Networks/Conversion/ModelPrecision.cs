namespace Riveg.Networks.Conversion;

/// <summary>What a converted model stores and computes in.</summary>
public enum ModelPrecision
{
    /// <summary>Single precision.</summary>
    Float32,

    /// <summary>Half precision; normalisations and softmax in single.</summary>
    Float16,

    /// <summary>
    /// Linear maps in 8-bit integers, weights scaled for each channel and inputs for each run; the rest in single. OFA alone.
    /// </summary>
    Int8,
}
