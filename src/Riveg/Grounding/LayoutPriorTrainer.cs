using Riveg.Datasets;
using Riveg.Learning;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Grounding;

/// <summary>Trains the layout prior on the gold boxes: chooses the boxes of its vocabulary, and learns for each one when it is right.</summary>
/// <param name="regression">How the model of the boxes is fitted.</param>
/// <param name="vocabularySize">How many boxes there are to choose from.</param>
internal sealed class LayoutPriorTrainer(LogisticRegression regression, int vocabularySize)
{
    /// <summary>Trains; the same posts give the same prior.</summary>
    public LayoutPrior Train(IReadOnlyList<GoldPost> posts, CancellationToken cancellationToken)
    {
        var entities = posts.SelectMany(Grounded).ToList();
        var boxes = BoxVocabulary.Choose([.. entities.Select(e => e.Boxes)], vocabularySize, cancellationToken);
        if (boxes.Length == 0)
        {
            throw new DatasetException("No entity of the training posts has a box inside a picture of known size; a layout prior cannot be learned.");
        }

        var examples = Collect(entities);
        var labels = boxes.Select(b => examples.Select(e => BoxVocabulary.IsRight(b, e.Boxes)).ToArray()).ToArray();
        return new LayoutPrior(boxes, regression.Fit([.. examples.Select(e => e.Features)], labels, cancellationToken));
    }

    private static IEnumerable<TrainingEntity> Grounded(GoldPost post)
    {
        if (post.ImageSize is not { } size)
        {
            return [];
        }

        var context = GoldContexts.Of(post);
        var present = Enumerable.Range(0, post.Entities.Count).Where(i => post.Entities[i].Boxes.Count > 0).ToArray();
        return GroundedEntity.Of([.. present.Select(i => new MentionContext(context, i))]).Select(e => new TrainingEntity(
            e.Mention,
            e.Place,
            (double)size.Width / size.Height,
            [.. post.Entities[present[e.Indices[0]]].Boxes.Select(b => BoxConversions.ToRelative(b, size))],
            post.FurtherKnowledge));
    }

    // Each entity with and without its picture's proportion, and in all views of its post.
    private static List<(uint[] Features, IReadOnlyList<Box> Boxes)> Collect(List<TrainingEntity> entities)
    {
        var sink = new FeatureSink();
        var examples = new List<(uint[] Features, IReadOnlyList<Box> Boxes)>();
        foreach (var entity in entities)
        {
            foreach (var view in GoldContexts.Views(entity.Mention.Post, entity.FurtherKnowledge))
            {
                foreach (var proportion in new double?[] { null, entity.Proportion })
                {
                    examples.Add((LayoutFeatures.Extract(entity.Mention with { Post = view }, entity.Place, proportion, sink), entity.Boxes));
                }
            }
        }

        return examples;
    }

    private sealed record TrainingEntity(MentionContext Mention, LayoutPlace Place, double Proportion, IReadOnlyList<Box> Boxes, IReadOnlyList<string> FurtherKnowledge);
}
