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
    /// Whether an entity's score was said by who found it; a score that was not is not shown. The default says so of all.
    /// </summary>
    public Func<AnnotatedEntity, bool> IsScored { get; init; } = _ => true;

    /// <summary>The longer side of the embedded pictures in pixels.</summary>
    /// <value>The default value is 640; at least 16.</value>
    [Range(16, int.MaxValue)]
    public int LongestSide { get; init; } = 640;

    /// <summary>The JPEG quality of the embedded pictures.</summary>
    /// <value>The default value is 80; 1 to 100.</value>
    [Range(1, 100)]
    public int JpegQuality { get; init; } = 80;
}
