using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>
/// FastestDet: <c>[1, 5 + classes, rows, columns]</c> of cells of 16 pixels: objectness, centre from the cell's corner through tanh, size
/// as a share of the picture through the sigmoid, and the classes' probabilities (docs/models.md).
/// </summary>
internal sealed class FastestDetContract : IDetectorContract
{
    private const int Before = 5;
    private const int Stride = 16;

    private readonly int columns;
    private readonly int rows;

    private FastestDetContract(DetectorInput input, string output, IReadOnlyList<long> shape)
    {
        Input = input;
        Outputs = [output];
        Classes = (int)shape[1] - Before;
        (rows, columns) = ((int)shape[2], (int)shape[3]);
    }

    public DetectorInput Input { get; }

    public int? Classes { get; }

    public bool NeedsSuppression => true;

    public IReadOnlyList<string> Outputs { get; }

    public static IDetectorContract? TryRead(DetectorModel model) =>
        model.OutputNames is [var output] && model.Shapes[output] is [1, > Before, var height, var width] shape
            && height == model.Size.Height / Stride && width == model.Size.Width / Stride
            ? new FastestDetContract(
                new DetectorInput(model.Size, PictureFit.Stretched, PictureNormalization.BlueGreenRedShares), output, shape)
            : null;

    public IEnumerable<Proposal> Read(IReadOnlyList<OnnxTensor> outputs, double minScore)
    {
        var values = outputs[0].Floats;
        var cells = rows * columns;
        var proposals = new List<Proposal>();
        for (var cell = 0; cell < cells; cell++)
        {
            var (best, probability) = (0, float.NegativeInfinity);
            for (var c = 0; c < Classes; c++)
            {
                if (values[((Before + c) * cells) + cell] > probability)
                {
                    (best, probability) = (c, values[((Before + c) * cells) + cell]);
                }
            }

            var score = Math.Pow(values[cell], 0.6) * Math.Pow(probability, 0.4);
            if (score >= minScore)
            {
                double At(int channel) => values[(channel * cells) + cell];
                var (x, y) = ((Math.Tanh(At(1)) + (cell % columns)) / columns, (Math.Tanh(At(2)) + (cell / columns)) / rows);
                var (w, h) = (Sigmoid(At(3)) / 2, Sigmoid(At(4)) / 2);
                proposals.Add(new Proposal(
                    Box.FromRelative(new Box(x - w, y - h, x + w, y + h), Input.Size), best, Math.Min(1, score)));
            }
        }

        return proposals;
    }

    private static double Sigmoid(double x) => 1 / (1 + Math.Exp(-x));
}
