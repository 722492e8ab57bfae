namespace Riveg.Evaluation.Reports;

/// <summary>How what two runs say of one post compares: the words for the filters, and for people.</summary>
internal static class RunPair
{
    public const string Same = "same";
    public const string Differ = "differ";
    public const string Better = "better";
    public const string Worse = "worse";

    // Boxes that overlap so far count as one place, as they do where predictions are scored.
    private const double SamePlace = 0.5;

    /// <summary>What can be said; with gold also which of the two has more right, or as much right and less wrong.</summary>
    /// <param name="first">What the first run found and missed.</param>
    /// <param name="second">The same of the second.</param>
    public static IEnumerable<string> Of(IReadOnlyList<EntityRow> first, IReadOnlyList<EntityRow> second)
    {
        yield return IsSame(first, second) ? Same : Differ;
        var order = Quality(second).CompareTo(Quality(first));
        if (order != 0)
        {
            yield return order > 0 ? Better : Worse;
        }
    }

    /// <summary>A word as it stands beside the post's id.</summary>
    public static string Words(string tag) => tag switch
    {
        Same => "same answer",
        Differ => "answers differ",
        Better => "the second is better",
        _ => "the first is better",
    };

    private static (int Right, int NotWrong) Quality(IReadOnlyList<EntityRow> rows) =>
        (rows.Count(r => r.IsRight is true), -rows.Count(r => r.IsRight is false));

    private static bool IsSame(IReadOnlyList<EntityRow> first, IReadOnlyList<EntityRow> second)
    {
        var (one, other) = (Found(first), Found(second));
        return one.Count == other.Count && one.Zip(other).All(p => IsSame(p.First, p.Second));
    }

    private static List<AnnotatedEntity> Found(IReadOnlyList<EntityRow> rows) =>
        [.. rows.Select(r => r.Found).OfType<AnnotatedEntity>().OrderBy(e => e.Span)];

    private static bool IsSame(AnnotatedEntity one, AnnotatedEntity other) =>
        one.Span == other.Span
        && one.Type == other.Type
        && one.Presence == other.Presence
        && (one.Regions.Count == 0
            || (one.Regions[0].Unit == other.Regions[0].Unit
                && one.Regions[0].Box.IntersectionOverUnion(other.Regions[0].Box) >= SamePlace));
}
