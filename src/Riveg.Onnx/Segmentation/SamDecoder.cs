using Riveg.Onnx.Sessions;
using Riveg.Regions;

namespace Riveg.Onnx.Segmentation;

/// <summary>The mask that answers a prompt, as the network gives it.</summary>
/// <param name="Logits">Row by row, positive inside.</param>
/// <param name="Side">How many there are along each side; they cover the encoder's whole input.</param>
/// <param name="ClipToPrompt">Whether the box itself never reached the network, so that what lies outside it is to be cut off.</param>
internal sealed record LowResolutionMask(ReadOnlyMemory<float> Logits, int Side, bool ClipToPrompt);

/// <summary>SAM's prompt encoder and mask decoder. What it wants is read off the model's inputs and outputs.</summary>
internal abstract class SamDecoder(OnnxSession session) : IDisposable
{
    // The image is repeated in memory for each, about 30 MB at the published size.
    private const int Together = 16;

    private static readonly string[] BoxInputs = ["image_embeddings", "boxes"];
    private static readonly string[] OfficialInputs = [
        "image_embeddings", "point_coords", "point_labels", "mask_input", "has_mask_input", "orig_im_size"
    ];
    private static readonly string[] OfficialOutputs = ["iou_predictions", "low_res_masks"];
    private static readonly string[] HubInputs = ["image_embeddings", "image_positional_embeddings"];
    private static readonly string[] HubOutputs = ["iou_scores", "pred_masks"];

    private volatile bool takesOne;

    /// <summary>Names the contract in provenance.</summary>
    public abstract string Contract { get; }

    protected OnnxSession Session { get; } = session;

    /// <summary>Finds out how to ask the model; it belongs to the decoder from now on.</summary>
    /// <exception cref="InvalidDataException">The model is no mask decoder that is known.</exception>
    public static SamDecoder For(OnnxSession session)
    {
        bool Has(string[] inputs, string[] outputs) => inputs.All(session.HasInput) && outputs.All(o => session.Output(o) is not null);
        return Has(BoxInputs, OfficialOutputs) && session.Inputs.Count == BoxInputs.Length ? new BoxDecoder(session)
            : Has(OfficialInputs, OfficialOutputs) ? new OfficialDecoder(session)
            : Has([.. HubInputs, "input_boxes"], HubOutputs) ? new HubBoxDecoder(session)
            : Has([.. HubInputs, "input_points", "input_labels"], HubOutputs) ? new HubPointDecoder(session)
            : throw new InvalidDataException(
                $"{session.Path} is no SAM mask decoder that is known: "
                + $"it takes {string.Join(", ", session.Inputs)} and gives {string.Join(", ", session.Outputs)}; "
                + $"wanted are {string.Join(", ", BoxInputs)}, "
                + $"or Meta's names ({string.Join(", ", OfficialInputs)} to {string.Join(", ", OfficialOutputs)}) or "
                + $"{string.Join(", ", HubInputs)} with input_boxes or input_points and input_labels to {string.Join(", ", HubOutputs)}.");
    }

    /// <summary>How many boxes the model takes in one run.</summary>
    protected abstract int AtOnce { get; }

    /// <summary>Asks for the masks of boxes, as many in one run as the model takes.</summary>
    /// <param name="picture">The encoded picture.</param>
    /// <param name="boxes">In pixels of the encoder's input.</param>
    /// <param name="cancellationToken">Stops the network.</param>
    /// <returns>One for each box, in order.</returns>
    public IReadOnlyList<LowResolutionMask> Decode(EncodedPicture picture, IReadOnlyList<Box> boxes, CancellationToken cancellationToken) =>
        [.. boxes.Chunk(takesOne ? 1 : AtOnce).SelectMany(some => Ask(picture, some, cancellationToken))];

    /// <summary>Asks for the masks of at most <see cref="AtOnce"/> boxes in one run.</summary>
    protected abstract IEnumerable<LowResolutionMask> DecodeTogether(
        EncodedPicture picture, Box[] boxes, CancellationToken cancellationToken);

    public void Dispose() => Session.Dispose();

