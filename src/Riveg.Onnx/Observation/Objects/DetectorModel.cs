using Riveg.Onnx.Sessions;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>What shows of a detector: its picture's input, and the outputs of a trial run, whose shapes are all known.</summary>
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
    private readonly Dictionary<string, OnnxTensor> others = [];

    private DetectorModel(OnnxSession session, OnnxTensorInfo picture, ImageSize size)
    {
        this.session = session;
        PictureInput = picture.Name;
        Size = size;
        foreach (var input in session.Inputs.Where(i => i != picture))
        {
            others.Add(input.Name, Other(input));
        }

        OutputNames = [.. session.Outputs.Select(o => o.Name)];
        OrderSizes();
        var outputs = Run(new float[3 * size.Width * size.Height], OutputNames, CancellationToken.None);
        Shapes = OutputNames.Zip(outputs).ToDictionary(o => o.First, o => (IReadOnlyList<long>)o.Second.Shape);
    }

    /// <summary>The picture's input.</summary>
    public string PictureInput { get; }

    /// <summary>Its size.</summary>
    public ImageSize Size { get; }

    /// <summary>The outputs in the model's order.</summary>
    public IReadOnlyList<string> OutputNames { get; }

    /// <summary>The outputs' shapes.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<long>> Shapes { get; }

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
    public IReadOnlyList<OnnxTensor> Run(float[] planes, IReadOnlyCollection<string> outputs, CancellationToken cancellationToken) =>
        session.Run([.. others, new(PictureInput, OnnxTensor.Of(planes, 1, 3, Size.Height, Size.Width))], outputs, cancellationToken);

    // Exports differ in the order; where the input is no square, the model shows its own by the boxes that it gives.
    private void OrderSizes()
    {
        if (Size.Width == Size.Height || session.Inputs.FirstOrDefault(i => SizeInputs.Contains(i.Name)) is not { } input)
        {
            return;
        }

        var usual = others[input.Name];
        others[input.Name] = OnnxTensor.Of([1, OddSize], 1, 2);
        var boxes = Run(new float[3 * Size.Width * Size.Height], OutputNames, CancellationToken.None)
            .FirstOrDefault(o => o.Shape is [1, > 0, 4])?.AsFloats() ?? [];
        var (x, y) = (boxes.Where((_, i) => i % 2 == 0).Sum(Math.Abs), boxes.Where((_, i) => i % 2 == 1).Sum(Math.Abs));
        others[input.Name] = x > y ? HeightAndWidth() : y > x ? WidthAndHeight() : usual;
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
