using Riveg.Posts;

namespace Riveg.Onnx.Ofa;

/// <summary>A question on a picture.</summary>
/// <param name="Image">The picture; the same object for several questions is looked at once.</param>
/// <param name="Side">The side of the square that it is brought to, in pixels.</param>
/// <param name="Source">What is asked.</param>
internal sealed record OfaQuestion(RgbImage Image, int Side, OfaSource Source);
