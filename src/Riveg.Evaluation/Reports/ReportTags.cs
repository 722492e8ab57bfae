
namespace Riveg.Evaluation.Reports;

/// <summary>The words by which the page's filters know a post.</summary>
internal static class ReportTags
{
    public const string Failed = "failed";
    public const string Grounded = "grounded";
    public const string Ungrounded = "ungrounded";
    public const string Right = "right";
    public const string Wrong = "wrong";

    /// <summary>The tags of a post, in order.</summary>
    public static IEnumerable<string> Of(AnnotationResult result, IReadOnlyList<EntityRow> rows) =>
        All(result, rows).Distinct().Order(StringComparer.Ordinal);

    private static IEnumerable<string> All(AnnotationResult result, IReadOnlyList<EntityRow> rows)
    {
        yield return result.Succeeded ? "done" : Failed;
        foreach (var row in rows)
        {
            if (row.Found is { } found)
            {
                yield return HtmlText.TypeTag(found.Mention.Type);
                yield return found.Presence == EntityPresence.InPicture ? Grounded : Ungrounded;
            }

            if (row.IsRight is { } isRight)
            {
                yield return isRight ? Right : Wrong;
            }
        }
    }
}
