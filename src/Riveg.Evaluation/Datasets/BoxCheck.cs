using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>What may be wrong with a box in pixels.</summary>
public static class BoxCheck
{
    /// <summary>Whether a box can only be meant in fractions of its picture: all numbers lie in 0..1, where the picture has more than one pixel.</summary>
    /// <param name="box">Given as pixels.</param>
    /// <param name="size">The picture's size; null where it is not known.</param>
    public static bool IsInFractions(Box box, ImageSize? size) =>
        IsFraction(box.X0) && IsFraction(box.Y0) && IsFraction(box.X1) && IsFraction(box.Y1) && !IsNone(box) && size is not { Width: 1, Height: 1 };

    /// <summary>Whether a box is 0 0 0 0, which stands for none.</summary>
    public static bool IsNone(Box box) => box == default;

    private static bool IsFraction(double value) => value is >= 0 and <= 1;
}
