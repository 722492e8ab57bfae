using Riveg.Evaluation.Scores;

namespace Riveg.Evaluation.Photos;

/// <summary>A measured number.</summary>
/// <param name="Value">What was measured.</param>
/// <param name="Interval">The 95 % bootstrap interval over posts.</param>
/// <param name="Of">Of how many cases: names, boxes or pictures.</param>
internal readonly record struct MeasuredFigure(double Value, Interval Interval, int Of);

/// <summary>What is measured of a profile that looks at photographs.</summary>
internal enum PhotoFigure
{
    /// <summary>F1 of span and type; only where the profile finds the names.</summary>
    Mner,

    /// <summary>F1 of span, type and box.</summary>
    Gmner,

    /// <summary>F1 of span, type and mask; only where gold has masks.</summary>
    Smner,

    /// <summary>How often the probability of being in the picture is on the right side of 0.5.</summary>
    EntailmentAccuracy,

    /// <summary>The expected calibration error of that probability, ten equal bins.</summary>
    CalibrationError,

    /// <summary>The share of the names in their pictures whose best box overlaps a gold one by an IoU of 0.5.</summary>
    GroundableRight,

    /// <summary>The share of the names that are not in their pictures and get a box all the same.</summary>
    AbsentBoxed,

    /// <summary>The mean IoU of gold masks and those that the segmenter makes for gold boxes.</summary>
    MaskIou,

    /// <summary>The median time of a post with a picture, masks included, in seconds.</summary>
    SecondsPerPicture,
}
