using System.Numerics.Tensors;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>The greatest of the scores of one place.</summary>
internal static class BestClass
{
    /// <summary>The first class with the greatest score; no number counts as none.</summary>
    public static (int Class, float Score) Of(ReadOnlySpan<float> scores)
    {
        var best = TensorPrimitives.IndexOfMax(scores);
        return (best, scores[best]);
    }
}
