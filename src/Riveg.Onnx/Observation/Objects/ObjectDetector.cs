using Riveg.Faults;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>An object in a picture.</summary>
/// <param name="Label">Its class, in the model's words, such as <c>dog</c>.</param>
/// <param name="Box">In pixels of the picture, inside it.</param>
/// <param name="Score">The detector's score, 0..1.</param>
public sealed record DetectedObject(string Label, Box Box, double Score);

/// <summary>
/// Finds objects of named classes with a network of a known family; how it is fed and read shows in its inputs and outputs
/// (docs/models.md). Thread-safe.
/// </summary>
public sealed class ObjectDetector : IDisposable
{
    private readonly OnnxSession session;
    private readonly DetectorModel model;
    private readonly Lazy<Reading> reading;
    private readonly ObjectDetectorOptions options;

    private ObjectDetector(OnnxSession session, ObjectDetectorOptions options)
    {
        this.session = session;
        this.options = options;
        model = DetectorModel.Of(session, options.InputSide);
        reading = new Lazy<Reading>(Read, LazyThreadSafetyMode.PublicationOnly);
        if (model.IsDeclared)
        {
            _ = reading.Value;
        }
    }

    /// <summary>The names of all classes, by number.</summary>
    /// <exception cref="InvalidDataException">As of <see cref="Detect"/>.</exception>
    public IReadOnlyList<string> Labels => reading.Value.Names;

    /// <summary>
    /// What really runs the network: the device's name, with the share of operations that it leaves to another one, if any.
    /// </summary>
    public string DeviceInUse => session.DeviceInUse;

    /// <summary>The kind of the model, for tests.</summary>
    internal IDetectorContract Contract => reading.Value.Contract;

    /// <summary>The model's file.</summary>
    internal string Path => session.Path;

    /// <summary>
    /// Loads a network and does not run it. Where its file does not say what it gives, the first picture does, and with it shows whether
    /// the model is of a known family and its names fit.
    /// </summary>
    /// <param name="path">The <c>.onnx</c> file, or a folder with just one.</param>
    /// <param name="options">What is reported; the defaults if null.</param>
    /// <param name="sessionOptions">How the network is run; the defaults if null.</param>
    /// <exception cref="ArgumentException">The options are wrong; the message names every fault.</exception>
    /// <exception cref="InvalidDataException">The model is of no known family, or the names of its classes do not fit.</exception>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="StageUnavailableException">The native library or the device is missing.</exception>
    public static ObjectDetector Open(string path, ObjectDetectorOptions? options = null, OnnxSessionOptions? sessionOptions = null)
    {
        options ??= new ObjectDetectorOptions();
        options.Validate();
        var network = OnnxSession.Open(FileOf(path), sessionOptions);
        try
        {
            return new ObjectDetector(network, options);
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Finds the objects of a picture, the surest first.</summary>
    /// <exception cref="InvalidDataException">
    /// The model gave a class that has no name; or it is of no known family or its names do not fit, and its file did not tell.
    /// </exception>
    /// <exception cref="OperationCanceledException">The run was cancelled.</exception>
    public IReadOnlyList<DetectedObject> Detect(RgbImage image, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(image);
        var contract = Contract;
        var fitted = contract.Input.Write(image);
        var outputs = model.Run(fitted.Planes, contract.Outputs, cancellationToken);
        var proposals = Suppression.Keep(
            contract.Read(outputs, options.MinScore), contract.NeedsSuppression ? options.MaxOverlap : null, options.MaxObjects);
        var size = new ImageSize(image.Width, image.Height);
        return
        [
            .. proposals
                .Select(p => new DetectedObject(NameOf(p.Class), fitted.ToOriginal(p.Box).ClampTo(size), Math.Min(1, p.Score)))
                .Where(o => o.Box.IsProper),
        ];
    }

    /// <inheritdoc />
    public void Dispose() => session.Dispose();

    private static string FileOf(string path)
    {
        if (!Directory.Exists(path))
        {
            return path;
        }

        return Directory.GetFiles(path, "*.onnx") switch
        {
            [var only] => only,
            [] => throw new FileNotFoundException($"The folder {path} holds no .onnx file.", path),
            var several => throw new InvalidDataException(
                $"The folder {path} holds {several.Length} .onnx files; name the one that is meant."),
        };
    }

    private Reading Read()
    {
        var read = DetectorContracts.Of(model, session);
        var (names, from) = ClassLabels.Of(session, options.Labels, read.Classes);
        var contract = read.ForClasses(names.Count) ?? throw new InvalidDataException(
            $"{session.Path} has {read.Classes} classes, and {from} names {names.Count}; "
            + "give the names that belong to the model in the setting \"labels\".");
        return new Reading(contract, names);
    }

    private string NameOf(int number) => number >= 0 && number < Labels.Count
        ? Labels[number]
        : throw new InvalidDataException(
            $"{session.Path} gave the class {number}, and only {Labels.Count} have a name; "
            + "give the names that belong to the model in the setting \"labels\".");

    /// <summary>How the model is fed and read, and what its classes are called.</summary>
    private sealed record Reading(IDetectorContract Contract, IReadOnlyList<string> Names);
}
