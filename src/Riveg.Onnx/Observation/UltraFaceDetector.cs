using Riveg.Faults;
using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Observation;

/// <summary>A face in a picture.</summary>
/// <param name="Box">In pixels of the picture, inside it.</param>
/// <param name="Score">The detector's probability, 0..1.</param>
public sealed record DetectedFace(Box Box, double Score);

/// <summary>
/// Finds faces with an UltraFace network (<c>Ultra-Light-Fast-Generic-Face-Detector-1MB</c>): input <c>[1, 3, height, width]</c>, RGB as
/// (value - 127)/128; outputs <c>scores [1, N, 2]</c> (background, face) and <c>boxes [1, N, 4]</c> (corners as fractions of the input).
/// Thread-safe.
/// </summary>
public sealed class UltraFaceDetector : IDisposable
{
    private const string Scores = "scores";
    private const string Boxes = "boxes";

    private static readonly PictureNormalization Normalization = new([127, 127, 127], [128, 128, 128]);

    private readonly OnnxSession session;
    private readonly ImageSize inputSize;
    private readonly string inputName;

    private UltraFaceDetector(OnnxSession session)
    {
        this.session = session;
        inputName = session.Inputs[0].Name;
        inputSize = new ImageSize(session.Inputs[0].Shape[3], session.Inputs[0].Shape[2]);
    }

    /// <summary>The least probability of a face that is reported.</summary>
    /// <value>The default is 0.7, the authors' choice.</value>
    public double ScoreThreshold { get; init; } = 0.7;

    /// <summary>From which intersection over union on the weaker of two boxes is dropped.</summary>
    /// <value>The default is 0.3, the authors' choice.</value>
    public double OverlapThreshold { get; init; } = 0.3;

    /// <summary>
    /// What really runs the network: the device's name, with the share of operations that it leaves to another one, if any.
    /// </summary>
    public string DeviceInUse => session.DeviceInUse;

    /// <summary>Loads and warms up the network.</summary>
    /// <exception cref="InvalidDataException">The model is no UltraFace network; the message lists what it has.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="StageUnavailableException">The native library or the device is missing.</exception>
    public static UltraFaceDetector Open(string path, OnnxSessionOptions? options = null)
    {
        var network = OnnxSession.Open(path, options);
        try
        {
            if (network.Inputs is not [{ Shape: [_, 3, > 0, > 0] }] || network.Output(Scores) is null || network.Output(Boxes) is null)
            {
                throw new InvalidDataException(
                    $"{path} is no UltraFace model: "
                    + $"it takes {string.Join(", ", network.Inputs)} and gives {string.Join(", ", network.Outputs)}; "
                    + "wanted are one picture [1, 3, height, width], scores and boxes.");
            }

            var detector = new UltraFaceDetector(network);
            detector.Detect(new RgbImage(1, 1, new byte[3]));
            return detector;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Finds the faces of a picture, the surest first.</summary>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public IReadOnlyList<DetectedFace> Detect(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var letterbox = Letterbox.Fit(image, inputSize);
        var planes = new float[3 * inputSize.Width * inputSize.Height];
        Normalization.WritePlanes(letterbox.Scaled, planes, inputSize.Width, inputSize.Height);
        var outputs = session.Run(
            [new(inputName, OnnxTensor.Of(planes, 1, 3, inputSize.Height, inputSize.Width))], [Scores, Boxes], cancellationToken);
        return Suppress(Candidates(outputs[0].Floats, outputs[1].Floats, letterbox, new ImageSize(image.Width, image.Height)));
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    private List<DetectedFace> Candidates(float[] scores, float[] boxes, Letterbox letterbox, ImageSize size)
    {
        var faces = new List<DetectedFace>();
        for (var i = 0; i * 2 < scores.Length; i++)
        {
            var score = scores[(i * 2) + 1];
            if (score < ScoreThreshold)
            {
                continue;
            }

            var corners = boxes.AsSpan(i * 4, 4);
            var box = letterbox.ToOriginal(Box.FromRelative(new Box(corners[0], corners[1], corners[2], corners[3]), inputSize))
                .ClampTo(size);
            if (box.IsProper)
            {
                faces.Add(new DetectedFace(box, score));
            }
        }

        return faces;
    }

    // Greedy non-maximum suppression: the surest face stays, what overlaps it goes.
    private List<DetectedFace> Suppress(List<DetectedFace> candidates)
    {
        var kept = new List<DetectedFace>();
        foreach (var face in candidates.OrderByDescending(f => f.Score))
        {
            if (kept.TrueForAll(k => k.Box.IntersectionOverUnion(face.Box) < OverlapThreshold))
            {
                kept.Add(face);
            }
        }

        return kept;
    }
}
