using Riveg.Evaluation.Datasets;

namespace Riveg.Evaluation.Training;

/// <summary>What the recogniser learns from.</summary>
internal sealed record RecognitionTrainingData
{
    /// <summary>
    /// Posts with their mentions; those with <see cref="Posts.Post.AuxiliaryKnowledge"/> teach both views, each further answer the second
    /// one.
    /// </summary>
    public required IReadOnlyList<GoldPost> Posts { get; init; }

    /// <summary>Data sets of other rules, for the view of text alone.</summary>
    public IReadOnlyList<IReadOnlyList<GoldPost>> Related { get; init; } = [];

    /// <summary>Clusters of words; none for a model without.</summary>
    public IReadOnlyList<WordCluster> Clusters { get; init; } = [];
}
