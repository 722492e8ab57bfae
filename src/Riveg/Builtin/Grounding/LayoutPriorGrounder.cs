using Riveg.Builtin.Learning;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Builtin.Grounding;

/// <summary>
/// The built-in stage 4: an honest baseline. It knows where entities of a type tend to be (a layout prior learned from gold boxes, led by
/// captions, knowledge and the number of entities), gives several entities of a type in one picture different boxes, and, where there is a
/// picture, moves the box towards what stands out there. It recognises nobody. Thread-safe.
/// </summary>
internal sealed class LayoutPriorGrounder : MentionStage<GroundingAnswer>, IVisualGrounder
{
    private const string Source = "layout-prior";

    // Besides the box that was chosen.
    private const int MostAlternatives = 2;

    private readonly LayoutPrior prior;

    /// <summary>Makes the stage.</summary>
    /// <param name="prior">What was learned.</param>
    /// <param name="info">What the provenance names; <c>builtin</c> if null.</param>
    public LayoutPriorGrounder(LayoutPrior prior, StageInfo? info = null)
        : base(info ?? new StageInfo("builtin")) => this.prior = prior;

    /// <inheritdoc />
    /// <returns>
    /// For each mention one region, in pixels where the post has a picture, else relative. Mentions with the same words (ignoring case)
    /// share it. Its score is the probability that it is right (IoU >= 0.5) if the entity is in the picture, calibrated out of fold on the
    /// training split without pixels; a box that was moved has a score of its new place.
    /// </returns>
    protected override ValueTask<IReadOnlyList<GroundingAnswer>> AnswerMentionsAsync(PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        var image = post.Image;
        var size = image is null ? (ImageSize?)null : new ImageSize(image.Width, image.Height);
        var answers = new Dictionary<int, GroundingAnswer>();
        foreach (var sameType in GroundedEntity.Of(post.Asked).GroupBy(e => e.Thing.Type))
        {
            var content = image is null ? null : PictureContent.Of(image, sameType.Key == EntityType.Person);
            var group = sameType.ToArray();
            foreach (var (entity, answer) in group.Zip(Place(group, content, size)))
            {
                foreach (var mention in entity.Thing.Mentions)
                {
                    answers[mention.Index] = answer;
                }
            }
        }

        return ValueTask.FromResult<IReadOnlyList<GroundingAnswer>>([.. post.Asked.Select(m => answers[m.Index])]);
    }

    private GroundingAnswer[] Place(GroundedEntity[] entities, PictureContent? content, ImageSize? size)
    {
        var proportion = size is { } s ? (double)s.Width / s.Height : (double?)null;
        var sink = new FeatureSink();
        var values = entities.Select(e => prior.Probabilities(LayoutFeatures.Extract(e.Mention, e.Place, proportion, sink))).ToList();
        var choices = LayoutChoice.Of(values);
        var placed = new (Box Box, double Score)[entities.Length];
        var answers = new GroundingAnswer[entities.Length];
        for (var i = 0; i < placed.Length; i++)
        {
            var chosen = prior.Boxes[choices[i]];
            var box = content is null ? chosen : Fit(chosen, content, placed.AsSpan(0, i));
            placed[i] = (box, prior.Score(values[i], choices[i], box, RegionCalibration.ViewOf(entities[i].Mention.Post, proportion)));
            var region = RegionOf(box, placed[i].Score, size);
            var (probabilities, choice, isMoved) = (values[i], choices[i], box != chosen);
            answers[i] = new GroundingAnswer([region]) { OnDemand = () => Candidates(region, isMoved, probabilities, choice, size) };
        }

        return answers;
    }

    private IReadOnlyList<Candidate> Candidates(Region region, bool isMoved, double[] probabilities, int choice, ImageSize? size)
    {
        var reason = isMoved
            ? "the likeliest place for its kind, moved to what stands out there"
            : "the likeliest place for its kind";
        return [new Candidate(region, Source, reason, IsChosen: true), .. Alternatives(probabilities, choice, size)];
    }

    private IEnumerable<Candidate> Alternatives(double[] probabilities, int choice, ImageSize? size) =>
        Enumerable.Range(0, probabilities.Length)
        .Where(b => b != choice)
        .OrderByDescending(b => probabilities[b])
        .Take(MostAlternatives)
        .Select(b => new Candidate(
            RegionOf(prior.Boxes[b], Math.Clamp(probabilities[b], 0, 1), size),
            Source,
            probabilities[b] > probabilities[choice] ? "likelier, and taken by another of its type" : "less likely",
            IsChosen: false));

    private static Region RegionOf(Box relative, double score, ImageSize? size) => size is { } s
        ? new Region(Box.FromRelative(relative, s), score)
        : new Region(relative, score) { Unit = RegionUnit.Relative };

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
