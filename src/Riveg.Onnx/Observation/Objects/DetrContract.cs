using Riveg.Onnx.Pictures;
using Riveg.Onnx.Sessions;
using Riveg.Regions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>
/// DETR kinds (D-FINE, RT-DETR): <c>logits [1, queries, classes]</c> and <c>pred_boxes [1, queries, 4]</c>: centre and size as shares of
/// the input. No two queries propose one thing (docs/models.md).
/// </summary>
internal sealed class DetrContract : IDetectorContract
{
    private const string Logits = "logits";
    private const string Boxes = "pred_boxes";

    // COCO's ids go to 90; the first DETR adds one for "no object".
    private const int CocoWithNone = 92;

    private readonly int logits;
    private readonly bool hasNone;

    private DetrContract(ImageSize size, int logits, bool hasNone)
    {
        // Those with a class for "no object" are the older ones, which take ImageNet's normalisation and the softmax over all.
        Input = new DetectorInput(
            size, PictureFit.Stretched, hasNone ? PictureNormalization.ImageNet : PictureNormalization.Shares);
        this.logits = logits;
        this.hasNone = hasNone;
    }

    public DetectorInput Input { get; }

    public int? Classes => hasNone ? logits - 1 : logits;

    public bool NeedsSuppression => false;

    public IReadOnlyList<string> Outputs { get; } = [Logits, Boxes];

    public static IDetectorContract? TryRead(DetectorModel model) =>
        model.Shape(Logits) is [1, var queries, > 0 and var classes] && model.Shape(Boxes) is [1, var boxes, 4] && boxes == queries
            ? new DetrContract(model.Size, (int)classes, classes == CocoWithNone)
            : null;

    public IDetectorContract? ForClasses(int count) =>
        count == logits ? new DetrContract(Input.Size, logits, hasNone: false)
        : count == logits - 1 ? new DetrContract(Input.Size, logits, hasNone: true)
        : null;

    public IEnumerable<Proposal> Read(IReadOnlyList<OnnxTensor> outputs, double minScore)
    {
        var boxes = outputs[1].Floats;
        for (var query = 0; query * 4 < boxes.Length; query++)
        {
            var (best, score) = Best(outputs[0].Floats.AsSpan(query * logits, logits));
            if (score >= minScore)
            {
                var (x, y) = (boxes[query * 4], boxes[(query * 4) + 1]);
                var (w, h) = (boxes[(query * 4) + 2] / 2, boxes[(query * 4) + 3] / 2);
                yield return new Proposal(Box.FromRelative(new Box(x - w, y - h, x + w, y + h), Input.Size), best, score);
            }
        }
    }

    private (int Class, double Score) Best(ReadOnlySpan<float> values)
    {
        var (best, greatest) = BestClass.Of(values[..Classes!.Value]);
        if (!hasNone)
        {
            return (best, 1 / (1 + Math.Exp(-greatest)));
        }

        var sum = 0.0;
        foreach (var value in values)
        {
            sum += Math.Exp(value - greatest);
        }

        return (best, 1 / sum);
    }
}