    // Exports exist that leave the number of prompts open and take one all the same.
    private List<LowResolutionMask> Ask(EncodedPicture picture, Box[] boxes, CancellationToken cancellationToken)
    {
        try
        {
            return [.. DecodeTogether(picture, boxes, cancellationToken)];
        }
        catch (InvalidDataException) when (boxes.Length > 1)
        {
            List<LowResolutionMask> masks = [.. boxes.SelectMany(b => DecodeTogether(picture, [b], cancellationToken))];
            takesOne = true;
            return masks;
        }
    }

    private int AtOnceIn(string input, int axis) =>
        Session.Input(input) is { } info && info.Shape.Count > axis && info.Shape[axis] < 0 ? Together : 1;

    private static float[] Corners(Box[] boxes) => [.. boxes.SelectMany(b => new[] { (float)b.X0, (float)b.Y0, (float)b.X1, (float)b.Y1 })];

    // Masks lie prompt by prompt, candidate by candidate, and have the candidates in the last but two dimensions.
    private LowResolutionMask Pick(OnnxTensor masks, int prompts, int prompt, int candidate, bool clip)
    {
        var (side, candidates) = ((int)masks.Shape[^1], (int)masks.Shape[^3]);
        var size = side * side;
        return masks.Floats.Length == prompts * candidates * size
            ? new LowResolutionMask(masks.Floats.AsMemory(((prompt * candidates) + candidate) * size, size), side, clip)
            : throw new InvalidDataException(
                $"{Session.Path} gives masks [{string.Join(", ", masks.Shape)}] for {prompts} boxes; take another export of the model.");
    }

    private static int Best(ReadOnlySpan<float> scores) => System.Numerics.Tensors.TensorPrimitives.IndexOfMax(scores);

    /// <summary>Riveg's own <c>box-decoder.onnx</c>; the whole object's mask comes first.</summary>
    private sealed class BoxDecoder(OnnxSession session) : SamDecoder(session)
    {
        public override string Contract => "boxes";

        protected override int AtOnce => AtOnceIn("boxes", 0);

        protected override IEnumerable<LowResolutionMask> DecodeTogether(
            EncodedPicture picture, Box[] boxes, CancellationToken cancellationToken)
        {
            var results = Session.Run(
                [new("image_embeddings", picture.Embeddings), new("boxes", OnnxTensor.Of(Corners(boxes), boxes.Length, 4))],
                ["low_res_masks"],
                cancellationToken);
            return boxes.Select((_, i) => Pick(results[0], boxes.Length, i, candidate: 0, clip: false));
        }
    }

    /// <summary>
    /// Meta's export. The form that gives four masks has the whole object's first, the one the reference takes for a box; the form that
    /// gives one has chosen itself.
    /// </summary>
    private sealed class OfficialDecoder(OnnxSession session) : SamDecoder(session)
    {
        private const int MaskScale = 4;

        public override string Contract => "official";

        // Meta's own export takes one prompt, Riveg's any number.
        protected override int AtOnce => AtOnceIn("point_coords", 0);

        protected override IEnumerable<LowResolutionMask> DecodeTogether(
            EncodedPicture picture, Box[] boxes, CancellationToken cancellationToken)
        {
            var maskSide = (int)picture.Embeddings.Shape[^1] * MaskScale;
            var results = Session.Run(
                [
                    new("image_embeddings", picture.Embeddings),
                    new("point_coords", OnnxTensor.Of(Corners(boxes), boxes.Length, 2, 2)),
                    new("point_labels", OnnxTensor.Of([.. boxes.SelectMany(_ => new[] { 2f, 3f })], boxes.Length, 2)),
                    new("mask_input", OnnxTensor.Of(new float[maskSide * maskSide], 1, 1, maskSide, maskSide)),
                    new("has_mask_input", OnnxTensor.Of([0f], 1)),
                    // The model's own enlargement is not used; one pixel keeps it small.
                    new("orig_im_size", OnnxTensor.Of([1f, 1f], 2)),
                ],
                ["low_res_masks"],
                cancellationToken);
            return boxes.Select((_, i) => Pick(results[0], boxes.Length, i, candidate: 0, clip: false));
        }
    }

