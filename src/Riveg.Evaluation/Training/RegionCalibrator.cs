using Riveg.Builtin.Grounding;
using Riveg.Builtin.Learning;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Training;

/// <summary>Fits a <see cref="RegionCalibration"/> on what a prior chooses for entities that it has not seen. Not thread-safe.</summary>
internal sealed class RegionCalibrator
{
    private const int MovesOfABox = 4;

    // Farther than this the picture moves no box: pulled back, those of real photographs keep at least 0.4.
    private const double LeastOverlap = 0.4;
    private readonly List<Choice> choices = [];
    private readonly List<Move> moves = [];
    private readonly FeatureSink sink = new();
    private int draws;

    /// <summary>Adds the entities of one post in one view, as the prior places them.</summary>
    /// <param name="prior">A prior that has not seen the post.</param>
    /// <param name="view">The post as it is seen.</param>
    /// <param name="proportion">The picture's width over its height; null where it is not known.</param>
    /// <param name="entities">The post's entities that are in the picture.</param>
    public void Add(LayoutPrior prior, PostContext view, double? proportion, IEnumerable<TrainingEntity> entities)
    {
        foreach (var sameType in entities.GroupBy(e => e.Mention.Mention.Type))
        {
            var group = sameType.ToArray();
            var values = Array.ConvertAll(
                group, e => prior.Probabilities(LayoutFeatures.Extract(e.Mention with { Post = view }, e.Place, proportion, sink)));
            var chosen = LayoutChoice.Of(values);
            for (var i = 0; i < group.Length; i++)
            {
                Add(prior, values[i], chosen[i], RegionCalibration.ViewOf(view, proportion), group[i].Boxes);
            }
        }
    }

    /// <summary>Fits; without any entity the prior is taken at its word.</summary>
    public RegionCalibration Fit()
    {
        var views = new PlattScaling[RegionCalibration.ViewCount];
        for (var v = 0; v < views.Length; v++)
        {
            var own = choices.Where(c => c.View == v).ToList();
            views[v] = PlattFit.Fit([.. own.Select(c => c.LogOdds)], [.. own.Select(c => c.IsRight)]);
        }

        var factor = PlattFit.FitFactor(
            [.. moves.Select(m => views[m.View].LogOdds(m.LogOdds))], [.. moves.Select(m => m.Change)], [.. moves.Select(m => m.IsRight)]);
        return new RegionCalibration(views, factor);
    }

    private void Add(LayoutPrior prior, double[] probabilities, int chosen, int view, IReadOnlyList<Box> gold)
    {
        var box = prior.Boxes[chosen];
        var logOdds = Logistic.LogOdds(probabilities[chosen]);
        choices.Add(new Choice(view, logOdds, BoxVocabulary.IsRight(box, gold)));
        var belief = PlaceBelief.LogOdds(box, prior.Boxes, probabilities);
        for (var i = 0; i < MovesOfABox; i++)
        {
            var moved = ContentFit.Draw(box, draws++);
            if (moved != box && moved.IntersectionOverUnion(box) >= LeastOverlap)
            {
                moves.Add(
                    new Move(
                        view,
                        logOdds,
                        PlaceBelief.LogOdds(moved, prior.Boxes, probabilities) - belief,
                        BoxVocabulary.IsRight(moved, gold)));
            }
        }
    }

    private readonly record struct Choice(int View, double LogOdds, bool IsRight);

    private readonly record struct Move(int View, double LogOdds, double Change, bool IsRight);
}
