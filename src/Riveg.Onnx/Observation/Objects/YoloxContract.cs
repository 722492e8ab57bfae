using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>
/// YOLOX without its decoding: <c>[1, cells of strides 8, 16 and 32, 5 + classes]</c>: centre from the cell's corner and the logarithm of
/// the size, both in strides; objectness and the classes' scores as probabilities (docs/models.md).
/// </summary>
internal sealed class YoloxContract : IDetectorContract
{
    private const int Before = 5;
    private static readonly int[] Strides = [8, 16, 32];

    private YoloxContract(DetectorInput input, string output, int classes)
    {
        Input = input;
        Outputs = [output];
        Classes = classes;
    }

    public DetectorInput Input { get; }

    public int? Classes { get; }

    public bool NeedsSuppression => true;

    public IReadOnlyList<string> Outputs { get; }

    public static IDetectorContract? TryRead(DetectorModel model) =>
        model.OutputNames is [var output] && model.Shapes[output] is [1, var cells, > Before and var width]
            && cells == Strides.Sum(s => (long)(model.Size.Width / s) * (model.Size.Height / s))
            ? new YoloxContract(
                new DetectorInput(model.Size, PictureFit.AtCorner, PictureNormalization.BlueGreenRed), output, (int)width - Before)
            : null;

    public IEnumerable<Proposal> Read(IReadOnlyList<OnnxTensor> outputs, double minScore)
    {
        var values = outputs[0].Floats;
        var proposals = new List<Proposal>();
        var width = Before + Classes!.Value;
        var at = 0;
        foreach (var stride in Strides)
        {
            var (columns, rows) = (Input.Size.Width / stride, Input.Size.Height / stride);
            for (var cell = 0; cell < columns * rows; cell++, at += width)
            {
                var objectness = values[at + 4];
                if (!(objectness >= minScore))
                {
                    continue;
                }

                var (best, score) = BestClass.Of(values.AsSpan(at + Before, Classes.Value));
                if (!(objectness * score >= minScore))
                {
                    continue;
                }

                var (x, y) = ((values[at] + (cell % columns)) * stride, (values[at + 1] + (cell / columns)) * stride);
                var (w, h) = (Math.Exp(values[at + 2]) * stride / 2, Math.Exp(values[at + 3]) * stride / 2);
                proposals.Add(new Proposal(new Box(x - w, y - h, x + w, y + h), best, objectness * score));
            }
        }

        return proposals;
    }
}
