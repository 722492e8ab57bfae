using System.Globalization;
using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>What may be wrong with a box in pixels.</summary>
public static class BoxCheck
{
    // What a prediction must have in common with gold to be right.
    private const double LeastOverlap = 0.5;

    /// <summary>
    /// Whether a box can only be meant in fractions of its picture: all numbers lie in 0..1, where the picture has more than one pixel.
    /// </summary>
    /// <param name="box">Given as pixels.</param>
    /// <param name="size">The picture's size; null where it is not known.</param>
    public static bool IsInFractions(Box box, ImageSize? size) =>
        IsFraction(box.X0) && IsFraction(box.Y0) && IsFraction(box.X1) && IsFraction(box.Y1) && !IsNone(box)
            && size is not { Width: 1, Height: 1 };

    /// <summary>Whether a box is 0 0 0 0, which stands for none.</summary>
    public static bool IsNone(Box box) => box == default;

    /// <summary>
    /// Looks at a box that people drew and tells what is wrong with it. One that reaches out of its picture stays as it stands; one that no
    /// prediction inside the picture can match is left out, as one of fractions is.
    /// </summary>
    /// <param name="box">Given as pixels.</param>
    /// <param name="owner">Whose it is, such as <c>of "Ada"</c>.</param>
    /// <param name="size">The picture's size; null where it is not known.</param>
    /// <param name="tell">Told what is wrong.</param>
    /// <returns>The box; null where there is none.</returns>
    internal static Box? Keep(Box box, string owner, ImageSize? size, Action<DatasetFaultKind, string> tell)
    {
        var text = string.Create(CultureInfo.InvariantCulture, $"the box {box.X0} {box.Y0} {box.X1} {box.Y1} {owner}");
        if (IsNone(box))
        {
            return null;
        }

        if (IsInFractions(box, size))
        {
            tell(DatasetFaultKind.BoxInFractions, $"{text} is in fractions of the picture, not in pixels; it is left out.");
            return null;
        }

        if (box.X1 < box.X0 || box.Y1 < box.Y0)
        {
            tell(
                DatasetFaultKind.BoxReversed,
                $"{text} is reversed (a box goes from its left top corner to its right bottom one); it is left out.");
            return null;
        }

        if (!box.IsProper)
        {
            tell(DatasetFaultKind.BoxWithoutArea, $"{text} has no area; it is left out.");
            return null;
        }

        var picture = size is { } known ? $"the picture of {known}" : "its picture";
        var inside = new Box(
            Math.Max(box.X0, 0),
            Math.Max(box.Y0, 0),
            Math.Min(box.X1, size?.Width ?? double.MaxValue),
            Math.Min(box.Y1, size?.Height ?? double.MaxValue));
        if (inside == box)
        {
            return box;
        }

        if (box.IntersectionOverUnion(inside) < LeastOverlap)
        {
            tell(DatasetFaultKind.BoxBeyondPicture, $"{text} is not inside {picture}, so that no prediction matches it; it is left out.");
            return null;
        }

        tell(DatasetFaultKind.BoxOutside, $"{text} is not inside {picture}; it stays as it is.");
        return box;
    }

    private static bool IsFraction(double value) => value is >= 0 and <= 1;
}
