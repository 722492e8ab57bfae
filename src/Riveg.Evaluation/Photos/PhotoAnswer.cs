using Riveg.Evaluation.Datasets;

namespace Riveg.Evaluation.Photos;

/// <summary>What was answered about one post.</summary>
/// <param name="Gold">The post as people marked it.</param>
/// <param name="Result">The annotation.</param>
internal sealed record PhotoAnswer(GoldPost Gold, AnnotationResult Result)
{
    /// <summary>How well each mask that was made for a gold box fits the gold one, 0..1; empty where none was made.</summary>
    public IReadOnlyList<double> MaskOverlaps { get; init; } = [];

    /// <summary>How long the annotation took; null where no picture was looked at.</summary>
    public TimeSpan? Time { get; init; }
}
