using System.Globalization;
using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>What may be wrong with a box in pixels.</summary>
public static class BoxCheck
{
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
    /// Looks at a box that people drew and tells what is wrong with it. It stays as it stands, also where it is faulty (the published
    /// scores count it), unless it is
    /// 0 0 0 0 or in fractions.
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

        if (!box.IsProper)
        {
            tell(DatasetFaultKind.BoxWithoutArea, $"{text} has no area.");
        }
        else if (size is { } s && (box.X0 < 0 || box.Y0 < 0 || box.X1 > s.Width || box.Y1 > s.Height))
        {
            tell(DatasetFaultKind.BoxOutside, $"{text} is not inside the picture of {s}.");
        }

        return box;
    }

    private static bool IsFraction(double value) => value is >= 0 and <= 1;
}
