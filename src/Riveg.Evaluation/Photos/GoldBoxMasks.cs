using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Segmentation;

namespace Riveg.Evaluation.Photos;

/// <summary>Measures a segmenter alone: masks made for gold boxes beside the gold masks of these boxes.</summary>
internal static class GoldBoxMasks
{
    // An outline is that of a box where its own bounds are so near it.
    private const double LeastOverlap = 0.5;

    /// <summary>Whether a post has an outline with its box.</summary>
    public static bool HasAny(GoldPost post) => Pairs(post).Any(e => e.Pairs.Count > 0);

    /// <summary>How well boxes themselves, filled, fit the outlines: what any segmenter has to beat.</summary>
    public static IReadOnlyList<double> OverlapsOfBoxes(GoldPost post) =>
        [.. Pairs(post).SelectMany(e => e.Pairs).Select(p => Fill(p.Box, p.Mask).IntersectionOverUnion(p.Mask))];

    /// <summary>Asks a segmenter about a post's gold boxes, with what was seen in the picture.</summary>
    /// <param name="segmenter">The segmenter.</param>
    /// <param name="gold">The post.</param>
    /// <param name="result">Its annotation, whose observations the segmenter may read.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>
    /// For each box that has an outline the IoU of the two masks, and why there is none for a mention; such masks count 0.
    /// </returns>
    public static async Task<(IReadOnlyList<double> Overlaps, IReadOnlyList<Fault> Faults)> MeasureAsync(
        ISegmenter segmenter, GoldPost gold, AnnotationResult result, CancellationToken cancellationToken)
    {
        var named = Pairs(gold);
        var image = new ImageDecoder().Decode(gold.Post.Image!, cancellationToken);
        var size = new ImageSize(image.Width, image.Height);
        var context = new PostContext
        {
            Post = gold.Post,
            Image = image,
            Knowledge = AuxiliaryKnowledge.Of(gold.Post.AuxiliaryKnowledge),
            Observations = result.Observations,
            Mentions =
            [
                .. named.Select(e => new MentionContext(new Mention(e.Entity.Span, e.Entity.Type))
                {
                    Expansion = result.Entities.FirstOrDefault(r => r.Mention.Span == e.Entity.Span)?.Expansion,
                    Entailment = e.Entity.IsGroundable ? 1 : 0,
                    Regions = [.. e.Pairs.Select(p => new Region(InPicture(p.Box, p.Mask, size), 1))],
                    IsAsked = e.Pairs.Count > 0,
                }),
            ],
        };
        var answer = (await segmenter.AnswerAsync([context], cancellationToken).ConfigureAwait(false))[0];
        if (answer.HasFailed)
        {
            return ([.. named.SelectMany(e => e.Pairs).Select(_ => 0.0)], [answer.Fault]);
        }

        var overlaps = new List<double>();
        var faults = new List<Fault>();
        foreach (var (asked, masks) in named.Where(e => e.Pairs.Count > 0).Zip(answer.Value!))
        {
            overlaps.AddRange(masks.HasFailed
                ? asked.Pairs.Select(_ => 0.0)
                : asked.Pairs.Zip(masks.Value!, (pair, mask) => Overlap(mask, pair.Mask)));
            faults.AddRange(masks.HasFailed ? [masks.Fault] : []);
        }

        return (overlaps, faults);
    }

    // Gold may be drawn in a picture of another size; its outlines say in which.
    private static Box InPicture(Box box, Mask mask, ImageSize size) =>
        Box.FromRelative(box.ToRelative(new ImageSize(mask.Width, mask.Height)), size).ClampTo(size);

    private static List<(GoldEntity Entity, List<(Box Box, Mask Mask)> Pairs)> Pairs(GoldPost post) =>
        [.. post.Entities.Select(e => (e, Pairs(e)))];

    // Outlines without boxes have their own bounds.
    private static List<(Box Box, Mask Mask)> Pairs(GoldEntity entity)
    {
        var masks = entity.Masks.Where(m => m.BoundingBox is not null).ToList();
        return entity.Boxes.Count == 0
            ? [.. masks.Select(m => (m.BoundingBox!.Value, m))]
            :
            [
                .. entity.Boxes
                    .Select(b => (Box: b, Mask: masks.MaxBy(m => m.BoundingBox!.Value.IntersectionOverUnion(b))))
                    .Where(p => p.Mask is not null && p.Mask.BoundingBox!.Value.IntersectionOverUnion(p.Box) >= LeastOverlap)
                    .Select(p => (p.Box, p.Mask!)),
            ];
    }

    private static double Overlap(Mask made, Mask gold) =>
        (made.Width, made.Height) == (gold.Width, gold.Height)
            ? made.IntersectionOverUnion(gold)
            : MaskScaling.Resize(made, new ImageSize(gold.Width, gold.Height)).IntersectionOverUnion(gold);

    // A pixel is inside where its centre is.
    private static Mask Fill(Box box, Mask like)
    {
        var pixels = new byte[like.Width * like.Height];
        for (var y = 0; y < like.Height; y++)
        {
            for (var x = 0; x < like.Width && y + 0.5 >= box.Y0 && y + 0.5 <= box.Y1; x++)
            {
                pixels[(y * like.Width) + x] = (byte)(x + 0.5 >= box.X0 && x + 0.5 <= box.X1 ? 1 : 0);
            }
        }

        return Mask.FromPixels(like.Width, like.Height, pixels);
    }
}
