using Riveg.Evidence;
using Riveg.Observation;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Onnx.Observation;

/// <summary>Sees the faces of a picture. Thread-safe.</summary>
public sealed class FaceObserver : PictureObserver, IDisposable
{
    private const string Model = "ultraface";

    private readonly UltraFaceDetector detector;
    private readonly bool ownsDetector;

    /// <summary>Makes the observer.</summary>
    /// <param name="detector">Finds the faces.</param>
    /// <param name="modelSha256">The hash of the detector's model, for the provenance; null where it is not known.</param>
    /// <param name="ownsDetector">Whether the detector is disposed of with the observer.</param>
    public FaceObserver(UltraFaceDetector detector, string? modelSha256 = null, bool ownsDetector = false)
        : base(Describe(detector, modelSha256))
    {
        this.detector = detector;
        this.ownsDetector = ownsDetector;
    }

    /// <inheritdoc />
    public void Dispose()
    {
        if (ownsDetector)
        {
            detector.Dispose();
        }
    }

    /// <inheritdoc />
    protected override async ValueTask<IReadOnlyList<PictureObservation>> ObserveAsync(RgbImage image, CancellationToken cancellationToken)
    {
        var faces = await Task.Run(() => detector.Detect(image, cancellationToken), cancellationToken).ConfigureAwait(false);
        return [.. faces.Select(f => new PictureObservation(ObservationKind.Face, "face", Model) { Box = f.Box, Score = f.Score })];
    }

    private static StageInfo Describe(UltraFaceDetector detector, string? modelSha256)
    {
        ArgumentNullException.ThrowIfNull(detector);
        return new StageInfo("faces")
        {
            Model = Model,
            ModelSha256 = modelSha256,
            Details = new Dictionary<string, string> { ["device"] = detector.DeviceInUse },
        };
    }
}
