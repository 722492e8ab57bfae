using Riveg.Builtin.Learning;
using Riveg.Grounding;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Builtin.Grounding;

/// <summary>
/// The built-in stage 4: an honest baseline. It knows where entities of a type tend to be (a layout prior learned from gold boxes, led by
/// captions, knowledge and the number of entities), and gives several entities of a type in one picture different boxes. Where there is a
/// picture, things and a person who is named alone get the place that most speaks for; of several persons each box is moved towards what
/// stands out there. It recognises nobody. Thread-safe.
/// </summary>
internal sealed class LayoutPriorGrounder : PostStage<IReadOnlyList<Answer<GroundingAnswer>>>, IVisualGrounder
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
    /// share it. Its score is the probability that it is right (IoU >= 0.5) if the entity is in the picture, calibrated out of fold: on
    /// the training split without pixels (a box that was moved has a score of its new place), or on photographs where pixels chose it.
    /// </returns>
    protected override ValueTask<IReadOnlyList<Answer<GroundingAnswer>>> AnswerPostAsync(
        PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        var image = post.Image;
        var size = image is null ? (ImageSize?)null : new ImageSize(image.Width, image.Height);
        var answers = new Dictionary<int, GroundingAnswer>();
        var kinds = image is null or { IsBlank: true } ? [] : PlacedKind.Of(post);
        var places = new Lazy<PicturePlaces>(() => PicturePlaces.Of(image!, prior.Boxes));
        foreach (var sameType in GroundedEntity.Of(post.Asked).GroupBy(e => e.Thing.Type))
        {
            var group = sameType.ToArray();
            var byLooks = Array.ConvertAll(
                group,
                e => kinds.FirstOrDefault(k => k.Mentions.Mentions.Any(m => m.Index == e.Mention.Index)).Kind);
            var content = image is null || byLooks.All(k => k is not null)
                ? null
                : PictureContent.Of(image, sameType.Key == EntityType.Person);
            foreach (var (entity, answer) in group.Zip(Place(group, content, size, byLooks, places)))
            {
                foreach (var mention in entity.Thing.Mentions)
                {
                    answers[mention.Index] = answer;
                }
            }
        }

        return ValueTask.FromResult<IReadOnlyList<Answer<GroundingAnswer>>>([.. post.Asked.Select(m => Answer.Of(answers[m.Index]))]);
    }

    private GroundingAnswer[] Place(
        GroundedEntity[] entities, PictureContent? content, ImageSize? size, PlacedKind?[] byLooks, Lazy<PicturePlaces> places)
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
            if (byLooks[i] is { } kind)
            {
                placed[i] = ByLooks(places.Value.Places, kind, values[i]);
            }
            else
            {
                var fitted = content is null ? chosen : Fit(chosen, content, placed.AsSpan(0, i));
                var view = RegionCalibration.ViewOf(entities[i].Mention.Post, proportion);
                placed[i] = (fitted, prior.Score(values[i], choices[i], fitted, view));
            }

            var box = placed[i].Box;
            var region = RegionOf(box, placed[i].Score, size);
            var (probabilities, choice) = (values[i], choices[i]);
            var reason = byLooks[i] is not null ? "what stands out, of a size that fits its kind"
                : box != chosen ? "the likeliest place for its kind, moved to what stands out there"
                : "the likeliest place for its kind";
            answers[i] = new GroundingAnswer([region]) { OnDemand = () => Candidates(region, reason, probabilities, choice, size) };
        }

        return answers;
    }

    private (Box Box, double Score) ByLooks(IReadOnlyList<PicturePlace> places, PlacedKind kind, double[] probabilities)
    {
        var beliefs = places.Select(p => PlaceBelief.LogOdds(p.Box, prior.Boxes, probabilities)).ToList();
        var (box, votes) = PlaceChoice.Of(places, kind, beliefs, PlaceChoice.Shipped);
        return (box, PlaceChoice.Calibration.Probability(Logistic.LogOdds(votes)));
    }

    private IReadOnlyList<Candidate> Candidates(Region region, string reason, double[] probabilities, int choice, ImageSize? size)
    {
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
