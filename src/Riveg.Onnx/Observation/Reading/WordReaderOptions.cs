using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Riveg.Regions;
using Riveg.Settings;

namespace Riveg.Onnx.Observation.Reading;

/// <summary>How words are looked for and read. Immutable.</summary>
public sealed record WordReaderOptions
{
    /// <summary>
    /// For people who read the words: with higher scores, since letters that the model does not know come out as words of doubtful ones.
    /// Where words are compared with names, as pipelines do, those of no name harm nothing, and half-read ones help.
    /// </summary>
    public static WordReaderOptions Certain { get; } = new() { MinScore = 0.75, MinOddScore = 0.9 };

    /// <summary>
    /// Words are looked for in a picture brought to as many pixels as a square of this side has; a larger one finds smaller words and
    /// takes longer.
    /// </summary>
    /// <value>The default value is 560; 64 to 4096.</value>
    [Description("Words are looked for in a picture brought to as many pixels as a square of this side has; "
        + "a larger one finds smaller words and takes longer.")]
    [Range(64, 4096)]
    public int Side { get; init; } = 560;

    /// <summary>
    /// Looks a second, closer time for small type, in the picture brought to as many pixels as a square of this side has; of a place where
    /// both looks find words, the one counts that reads more.
    /// </summary>
    /// <value>The default value is null: no second look; 64 to 4096.</value>
    [Description("Looks a second, closer time for small type, in the picture brought to as many pixels as a square of this side has; "
        + "of a place where both looks find words, the one counts that reads more.")]
    [DefaultValue("no second look")]
    [Range(64, 4096)]
    public int? DetailSide { get; init; }

    /// <summary>The least probability of a pixel that counts as part of a word.</summary>
    /// <value>The default value is 0.3; above 0 and below 1.</value>
    [Description("The least probability of a pixel that counts as part of a word.")]
    [Range(0.0, 1.0, MinimumIsExclusive = true, MaximumIsExclusive = true)]
    public double PixelThreshold { get; init; } = 0.3;

    /// <summary>The least mean probability of a line's pixels.</summary>
    /// <value>The default value is 0.5; at least 0 and below 1.</value>
    [Description("The least mean probability of a line's pixels.")]
    [Range(0.0, 1.0, MaximumIsExclusive = true)]
    public double LineThreshold { get; init; } = 0.5;

    /// <summary>How far the outline of what was found grows, as the share of its area by its length.</summary>
    /// <value>The default value is 1.6; 0 to 4.</value>
    [Description("How far the outline of what was found grows, as the share of its area by its length.")]
    [Range(0.0, 4.0)]
    public double Unclip { get; init; } = 1.6;

    /// <summary>The least score of a word that is reported: the mean probability of its letters.</summary>
    /// <value>The default value is 0.5; 0 to 1.</value>
    [Description("The least score of a word that is reported: the mean probability of its letters.")]
    [Range(0.0, 1.0)]
    public double MinScore { get; init; } = 0.5;

    /// <summary>
    /// The least score of a word with a capital after a small letter, or with digits among its letters, as words of other scripts come out;
    /// one below minScore counts as that.
    /// </summary>
    /// <value>The default value is 0.5; 0 to 1.</value>
    [Description("The least score of a word with a capital after a small letter, or with digits among its letters, "
        + "as words of other scripts come out; one below minScore counts as that.")]
    [Range(0.0, 1.0)]
    public double MinOddScore { get; init; } = 0.5;

    /// <summary>The most lines of one picture that are read, and the most words that are reported: those in the largest letters.</summary>
    /// <value>The default value is 500; 1 to 100,000.</value>
    [Description("The most lines of one picture that are read, and the most words that are reported: those in the largest letters.")]
    [Range(1, 100_000)]
    public int MaxWords { get; init; } = 500;

    // From this side on a picture is looked at in less than its own size.
    private const int ClosestOwnSide = 1600;

    private const int MostSide = 4096;

    /// <summary>The same, looking a second time as closely as the picture's own size asks for, within reason.</summary>
    internal WordReaderOptions CloseTo(ImageSize picture) =>
        Math.Min(SideOf(picture), ClosestOwnSide) is var side && side > Side ? this with { DetailSide = side } : this;

    /// <summary>The side that would look at every pixel of a picture; null where these options do.</summary>
    internal int? CloserSideFor(ImageSize picture)
    {
        var (whole, looked) = (Math.Min(SideOf(picture), MostSide), DetailSide ?? Side);
        return whole > looked ? whole : null;
    }

    private static int SideOf(ImageSize picture) => (int)Math.Ceiling(Math.Sqrt((double)picture.Width * picture.Height));

    internal void Validate() => SettingsCheck.Validate(this, "The word reader's options");
}