    /// <summary>An export with <c>input_boxes</c>: three masks, of which the best by the model's own estimate is taken.</summary>
    private sealed class HubBoxDecoder(OnnxSession session) : SamDecoder(session)
    {
        public override string Contract => "hub-boxes";

        protected override int AtOnce => AtOnceIn("input_boxes", 1);

        protected override IEnumerable<LowResolutionMask> DecodeTogether(
            EncodedPicture picture, Box[] boxes, CancellationToken cancellationToken)
        {
            var inputs = new List<KeyValuePair<string, OnnxTensor>>
            {
                new("image_embeddings", picture.Embeddings),
                new("image_positional_embeddings", PositionsOf(picture, Session)),
                new("input_boxes", OnnxTensor.Of(Corners(boxes), 1, boxes.Length, 4)),
            };
            if (Session.HasInput("input_points"))
            {
                inputs.Add(new("input_points", OnnxTensor.Of(Array.Empty<float>(), 1, boxes.Length, 0, 2)));
            }

            if (Session.HasInput("input_labels"))
            {
                inputs.Add(new("input_labels", OnnxTensor.Of(Array.Empty<long>(), 1, boxes.Length, 0)));
            }

            var results = Session.Run(inputs, HubOutputs, cancellationToken);
            var candidates = (int)results[1].Shape[^3];
            return boxes.Select((_, i) => Pick(
                results[1], boxes.Length, i, Best(results[0].Floats.AsSpan(i * candidates, candidates)), clip: false));
        }
    }

    /// <summary>
    /// An export without boxes, as SlimSAM's: its point labels are 0 and 1 only. It gets the box's centre, and of its three masks the one
    /// whose extent agrees best with the box is taken and cut off at the box.
    /// </summary>
    private sealed class HubPointDecoder(OnnxSession session) : SamDecoder(session)
    {
        public override string Contract => "hub-points";

        protected override int AtOnce => AtOnceIn("input_points", 1);

        protected override IEnumerable<LowResolutionMask> DecodeTogether(
            EncodedPicture picture, Box[] boxes, CancellationToken cancellationToken)
        {
            var results = Session.Run(
                [
                    new("image_embeddings", picture.Embeddings),
                    new("image_positional_embeddings", PositionsOf(picture, Session)),
                    new("input_points", OnnxTensor.Of(
                        [.. boxes.SelectMany(b => new[] { (float)(b.X0 + b.X1) / 2, (float)(b.Y0 + b.Y1) / 2 })], 1, boxes.Length, 1, 2)),
                    new("input_labels", OnnxTensor.Of([.. boxes.Select(_ => 1L)], 1, boxes.Length, 1)),
                ],
                HubOutputs,
                cancellationToken);
            var masks = results[1];
            var scale = picture.Letterbox.InputSide / (double)masks.Shape[^1];
            return boxes.Select((box, i) =>
            {
                var candidates = Enumerable.Range(0, (int)masks.Shape[^3])
                    .Select(c => Pick(masks, boxes.Length, i, c, clip: true))
                    .ToList();
                return candidates[Best([.. candidates.Select(m => (float)Extent(m, scale).IntersectionOverUnion(box))])];
            });
        }

        private static Box Extent(LowResolutionMask mask, double scale)
        {
            int x0 = mask.Side, y0 = mask.Side, x1 = 0, y1 = 0;
            var logits = mask.Logits.Span;
            for (var i = 0; i < logits.Length; i++)
            {
                if (logits[i] > 0)
                {
                    x0 = Math.Min(x0, i % mask.Side);
                    x1 = Math.Max(x1, (i % mask.Side) + 1);
                    y0 = Math.Min(y0, i / mask.Side);
                    y1 = Math.Max(y1, (i / mask.Side) + 1);
                }
            }

            return new Box(x0 * scale, y0 * scale, x1 * scale, y1 * scale);
        }
    }

    private static OnnxTensor PositionsOf(EncodedPicture picture, OnnxSession session) => picture.Positions
        ?? throw new InvalidDataException(
            $"{session.Path} wants image_positional_embeddings, which the encoder beside it does not give; "
            + "take both from the same export.");
}
