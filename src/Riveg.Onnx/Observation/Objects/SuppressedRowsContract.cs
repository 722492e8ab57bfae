using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>
/// Exports that suppress themselves and give rows <c>[1, N, 6]</c>: left, top, right and bottom in pixels of the input, score, class
/// (docs/models.md).
/// </summary>
internal sealed class SuppressedRowsContract : IDetectorContract
{
    private const int Width = 6;

    private SuppressedRowsContract(DetectorInput input, string output)
    {
        Input = input;
        Outputs = [output];
    }

    public DetectorInput Input { get; }

    public int? Classes => null;

    public bool NeedsSuppression => false;

    public IReadOnlyList<string> Outputs { get; }

    public static IDetectorContract? TryRead(DetectorModel model) =>
        model.OutputNames is [var output] && model.Shapes[output] is [1, _, Width]
            ? new SuppressedRowsContract(
                new DetectorInput(model.Size, PictureFit.Centred, PictureNormalization.Shares), output)
            : null;

    public IEnumerable<Proposal> Read(IReadOnlyList<OnnxTensor> outputs, double minScore)
    {
        var values = outputs[0].AsFloats();
        for (var row = 0; row < values.Length; row += Width)
        {
            if (values[row + 4] >= minScore)
            {
                yield return new Proposal(
                    new Box(values[row], values[row + 1], values[row + 2], values[row + 3]), (int)values[row + 5], values[row + 4]);
            }
        }
    }
}
