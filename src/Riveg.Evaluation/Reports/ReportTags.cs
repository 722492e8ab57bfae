namespace Riveg.Evaluation.Reports;

/// <summary>
/// The words by which the page's filters know a post and its entities: a post passes where one of its entities has a word of each group
/// that is asked for, so that "PER" and "wrong" finds persons that are wrong.
/// </summary>
internal static class ReportTags
{
    public const string Done = "done";
    public const string Failed = "failed";
    public const string Grounded = "grounded";
    public const string Ungrounded = "ungrounded";
    public const string Right = "right";
    public const string Wrong = "wrong";

    /// <summary>The words of a post, as a run said it.</summary>
    public static string Of(AnnotationResult result) => result.Succeeded ? Done : Failed;

    /// <summary>The words of an entity.</summary>
    public static IEnumerable<string> Of(EntityRow row)
    {
        yield return HtmlText.TypeTag(row.Type);
        if (row.Found is { } found)
        {
            yield return found.Presence == EntityPresence.InPicture ? Grounded : Ungrounded;
        }

        if (row.IsRight is { } isRight)
        {
            yield return isRight ? Right : Wrong;
        }
    }
}
