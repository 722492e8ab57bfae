using Riveg.Builtin;
using Riveg.Builtin.Learning;
using Riveg.Evaluation.Datasets;

namespace Riveg.Evaluation.Training;

/// <summary>What the built-in model is trained on.</summary>
public sealed record BuiltinTrainingData
{
    /// <summary>Posts with boxes (Twitter-GMNER's train split), with their knowledge and captions: for all stages.</summary>
    public required IReadOnlyList<GoldPost> Grounded { get; init; }

    /// <summary>Further posts without boxes (Twitter-2015, Twitter-2017), with their knowledge: for recognition only.</summary>
    public IReadOnlyList<GoldPost> TextOnly { get; init; } = [];

    /// <summary>
    /// Data sets that were annotated by other rules (the Broad Twitter Corpus): for recognition of text alone, with features for what
    /// differs, which are not there when posts are read.
    /// </summary>
    public IReadOnlyList<IReadOnlyList<GoldPost>> Related { get; init; } = [];

    /// <summary>Clusters of words, which become part of the model; none for a model that knows no clusters.</summary>
    public IReadOnlyList<WordCluster> Clusters { get; init; } = [];
}

/// <summary>Trains the built-in model. The same data gives the same bytes.</summary>
public static class BuiltinTrainer
{
    // Trained on the train split, chosen on dev; docs/grounding.md has the figures.
    private static readonly LogisticRegression EntailmentFit = new() { L2 = 100, MinCount = 3 };
    private static readonly LogisticRegression LayoutFit = new() { L2 = 100, MinCount = 5 };
    private const int LayoutBoxes = 48;

    /// <summary>Trains all parts.</summary>
    /// <param name="data">The posts.</param>
    /// <param name="recognition">How the recogniser is trained; the defaults if null.</param>
    /// <param name="progress">Told in a line what is done now; null for none.</param>
    /// <param name="cancellationToken">Ends the training.</param>
    /// <exception cref="DatasetException">The posts hold nothing to learn from.</exception>
    public static BuiltinModel Train(
        BuiltinTrainingData data,
        CrfTrainingOptions? recognition = null,
        IProgress<string>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(data);
        if (!data.Grounded.Any(p => p.Entities.Count > 0))
        {
            throw new DatasetException("The training posts hold no entity.");
        }

        progress?.Report($"layout prior: {data.Grounded.Sum(p => p.Entities.Count(e => e.IsGroundable))} groundable entities");
        var layout = new LayoutPriorTrainer(LayoutFit, LayoutBoxes).Train(data.Grounded, cancellationToken);
        progress?.Report(
            $"entailment: {data.Grounded.Sum(p => p.Entities.Count)} entities in up to {EvidenceView.Count} views, "
            + "with out-of-fold calibration");

        // Nobody asks whether an entity is in the picture of a post that has none.
        var entailment = new EntailmentTrainer(EntailmentFit).Train(
            [.. data.Grounded.Where(p => p.Post.Image is not null)], cancellationToken);
        progress?.Report($"recognition: {data.Grounded.Count} posts, {data.TextOnly.Count} without boxes, "
            + $"{data.Related.Sum(r => r.Count)} of other rules, {data.Clusters.Count} words in clusters");
        var recognizer = CrfRecognizerTrainer.Train(
            new RecognitionTrainingData { Posts = [.. data.Grounded, .. data.TextOnly], Related = data.Related, Clusters = data.Clusters },
            recognition ?? new CrfTrainingOptions(), progress, cancellationToken);
        return new BuiltinModel(recognizer, entailment, layout);
    }
}
