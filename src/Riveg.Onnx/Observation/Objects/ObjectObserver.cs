using Riveg.Evidence;
using Riveg.Observation;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>Sees the objects of a picture. Thread-safe.</summary>
public sealed class ObjectObserver : PictureObserver, IDisposable
{
    private readonly ObjectDetector detector;
    private readonly string model;
    private readonly bool ownsDetector;

    /// <summary>Makes the observer.</summary>
    /// <param name="detector">Finds the objects.</param>
    /// <param name="model">The model's name, the source of what is seen.</param>
    /// <param name="modelSha256">The hash of the detector's model, for the provenance; null where it is not known.</param>
    /// <param name="ownsDetector">Whether the detector is disposed of with the observer.</param>
    public ObjectObserver(ObjectDetector detector, string model, string? modelSha256 = null, bool ownsDetector = false)
        : base(Describe(detector, model, modelSha256))
    {
        this.detector = detector;
        this.model = model;
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
        var objects = await Task.Run(() => detector.Detect(image, cancellationToken), cancellationToken).ConfigureAwait(false);
        return [.. objects.Select(o => new PictureObservation(ObservationKind.Object, o.Label, model) { Box = o.Box, Score = o.Score })];
    }

    private static StageInfo Describe(ObjectDetector detector, string model, string? modelSha256)
    {
        ArgumentNullException.ThrowIfNull(detector);
        ArgumentException.ThrowIfNullOrEmpty(model);
        return new StageInfo("objects")
        {
            Model = model,
            ModelSha256 = modelSha256,
            Details = new Dictionary<string, string> { ["device"] = detector.DeviceInUse },
        };
    }
}
