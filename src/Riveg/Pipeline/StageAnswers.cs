using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Pipeline;

/// <summary>What the answers of each stage must be like; each check says in a few words what is wrong, or null.</summary>
internal static class StageAnswers
{
    /// <summary>The fault of an answer that cannot be used.</summary>
    public static Fault Unusable(string stage, string fault) =>
        new(FaultKind.Unanswered, stage, $"The stage {stage} gave an answer that cannot be used: {fault}.");

    public static string? FindFault(Post post, IReadOnlyList<Mention>? mentions)
    {
        if (mentions is null)
        {
            return "no list of mentions (null)";
        }

        var end = 0;
        foreach (var mention in mentions)
        {
            if (mention is null)
            {
                return "a mention that is null";
            }

            var span = mention.Span;
            if (span.Length == 0 || span.End > post.Text.Length)
            {
                return $"a mention at {span}, which is empty or outside the text of {post.Text.Length} characters";
            }

            if (span.Start < end)
            {
                return $"a mention at {span} that overlaps the one before or stands in front of it";
            }

            if (SplitsPair(post.Text, span.Start) || SplitsPair(post.Text, span.End))
            {
                return $"a mention at {span} that splits a surrogate pair";
            }

            if (!IsProbability(mention.Score))
            {
                return FormattableString.Invariant($"a mention with the score {mention.Score}, not 0 to 1");
            }

            end = span.End;
        }

        return null;
    }

    public static string? FindFault(EntailmentAnswer? answer) => answer is null
        ? "nothing (null)"
        : IsProbability(answer.Probability) ? null : FormattableString.Invariant($"the probability {answer.Probability}, not 0 to 1");

    public static string? FindFault(ImageSize? size, GroundingAnswer? answer) => answer is null
        ? "nothing (null)"
        : FindFault(size, answer.Regions) ?? (answer.OnDemand is null ? FindFault(size, answer.Candidates) : null);

    private static string? FindFault(ImageSize? size, IReadOnlyList<Candidate>? candidates) =>
        candidates is null ? "no list of candidates (null)" : FindFault(size, [.. candidates.Select(c => c?.Region!)]);

    public static string? FindFault(ImageSize? size, IReadOnlyList<PictureObservation>? observations)
    {
        if (observations is null)
        {
            return "no list of observations (null)";
        }

        foreach (var seen in observations)
        {
            if (seen is null || string.IsNullOrWhiteSpace(seen.Text))
            {
                return seen is null ? "an observation that is null" : "an observation without a text";
            }

            if (seen.Score is { } score && !IsProbability(score))
            {
                return FormattableString.Invariant($"an observation with the score {score}, not 0 to 1");
            }

            if (seen.Box is { } box && FindFault(size, new Region(box, 1)) is { } fault)
            {
                return $"an observation whose {fault}";
            }
        }

        return null;
    }

    public static string? FindFault(ImageSize size, int regions, IReadOnlyList<Mask>? masks) => masks is null
        ? "nothing (null)"
        : masks.Count != regions
            ? $"{masks.Count} masks for {regions} regions"
            : masks.Select(m => FindFault(size, m)).FirstOrDefault(f => f is not null);

    private static string? FindFault(ImageSize? size, IReadOnlyList<Region>? regions)
    {
        if (regions is null)
        {
            return "no list of regions (null)";
        }

        foreach (var region in regions)
        {
            if (region is null)
            {
                return "a region that is null";
            }

            if (FindFault(size, region) is { } fault)
            {
                return $"a region whose {fault}";
            }

            if (!IsProbability(region.Score))
            {
                return FormattableString.Invariant($"a region with the score {region.Score}, not 0 to 1");
            }
        }

        return null;
    }

    // What reaches out a little is cut at the edge; what shows nothing of the picture is no place in it.
    private static string? FindFault(ImageSize? size, Region region)
    {
        var box = region.Box;
        if (!IsFinite(box))
        {
            return "box has something that is no number";
        }

        var inside = (region.Unit, size) switch
        {
            (_, { } of) => region.ToPixels(of).ClampTo(of),
            (RegionUnit.Relative, null) => box.ClampTo(new ImageSize(1, 1)),
            _ => new Box(Math.Max(0, box.X0), Math.Max(0, box.Y0), box.X1, box.Y1),
        };
        if (box.IsProper && inside.IsProper)
        {
            return null;
        }

        var what = !box.IsProper ? "has no area"
            : region.Unit == RegionUnit.Pixels && size is { } picture ? $"lies outside the picture of {picture}"
            : "lies outside the picture";
        return FormattableString.Invariant($"box ({box.X0}, {box.Y0}, {box.X1}, {box.Y1}) {what}");
    }

    private static string? FindFault(ImageSize size, Mask? mask) => mask is null
        ? "nothing (null)"
        : mask.Width == size.Width && mask.Height == size.Height ? null : $"a mask of {mask.Width} x {mask.Height} for a picture of {size}";

    private static bool IsFinite(Box box) =>
        double.IsFinite(box.X0) && double.IsFinite(box.Y0) && double.IsFinite(box.X1) && double.IsFinite(box.Y1);

    private static bool IsProbability(double value) => value is >= 0 and <= 1;

    private static bool SplitsPair(string text, int index) =>
        index > 0 && index < text.Length && char.IsSurrogatePair(text[index - 1], text[index]);
}
