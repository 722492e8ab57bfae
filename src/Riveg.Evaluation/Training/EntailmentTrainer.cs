using Riveg.Builtin.Entailment;
using Riveg.Builtin.Expansion;
using Riveg.Builtin.Learning;
using Riveg.Evaluation.Datasets;
using Riveg.Posts;

namespace Riveg.Evaluation.Training;

/// <summary>
/// Trains the built-in entailment on gold entities: in the picture where they have a box. Each post is seen in all its views, so that one
/// model serves posts with and without knowledge and captions.
/// </summary>
internal sealed class EntailmentTrainer(LogisticRegression regression)
{
    private const int Folds = 5;

    /// <summary>Trains; the same posts give the same model.</summary>
    public EntailmentModel Train(IReadOnlyList<GoldPost> posts, CancellationToken cancellationToken)
    {
        var examples = Collect(posts, cancellationToken);
        var calibrations = Calibrate(examples, cancellationToken);
        return new EntailmentModel(Fit(examples, cancellationToken), calibrations);
    }

    private static List<Example> Collect(IReadOnlyList<GoldPost> posts, CancellationToken cancellationToken)
    {
        var sink = new FeatureSink();
        var examples = new List<Example>();
        for (var p = 0; p < posts.Count; p++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var view in GoldContexts.Views(GoldContexts.Of(posts[p]), posts[p].FurtherKnowledge))
            {
                for (var i = 0; i < view.Mentions.Count; i++)
                {
                    var mention = new MentionContext(view, i);
                    mention = mention with { Expansion = KnowledgeEntityExpander.Expand(mention) };
                    examples.Add(
                        new Example(
                            EntailmentFeatures.Extract(mention, sink),
                            posts[p].Entities[i].IsGroundable,
                            EvidenceView.Of(view),
                            p % Folds));
                }
            }
        }

        return examples;
    }

    // Scores of posts that the scorer has not seen: those of each fold by a model of the others.
    private PlattScaling[] Calibrate(List<Example> examples, CancellationToken cancellationToken)
    {
        var scores = new double[examples.Count];
        Parallel.For(0, Folds, new ParallelOptions { CancellationToken = cancellationToken }, fold =>
        {
            var model = Fit([.. examples.Where(e => e.Fold != fold)], cancellationToken);
            for (var i = 0; i < scores.Length; i++)
            {
                if (examples[i].Fold == fold)
                {
                    scores[i] = model.Score(examples[i].Features);
                }
            }
        });
        var calibrations = new PlattScaling[EvidenceView.Count];
        for (var view = 0; view < calibrations.Length; view++)
        {
            var indices = Enumerable.Range(0, scores.Length).Where(i => examples[i].View == view).ToArray();
            calibrations[view] = PlattFit.Fit([.. indices.Select(i => scores[i])], [.. indices.Select(i => examples[i].IsThere)]);
        }

        return calibrations;
    }

    private HashedLinearModel Fit(List<Example> examples, CancellationToken cancellationToken) =>
        regression.Fit([.. examples.Select(e => e.Features)], [.. examples.Select(e => e.IsThere)], cancellationToken);

    private sealed record Example(uint[] Features, bool IsThere, int View, int Fold);
}
