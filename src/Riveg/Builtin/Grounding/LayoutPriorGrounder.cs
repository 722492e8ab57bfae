using Riveg.Builtin.Learning;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Builtin.Grounding;

/// <summary>
/// The built-in stage 4: an honest baseline. It knows where entities of a type tend to be (a layout prior learned from gold boxes, led by captions, knowledge and the number of entities),
/// gives several entities of a type in one picture different boxes, and, where there is a picture, moves the box towards what stands out there. It recognises nobody. Thread-safe.
/// </summary>
public sealed class LayoutPriorGrounder : IVisualGrounder
{
    private readonly LayoutPrior prior;

    internal LayoutPriorGrounder(LayoutPrior prior) => this.prior = prior;

    /// <inheritdoc />
    public StageInfo Info { get; init; } = new("builtin");

    /// <inheritdoc />
    /// <returns>
    /// For each mention one region, in pixels where the post has a picture, else relative. Mentions with the same words (ignoring case) share it. Its score is the probability that it is right
    /// (IoU >= 0.5) if the entity is in the picture, calibrated out of fold on the training split without pixels; a box that was moved has a score of its new place.
    /// </returns>
    public ValueTask<IReadOnlyList<IReadOnlyList<Region>>> GroundAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mentions);
        var regions = new IReadOnlyList<Region>[mentions.Count];
        for (var start = 0; start < mentions.Count;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            var end = start + 1;
            while (end < mentions.Count && ReferenceEquals(mentions[end].Post, mentions[start].Post))
            {
                end++;
            }

            GroundPost([.. mentions.Skip(start).Take(end - start)], regions.AsSpan(start, end - start));
            start = end;
        }

        return ValueTask.FromResult<IReadOnlyList<IReadOnlyList<Region>>>(regions);
    }

    private void GroundPost(MentionContext[] mentions, Span<IReadOnlyList<Region>> regions)
    {
        var image = mentions[0].Post.Image;
        var entities = GroundedEntity.Of(mentions);
        foreach (var sameType in entities.GroupBy(e => e.Mention.Mention.Type))
        {
            var group = sameType.ToArray();
            var content = image is null ? null : PictureContent.Of(image, sameType.Key == EntityType.Person);
            var placed = Place(group, content, image is null ? null : (double)image.Width / image.Height);
            for (var i = 0; i < group.Length; i++)
            {
                var region = image is null
                    ? new Region(placed[i].Box, placed[i].Score) { Unit = RegionUnit.Relative }
                    : new Region(BoxConversions.FromRelative(placed[i].Box, new ImageSize(image.Width, image.Height)), placed[i].Score);
                foreach (var index in group[i].Indices)
                {
                    regions[index] = [region];
                }
            }
        }
    }

    private (Box Box, double Score)[] Place(GroundedEntity[] entities, PictureContent? content, double? proportion)
    {
        var sink = new FeatureSink();
        var values = entities.Select(e => prior.Probabilities(LayoutFeatures.Extract(e.Mention, e.Place, proportion, sink))).ToList();
        var choices = LayoutChoice.Of(values);
        var placed = new (Box Box, double Score)[entities.Length];
        for (var i = 0; i < placed.Length; i++)
        {
            var chosen = prior.Boxes[choices[i]];
            var box = content is null ? chosen : Fit(chosen, content, placed.AsSpan(0, i));
            placed[i] = (box, prior.Score(values[i], choices[i], box, RegionCalibration.ViewOf(entities[i].Mention.Post, proportion)));
        }

        return placed;
    }

    // A fitted box must not slide onto an entity that already has its place.
    private static Box Fit(Box prior, PictureContent content, ReadOnlySpan<(Box Box, double Score)> taken)
    {
        var fitted = ContentFit.Fit(prior, content);
        foreach (var (other, _) in taken)
        {
            if (fitted.IntersectionOverUnion(other) > Math.Max(BoxVocabulary.RightOverlap, prior.IntersectionOverUnion(other)))
            {
                return prior;
            }
        }

        return fitted;
    }
}
