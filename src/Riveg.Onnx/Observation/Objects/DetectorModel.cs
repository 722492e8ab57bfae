using Riveg.Onnx.Sessions;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>
/// What shows of a detector: its picture's input, and the shapes of its outputs, as the model's file says them; those of a trial run where
/// the file leaves one open. The first picture waits for that run, not the opening of the model.
/// </summary>
internal sealed class DetectorModel
{
    // ONNX detectors ask for these beside the picture; all speak of the picture as the network sees it.
    private static readonly string[] SizeInputs = ["orig_target_sizes", "orig_size", "target_sizes"];

    // transformers' name is of height and width; RT-DETR's and D-FINE's are of width and height.
    private const string HeightFirst = "target_sizes";

    // What a model is asked with to see which of two numbers scales the boxes' x.
    private const long OddSize = 1000;
    private const int AnySide = 640;

    private const string MaskInput = "pixel_mask";

    private readonly OnnxSession session;
    private readonly OnnxTensorInfo picture;
    private readonly Dictionary<string, OnnxTensor> others = [];
    private readonly Lazy<KeyValuePair<string, OnnxTensor>[]> ordered;
    private readonly Lazy<IReadOnlyDictionary<string, IReadOnlyList<long>>> shapes;

    private DetectorModel(OnnxSession session, OnnxTensorInfo picture, ImageSize size)
    {
        this.session = session;
        this.picture = picture;
        PictureInput = picture.Name;
        Size = size;
        foreach (var input in session.Inputs.Where(i => i != picture))
        {
            others.Add(input.Name, Other(input));
        }

        OutputNames = [.. session.Outputs.Select(o => o.Name)];
        ordered = new Lazy<KeyValuePair<string, OnnxTensor>[]>(OrderSizes, LazyThreadSafetyMode.PublicationOnly);
        IsDeclared = session.Outputs.All(o => o.Shape.Count > 0 && Enumerable.Range(0, o.Shape.Count).All(i => Declared(o, i) > 0));
        shapes = new Lazy<IReadOnlyDictionary<string, IReadOnlyList<long>>>(ReadShapes, LazyThreadSafetyMode.PublicationOnly);
    }

    /// <summary>The picture's input.</summary>
    public string PictureInput { get; }

    /// <summary>Its size.</summary>
    public ImageSize Size { get; }

    /// <summary>The outputs in the model's order.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>Whether the model's file says all shapes of its outputs, so that no run is needed to see them.</summary>
    public bool IsDeclared { get; }

    /// <summary>The outputs' shapes; where the file leaves one open, the model is run once for them.</summary>
    /// <exception cref="InvalidDataException">It cannot be run.</exception>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes => shapes.Value;

    /// <summary>Looks at a model.</summary>
    /// <param name="session">The model.</param>
    /// <param name="side">The side that a model is to get which takes pictures of any size; null for the usual one.</param>
    /// <exception cref="InvalidDataException">It takes no picture, or pictures of another side.</exception>
    public static DetectorModel Of(OnnxSession session, int? side)
    {
        var pictures = session.Inputs.Where(i => i.Shape is [_, 3 or -1, _, _]).ToList();
        if (pictures is not [{ } picture] || picture.Shape[0] > 1)
        {
            throw Unknown(session, "wanted is one picture [1, 3, height, width]");
        }

        var size = new ImageSize(
            picture.Shape[3] > 0 ? picture.Shape[3] : side ?? AnySide,
            picture.Shape[2] > 0 ? picture.Shape[2] : side ?? AnySide);
        return side is null || (size.Width == side && size.Height == side)
            ? new DetectorModel(session, picture, size)
            : throw new InvalidDataException(
                $"{session.Path} takes pictures of {size.Width} x {size.Height} alone, "
                + $"and the setting \"inputSide\" is {side}; leave it out.");
    }

    /// <summary>The fault of a model that is no detector of a known kind.</summary>
    public static InvalidDataException Unknown(OnnxSession session, string wanted) => new(
        $"{session.Path} is no object detector that Riveg knows: it takes {string.Join(", ", session.Inputs)} "
        + $"and gives {string.Join(", ", session.Outputs)}; {wanted}.");

    /// <summary>The shape of an output; null where there is none of that name.</summary>
    public IReadOnlyList<long>? Shape(string output) => Shapes.GetValueOrDefault(output);

