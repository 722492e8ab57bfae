using System.Numerics.Tensors;
using Microsoft.ML.OnnxRuntime.Tensors;

namespace Riveg.Onnx.Sessions;

/// <summary>
/// Scores that are no numbers (NaN, infinity): of damaged weights, or of ones that are too large for the precision. They are found where
/// they leave the runtime, since nothing behind it can say what is wrong with them.
/// </summary>
internal static class FiniteScores
{
    private const string Single = "float32";
    private const string Remedy = "its checkpoint is damaged: get and convert it again";

    /// <summary>Lets numbers pass.</summary>
    /// <param name="scores">What the network gave.</param>
    /// <param name="network">The network.</param>
    /// <param name="precision">What it computes in, as its <c>model.json</c> says; null reads it off its inputs and outputs.</param>
    /// <param name="remedy">What to say of a model that computes in single precision.</param>
    /// <exception cref="InvalidDataException">One is none; the message names the network and its precision.</exception>
    public static void Require(ReadOnlySpan<float> scores, OnnxSession network, string? precision = null, string remedy = Remedy)
    {
        if (TensorPrimitives.IsFiniteAll(scores))
        {
            return;
        }

        precision ??= network.Inputs.Concat(network.Outputs).Any(p => p.Type == nameof(TensorElementType.Float16)) ? "float16" : Single;
        throw new InvalidDataException(
            precision == Single
                ? $"{network.Path} gives scores that are no numbers; {remedy}."
                : $"{network.Path} gives scores that are no numbers in {precision}; convert its checkpoint again with --precision fp32.");
    }
}
