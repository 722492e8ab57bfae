using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Reading;

/// <summary>
/// Finds lines of text with a network of PP-OCR's kind (DB): a picture <c>[n, 3, height, width]</c> of sides that are multiples of 32 to a
/// map of probabilities of its size (docs/models.md). Thread-safe.
/// </summary>
internal sealed class TextDetector : IDisposable
{
    private const int Multiple = 32;
    private const int MaxSide = 4096;

    // In pixels of the map: less is no line.
    private const double LeastSide = 3;

    // ImageNet's, in the order in which PP-OCR applies it: to blue first.
    private static readonly PictureNormalization Normalization =
        new([123.675f, 116.28f, 103.53f], [58.395f, 57.12f, 57.375f], ChannelOrder.BlueGreenRed);

    private readonly OnnxSession session;
    private readonly ImageSize? fixedSize;

    private TextDetector(OnnxSession session)
    {
        this.session = session;
        var shape = session.Inputs[0].Shape;
        fixedSize = shape[2] > 0 && shape[3] > 0 ? new ImageSize(shape[3], shape[2]) : null;
    }

    /// <inheritdoc cref="OnnxSession.DeviceInUse" />
    public string DeviceInUse => session.DeviceInUse;

    /// <summary>Loads and tries a network.</summary>
    /// <exception cref="InvalidDataException">It is none of this kind; the message lists what it has.</exception>
    public static TextDetector Open(string path, OnnxSessionOptions? options)
    {
        var network = OnnxSession.Open(path, options);
        try
        {
            if (network.Inputs is not [{ Shape: [_, 3 or -1, _, _] }] || network.Outputs.Count != 1)
            {
                throw Unknown(network);
            }

            var detector = new TextDetector(network);
            var (map, size) = detector.Map(new RgbImage(Multiple, Multiple, new byte[Multiple * Multiple * 3]), Multiple, default);
            return map.Length == size.Width * size.Height ? detector : throw Unknown(network);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Finds the lines of a picture.</summary>
    /// <returns>In pixels of the picture, perhaps a little beyond its edges; in any order.</returns>
    public IReadOnlyList<TiltedBox> Detect(RgbImage image, WordReaderOptions options, int side, CancellationToken cancellationToken)
    {
        var (map, size) = Map(image, side, cancellationToken);
        var lines = new List<TiltedBox>();
        foreach (var component in TextComponents.Of(map, size.Width, options.PixelThreshold))
        {
            if (component.Score < options.LineThreshold)
            {
                continue;
            }

            var box = component.Rectangle();
            if (Math.Min(box.Width, box.Height) < LeastSide)
            {
                continue;
            }

            // What the network paints is shrunk by the inverse of this when it is trained.
            var grown = box.Grow(box.Width * box.Height * options.Unclip / (2 * (box.Width + box.Height)));
            lines.Add(grown.Upright().Scale((double)image.Width / size.Width, (double)image.Height / size.Height));
        }

        return lines;
    }

    /// <summary>The size that a picture is brought to.</summary>
    public ImageSize SizeOf(RgbImage image, int side) => fixedSize ?? SizeFor(image, side);

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    private static InvalidDataException Unknown(OnnxSession network) => new(
        $"{network.Path} does not find text: it takes {string.Join(", ", network.Inputs)} and gives {string.Join(", ", network.Outputs)}; "
        + "wanted are one picture [n, 3, height, width] and one map of its size, as PP-OCR's detection has them.");

    private (float[] Map, ImageSize Size) Map(RgbImage image, int side, CancellationToken cancellationToken)
    {
        var size = SizeOf(image, side);
        var planes = new float[3 * size.Width * size.Height];
        Normalization.WritePlanes(PillowResizer.Resize(image, size, ResampleFilter.Bilinear), planes, size.Width, size.Height);
        var outputs = session.Run(
            [new(session.Inputs[0].Name, OnnxTensor.Of(planes, 1, 3, size.Height, size.Width))],
            [session.Outputs[0].Name],
            cancellationToken);
        return (outputs[0].Floats, size);
    }

    // By the number of pixels rather than the longer side, so that a panorama's words stay as large as another picture's.
    private static ImageSize SizeFor(RgbImage image, int side)
    {
        var scale = side / Math.Sqrt((double)image.Width * image.Height);
        return new ImageSize(Whole(image.Width * scale), Whole(image.Height * scale));
    }

    private static int Whole(double length) =>
        Math.Clamp((int)Math.Round(length / Multiple) * Multiple, Multiple, MaxSide);
}