    /// <summary>The first of several names that is an output; null where none is.</summary>
    public string? Output(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            if (Shapes.ContainsKey(name))
            {
                return name;
            }
        }

        return null;
    }

    /// <summary>Runs the model on a picture.</summary>
    /// <exception cref="InvalidDataException">It gives other shapes than its file says.</exception>
    public IReadOnlyList<OnnxTensor> Run(float[] planes, IReadOnlyCollection<string> outputs, CancellationToken cancellationToken)
    {
        var results = Run(ordered.Value, planes, outputs, cancellationToken);
        foreach (var (name, result) in outputs.Zip(results))
        {
            if (IsDeclared && !result.Shape.SequenceEqual(Shapes[name]))
            {
                throw new InvalidDataException(
                    $"{session.Path} says that {name} is [{string.Join(", ", Shapes[name])}] "
                    + $"and gives [{string.Join(", ", result.Shape)}]; take another export of the model.");
            }
        }

        return results;
    }

    private IReadOnlyList<OnnxTensor> Run(
        IEnumerable<KeyValuePair<string, OnnxTensor>> beside,
        float[] planes,
        IReadOnlyCollection<string> outputs,
        CancellationToken cancellationToken) =>
        session.Run([.. beside, new(PictureInput, OnnxTensor.Of(planes, 1, 3, Size.Height, Size.Width))], outputs, cancellationToken);

    private Dictionary<string, IReadOnlyList<long>> ReadShapes() => IsDeclared
        ? session.Outputs.ToDictionary(o => o.Name, o => (IReadOnlyList<long>)[.. o.Shape.Select((_, i) => Declared(o, i))])
        : OutputNames.Zip(Try()).ToDictionary(o => o.First, o => o.Second.Shape);

    private IReadOnlyList<OnnxTensor> Try() => Run(others, new float[3 * Size.Width * Size.Height], OutputNames, CancellationToken.None);

    // One picture is asked about at a time; a model that takes more has its answers' number open as well.
    private long Declared(OnnxTensorInfo output, int axis) =>
        axis == 0 && output.Shape.Count > 1 && output.Shape[0] < 0 && picture.Shape[0] < 0 ? 1 : output.Shape[axis];

    // Exports differ in the order; where the input is no square, the model shows its own by the boxes that it gives. The first picture
    // waits for that, not the opening of the model.
    private KeyValuePair<string, OnnxTensor>[] OrderSizes()
    {
        if (Size.Width == Size.Height || session.Inputs.FirstOrDefault(i => SizeInputs.Contains(i.Name)) is not { } input)
        {
            return [.. others];
        }

        var sizes = new Dictionary<string, OnnxTensor>(others) { [input.Name] = OnnxTensor.Of([1, OddSize], 1, 2) };
        var boxes = Run(sizes, new float[3 * Size.Width * Size.Height], OutputNames, CancellationToken.None)
            .FirstOrDefault(o => o.Shape is [1, > 0, 4])?.AsFloats() ?? [];
        var (x, y) = (boxes.Where((_, i) => i % 2 == 0).Sum(Math.Abs), boxes.Where((_, i) => i % 2 == 1).Sum(Math.Abs));
        sizes[input.Name] = x > y ? HeightAndWidth() : y > x ? WidthAndHeight() : others[input.Name];
        return [.. sizes];
    }

    private OnnxTensor WidthAndHeight() => OnnxTensor.Of([Size.Width, (long)Size.Height], 1, 2);

    private OnnxTensor HeightAndWidth() => OnnxTensor.Of([Size.Height, (long)Size.Width], 1, 2);

    private OnnxTensor Other(OnnxTensorInfo input) => input.Name switch
    {
        // Boxes are wanted in the input's pixels, as all contracts give them.
        HeightFirst => HeightAndWidth(),
        _ when SizeInputs.Contains(input.Name) => WidthAndHeight(),
        MaskInput when input.Shape.Count == 3 => Ones(
            input.Shape[1] > 0 ? input.Shape[1] : Size.Height, input.Shape[2] > 0 ? input.Shape[2] : Size.Width),
        _ => throw Unknown(session, $"what its input {input.Name} wants is not known"),
    };

    private static OnnxTensor Ones(int height, int width)
    {
        var ones = new long[height * width];
        Array.Fill(ones, 1);
        return OnnxTensor.Of(ones, 1, height, width);
    }
}
