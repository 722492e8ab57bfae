using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Posts;

namespace Riveg.Onnx.Segmentation;

/// <summary>A picture as SAM's decoder wants it.</summary>
/// <param name="Embeddings"><c>[1, channels, grid, grid]</c>.</param>
/// <param name="Positions">The position encoding of the grid, where the decoder does not bring its own.</param>
/// <param name="Letterbox">How the picture lies in the encoder's input.</param>
internal sealed record EncodedPicture(OnnxTensor Embeddings, OnnxTensor? Positions, Letterbox Letterbox);

/// <summary>SAM's image encoder. What it wants is read off the model's input.</summary>
internal abstract class SamEncoder(OnnxSession session, int side) : IDisposable
{
    private const string Embeddings = "image_embeddings";
    private const string Positions = "image_positional_embeddings";
    private const int PatchSize = 16;
    private const int UsualSide = 1024;
    private const int MaximumGrid = 512;

    /// <summary>The side of the square that the picture is fitted into.</summary>
    public int Side { get; } = side;

    /// <summary>Names the contract in provenance.</summary>
    public abstract string Contract { get; }

    /// <summary>What really runs the network.</summary>
    public string DeviceInUse => Session.DeviceInUse;

    protected OnnxSession Session { get; } = session;

    /// <summary>Finds out how to feed the model; it belongs to the encoder from now on.</summary>
    /// <param name="session">The model.</param>
    /// <param name="normalization">What a model that takes planes was trained with.</param>
    /// <exception cref="InvalidDataException">The model is no image encoder that is known.</exception>
    public static SamEncoder For(OnnxSession session, PictureNormalization normalization)
    {
        if (session.Inputs is [var input] && session.Output(Embeddings) is not null)
        {
            switch (input.Shape)
            {
                case [_, 3, var height, var width] when height == width:
                    return new PlanarEncoder(session, height > 0 ? height : SideOf(session), normalization);
                case [_, _, 3]:
                    return new RowWiseEncoder(session, SideOf(session));
            }
        }

        throw new InvalidDataException(
            $"{session.Path} is no SAM image encoder that is known: "
            + $"it takes {string.Join(", ", session.Inputs)} and gives {string.Join(", ", session.Outputs)}; wanted is one picture [1, 3, "
            + $"side, side] or [height, width, 3], and {Embeddings}.");
    }

    public EncodedPicture Encode(RgbImage image, CancellationToken cancellationToken)
    {
        var letterbox = Letterbox.LongestSide(image, Side);
        string[] outputs = Session.Output(Positions) is null ? [Embeddings] : [Embeddings, Positions];
        var results = Session.Run([new(Session.Inputs[0].Name, Prepare(letterbox.Scaled))], outputs, cancellationToken);
        return new EncodedPicture(results[0], results.Count > 1 ? results[1] : null, letterbox);
    }

    public void Dispose() => Session.Dispose();

    protected abstract OnnxTensor Prepare(RgbImage scaled);

    private static int SideOf(OnnxSession session) =>
        session.Output(Embeddings)!.Shape is [_, _, > 0 and <= MaximumGrid and var grid, _] ? grid * PatchSize : UsualSide;

    /// <summary>
    /// Normalised planes, padded right and below: Meta's checkpoints as Riveg converts them, and <c>vision_encoder</c> exports.
    /// </summary>
    private sealed class PlanarEncoder(OnnxSession session, int side, PictureNormalization normalization) : SamEncoder(session, side)
    {
        public override string Contract => "planes";

        protected override OnnxTensor Prepare(RgbImage scaled)
        {
            var planes = new float[3 * Side * Side];
            normalization.WritePlanes(scaled, planes, Side, Side);
            return OnnxTensor.Of(planes, 1, 3, Side, Side);
        }
    }

    /// <summary>Pixels 0..255 row by row; the model normalises and pads itself: MobileSAM exports with <c>input_image</c>.</summary>
    private sealed class RowWiseEncoder(OnnxSession session, int side) : SamEncoder(session, side)
    {
        public override string Contract => "rows";

        protected override OnnxTensor Prepare(RgbImage scaled)
        {
            var values = new float[scaled.Pixels.Length];
            System.Numerics.Tensors.TensorPrimitives.ConvertTruncating<byte, float>(scaled.Pixels.Span, values);
            return OnnxTensor.Of(values, scaled.Height, scaled.Width, 3);
        }
    }
}
