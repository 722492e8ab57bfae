using Riveg.Entailment;
using Riveg.Evidence;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Testing.Conformance;

/// <summary>What each stage's contract says of its answers; stricter than a pipeline, which mends what it can.</summary>
internal static class AnswerContracts
{
    // Of a picture's side: boxes that were computed may end a rounding error outside.
    private const double Rounding = 1e-6;

    public static AnswerContract<string?> Captions { get; } = AnswerContract.OfPosts<string?>(
        (_, caption) => IsWordless(caption) ? "a caption without a word; null says that there is none" : null,
        caption => [new AnswerPart(".caption", caption)]);

    public static AnswerContract<AuxiliaryKnowledge> Knowledge { get; } = AnswerContract.OfPosts<AuxiliaryKnowledge>(
        (_, answer) => answer is null ? "nothing (null)" : null,
        answer => [new AnswerPart(".answer", answer.Answer)]);

    public static AnswerContract<IReadOnlyList<PictureObservation>> Observation { get; } =
        AnswerContract.OfPosts<IReadOnlyList<PictureObservation>>(
        (post, seen) => seen is null ? "no list of observations (null)" : First(seen, o => FindFault(o, SizeOf(post))),
        seen => seen.SelectMany((o, i) => Of(o).Select(p => p with { Path = $"[{i}]{p.Path}" })));

    public static AnswerContract<IReadOnlyList<Mention>> Recognition { get; } =
        AnswerContract.OfPosts<IReadOnlyList<Mention>>(FindFault, mentions => mentions.SelectMany((m, i) => Of(m, $"[{i}]")));

    public static AnswerContract<IReadOnlyList<Answer<string?>>> Expansion { get; } = AnswerContract.OfMentions<string?>(
        (_, phrase) => IsWordless(phrase) ? "an expansion without a word; null says that there is none" : null,
        phrase => [new AnswerPart(".expansion", phrase)]);

    public static AnswerContract<IReadOnlyList<Answer<EntailmentAnswer>>> Entailment { get; } = AnswerContract.OfMentions<EntailmentAnswer>(
        (_, answer) => answer is null ? "nothing (null)" : Probability(answer.Probability, "the probability"),
        answer => [new AnswerPart(".probability", answer.Probability)]);

    public static AnswerContract<IReadOnlyList<Answer<GroundingAnswer>>> Grounding { get; } =
        AnswerContract.OfMentions<GroundingAnswer>((mention, answer) => FindFault(answer, SizeOf(mention.Post)), Of);

    public static AnswerContract<IReadOnlyList<Answer<IReadOnlyList<Mask>>>> Segmentation { get; } =
        AnswerContract.OfMentions<IReadOnlyList<Mask>>(
        (mention, masks) => FindFault(mention, masks),
        masks => masks.Select((m, i) => new AnswerPart($".mask[{i}]", m.ToCocoString())));

    private static ImageSize? SizeOf(PostContext post) => post.Image is { } image ? new ImageSize(image.Width, image.Height) : null;

    private static string? FindFault(PostContext post, IReadOnlyList<Mention> mentions)
    {
        if (mentions is null)
        {
            return "no list of mentions (null)";
        }

        var end = 0;
        return First(mentions, mention =>
        {
            if (mention is null)
            {
                return "a mention that is null";
            }

            var (span, text, before) = (mention.Span, post.Text, end);
            end = Math.Max(end, span.End);
            return span.Length == 0 ? $"an empty mention at {span}"
                : span.End > text.Length ? $"a mention at {span}, outside the text of {text.Length} characters"
                : span.Start < before ? $"a mention at {span} that overlaps the one before or stands in front of it"
                : SplitsPair(text, span.Start) || SplitsPair(text, span.End) ? $"a mention at {span} that splits a surrogate pair"
                : Probability(mention.Score, "a mention with the score");
        });
    }

    private static string? FindFault(PictureObservation seen, ImageSize? size) =>
        seen is null ? "an observation that is null"
        : !Enum.IsDefined(seen.Kind) ? $"an observation of no kind ({(int)seen.Kind})"
        : string.IsNullOrWhiteSpace(seen.Text) ? "an observation without a text"
        : string.IsNullOrWhiteSpace(seen.Source) ? "an observation without a source"
        : seen.Score is { } score && Probability(score, "an observation with the score") is { } fault ? fault
        : seen.Box is { } box && size is { } s ? Inside(box, s, "an observation") : null;

