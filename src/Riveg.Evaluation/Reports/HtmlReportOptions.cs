using Riveg.Evaluation.Datasets;
using System.ComponentModel.DataAnnotations;
using Riveg.Posts;

namespace Riveg.Evaluation.Reports;

/// <summary>What goes into a report.</summary>
public sealed record HtmlReportOptions
{
    /// <summary>The heading. The default is <c>Riveg report</c>.</summary>
    public string Title { get; init; } = "Riveg report";

    /// <summary>
    /// Gives the upright picture of a result, or null. The default gives none. What it throws is shown in the picture's place.
    /// </summary>
    public Func<AnnotationResult, RgbImage?> Picture { get; init; } = _ => null;

    /// <summary>Gives the gold annotation of a result, or null. The default gives none.</summary>
    public Func<AnnotationResult, GoldPost?> Gold { get; init; } = _ => null;

    /// <summary>
    /// Gives what a second run says of the post of a result, or null where it does not have the post; the two then stand side by side. The
    /// default is null: the page shows one run.
    /// </summary>
    public Func<AnnotationResult, AnnotationResult?>? Other { get; init; }

    /// <summary>The name of the second run. The default is <c>the other run</c>; ignored where there is no second run.</summary>
    public string OtherTitle { get; init; } = "the other run";

    /// <summary>
    /// How many posts there will be at most, so that their pictures fit into <see cref="PictureBytes"/>; 0 where nobody knows.
    /// </summary>
    /// <value>The default value is 0; at least 0.</value>
    [Range(0, int.MaxValue)]
    public int Posts { get; init; }

    /// <summary>
    /// The most bytes of all embedded pictures together. Where <see cref="Posts"/> says how many there are, pictures become smaller until
    /// they fit; what does not fit all the same is left out, and the page says so.
    /// </summary>
    /// <value>The default value is 100,000,000; at least 0.</value>
    [Range(0, long.MaxValue)]
    public long PictureBytes { get; init; } = 100_000_000;

    /// <summary>
    /// Whether an entity's score was said by who found it; a score that was not is not shown. The default says so of all.
    /// </summary>
    public Func<AnnotatedEntity, bool> IsScored { get; init; } = _ => true;

    /// <summary>The longer side of the embedded pictures in pixels, where they may be as large.</summary>
    /// <value>The default value is 640; at least 16.</value>
    [Range(16, int.MaxValue)]
    public int LongestSide { get; init; } = 640;

    /// <summary>The JPEG quality of the embedded pictures.</summary>
    /// <value>The default value is 80; 1 to 100.</value>
    [Range(1, 100)]
    public int JpegQuality { get; init; } = 80;
}
