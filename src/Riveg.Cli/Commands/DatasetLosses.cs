using Riveg.Evaluation.Datasets;

namespace Riveg.Cli.Commands;

/// <summary>Which faults of a data set cost something of it.</summary>
internal static class DatasetLosses
{
    /// <summary>Whether what could not be read is not scored; other faults of a data set leave it whole.</summary>
    public static bool IsLoss(this DatasetFaultKind kind) =>
        kind is DatasetFaultKind.BrokenRow or DatasetFaultKind.BrokenEntity or DatasetFaultKind.UnreadTag
        or DatasetFaultKind.BrokenAnnotation or DatasetFaultKind.BoxInFractions or DatasetFaultKind.BoxBeyondPicture
        or DatasetFaultKind.BoxReversed or DatasetFaultKind.BoxWithoutArea or DatasetFaultKind.MaskWithoutPixel;
}