    private static string? FindFault(GroundingAnswer answer, ImageSize? size)
    {
        if (answer?.Regions is null || answer.Candidates is null)
        {
            return answer is null ? "nothing (null)" : $"no list of {(answer.Regions is null ? "regions" : "candidates")} (null)";
        }

        var best = 1.0;
        return First(answer.Regions, region =>
        {
            var before = best;
            best = region?.Score ?? best;
            return FindFault(region, size) ?? (region!.Score > before ? "regions that are not best first" : null);
        }) ?? First(answer.Candidates, c => c is null ? "a candidate that is null" : FindFault(c.Region, size)) ?? FindUntold(answer);
    }

    private static string? FindUntold(GroundingAnswer answer) =>
        answer.Candidates.Count > 0 && answer.Regions.Any(r => !answer.Candidates.Any(c => c.IsChosen && c.Region.Box == r.Box))
            ? "candidates that leave out a region that was chosen" : null;

    private static string? FindFault(Region? region, ImageSize? size) =>
        region is null ? "a region that is null"
        : Probability(region.Score, "a region with the score") is { } fault ? fault
        : (region.Unit, size) switch
        {
            (RegionUnit.Pixels, { } s) => Inside(region.Box, s, "a region"),
            (RegionUnit.Pixels, null) => "a region in pixels of a picture that cannot be seen",
            (_, null) => Inside(region.Box, new ImageSize(1, 1), "a relative region"),
            _ => "a relative region of a picture that can be seen",
        };

    private static string? FindFault(MentionContext mention, IReadOnlyList<Mask> masks)
    {
        if (masks is null || masks.Count != mention.Regions.Count)
        {
            return masks is null ? "no list of masks (null)" : $"{masks.Count} masks for {mention.Regions.Count} regions";
        }

        var size = SizeOf(mention.Post)!.Value;
        return First(masks, mask =>
            mask is null ? "a mask that is null"
            : mask.Width == size.Width && mask.Height == size.Height ? null
            : $"a mask of {mask.Width} x {mask.Height} for a picture of {size}");
    }

    private static string? Inside(Box box, ImageSize size, string what)
    {
        var (x, y) = (size.Width * Rounding, size.Height * Rounding);
        return !box.IsProper ? FormattableString.Invariant($"{what} whose box {Shown(box)} has no area")
            : box.X0 < -x || box.Y0 < -y || box.X1 > size.Width + x || box.Y1 > size.Height + y
                ? FormattableString.Invariant($"{what} whose box {Shown(box)} reaches out of the picture of {size}") : null;
    }

    private static string Shown(Box box) => FormattableString.Invariant($"({box.X0}, {box.Y0}, {box.X1}, {box.Y1})");

    private static string? Probability(double value, string what) =>
        value is >= 0 and <= 1 ? null : FormattableString.Invariant($"{what} {value}, not 0 to 1");

    private static bool SplitsPair(string text, int index) =>
        index > 0 && index < text.Length && char.IsSurrogatePair(text[index - 1], text[index]);

    private static bool IsWordless(string? text) => text is not null && string.IsNullOrWhiteSpace(text);

    private static string? First<T>(IEnumerable<T> items, Func<T, string?> findFault) =>
        items.Select(findFault).FirstOrDefault(f => f is not null);

    private static IEnumerable<AnswerPart> Of(Mention mention, string path) =>
    [
        new($"{path}.span", mention.Span),
        new($"{path}.type", mention.Type),
        new($"{path}.score", mention.Score),
    ];

    private static IEnumerable<AnswerPart> Of(PictureObservation seen) =>
    [
        new(".kind", seen.Kind), new(".text", seen.Text), new(".source", seen.Source), new(".score", seen.Score),
        .. seen.Box is { } box ? Of(box) : [],
    ];

    private static IEnumerable<AnswerPart> Of(GroundingAnswer answer) => answer.Regions.SelectMany((region, i) =>
        Of(region.Box).Append(new AnswerPart(".score", region.Score)).Select(p => p with { Path = $".region[{i}]{p.Path}" }));

    private static IEnumerable<AnswerPart> Of(Box box) => [new(".x0", box.X0), new(".y0", box.Y0), new(".x1", box.X1), new(".y1", box.Y1)];
}
