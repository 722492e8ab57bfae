using Riveg.Onnx.Sessions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>The families of detectors that are known.</summary>
internal static class DetectorContracts
{
    private static readonly Func<DetectorModel, IDetectorContract?>[] Families =
    [
        PicoDetContract.TryRead,
        YoloxContract.TryRead,
        FastestDetContract.TryRead,
        DetrContract.TryRead,
        SuppressedListsContract.TryRead,
        SuppressedRowsContract.TryRead,
    ];

    /// <summary>The contract of a model, read off its inputs and outputs.</summary>
    /// <exception cref="InvalidDataException">It is of no known family; the message lists what it has.</exception>
    public static IDetectorContract Of(DetectorModel model, OnnxSession session) =>
        Families.Select(family => family(model)).FirstOrDefault(contract => contract is not null)
        ?? throw DetectorModel.Unknown(
            session,
            "known are PicoDet, YOLOX, FastestDet, DETR kinds (logits, pred_boxes) and exports with built-in suppression "
            + "([1, N, 6], or boxes, scores and labels); export it as one of them");
}
