using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>
/// Exports that suppress themselves and give lists: <c>boxes [1, N, 4]</c> (corners in pixels of the input), <c>scores [1, N]</c>,
/// <c>labels [1, N]</c>, and perhaps how many of them count (<c>num_dets</c>) (docs/models.md).
/// </summary>
internal sealed class SuppressedListsContract : IDetectorContract
{
    private SuppressedListsContract(DetectorInput input, IReadOnlyList<string> outputs)
    {
        Input = input;
        Outputs = outputs;
    }

    public DetectorInput Input { get; }

    public int? Classes => null;

    public bool NeedsSuppression => false;

    public IReadOnlyList<string> Outputs { get; }

    public static IDetectorContract? TryRead(DetectorModel model)
    {
        var count = model.Output("num_dets", "num_detections");
        if (model.Output("boxes", "det_boxes", "detection_boxes") is not { } boxes
            || model.Output("scores", "det_scores", "detection_scores") is not { } scores
            || model.Output("labels", "det_classes", "detection_classes", "classes") is not { } labels
            || model.Shapes[boxes] is not [1, var many, 4]
            || !IsList(model.Shapes[scores], many)
            || !IsList(model.Shapes[labels], many))
        {
            return null;
        }

        // Those without a count are D-FINE's and RT-DETR's, which are trained on stretched pictures.
        var input = new DetectorInput(model.Size, count is null ? PictureFit.Stretched : PictureFit.Centred, PictureNormalization.Shares);
        return new SuppressedListsContract(input, count is null ? [boxes, scores, labels] : [boxes, scores, labels, count]);
    }

    public IEnumerable<Proposal> Read(IReadOnlyList<OnnxTensor> outputs, double minScore)
    {
        var (boxes, scores, labels) = (outputs[0].AsFloats(), outputs[1].AsFloats(), outputs[2].AsFloats());
        var count = outputs.Count > 3 ? Math.Clamp((int)outputs[3].AsFloats().FirstOrDefault(), 0, scores.Length) : scores.Length;
        for (var i = 0; i < count; i++)
        {
            if (scores[i] >= minScore)
            {
                yield return new Proposal(
                    new Box(boxes[i * 4], boxes[(i * 4) + 1], boxes[(i * 4) + 2], boxes[(i * 4) + 3]), (int)labels[i], scores[i]);
            }
        }
    }

    private static bool IsList(IReadOnlyList<long> shape, long many) =>
        shape is [1, var count] && count == many || (shape is [1, var items, 1] && items == many);
}
