using Riveg.Entailment;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Pipeline;

/// <summary>What the answers of each stage must be like; each check says in a few words what is wrong, or null.</summary>
internal static class StageAnswers
{
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

    public static string? FindFault(IReadOnlyList<Region>? regions)
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

            var box = region.Box;
            if (!double.IsFinite(box.X0) || !double.IsFinite(box.Y0) || !double.IsFinite(box.X1) || !double.IsFinite(box.Y1))
            {
                return "a box with something that is no number";
            }

            if (!IsProbability(region.Score))
            {
                return FormattableString.Invariant($"a region with the score {region.Score}, not 0 to 1");
            }
        }

        return null;
    }

    public static string? FindFault(ImageSize size, Mask? mask) => mask is null
        ? "nothing (null)"
        : mask.Width == size.Width && mask.Height == size.Height ? null : $"a mask of {mask.Width} x {mask.Height} for a picture of {size}";

    private static bool IsProbability(double value) => value is >= 0 and <= 1;

    private static bool SplitsPair(string text, int index) => index > 0 && index < text.Length && char.IsSurrogatePair(text[index - 1], text[index]);
}
