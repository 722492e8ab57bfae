using Riveg.Regions;

namespace Riveg.Onnx.Grounding;

/// <summary>
/// How far a person's box reaches beyond the face, in widths (sideways) and heights (up and down) of the face's box. It is fitted to the
/// boxes of persons in a data set by <c>benchmarks/Riveg.Onnx.Benchmarks person-shape</c>; docs/models.md tells how.
/// </summary>
/// <param name="Side">To the left and to the right, in face widths.</param>
/// <param name="Up">In face heights.</param>
/// <param name="Down">In face heights.</param>
/// <param name="Reliability">The share of fitted boxes with an intersection over union of at least 0.5, 0..1; it scales the regions'
/// scores.</param>
public sealed record PersonShape(double Side, double Up, double Down, double Reliability)
{
    /// <summary>Fitted to the 3,638 boxes of persons in Twitter-GMNER's training posts.</summary>
    public static PersonShape TwitterGmner { get; } = new(Side: 1.1, Up: 0.375, Down: 3.75, Reliability: 0.783);

    /// <summary>The box of the person to whom a face belongs, inside the picture.</summary>
    public Box Around(Box face, ImageSize picture) => new Box(
        face.X0 - (Side * face.Width),
        face.Y0 - (Up * face.Height),
        face.X1 + (Side * face.Width),
        face.Y1 + (Down * face.Height)).ClampTo(picture);
}
