using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Regions;

namespace Riveg.Evaluation.Photos;

/// <summary>What one post adds to the figures that are no F1: its cases.</summary>
internal sealed class JudgedPost
{
    /// <summary>Judges a post.</summary>
    /// <param name="answer">What was answered.</param>
    /// <param name="predicted">Its entities, with boxes in the size of gold's picture.</param>
    public JudgedPost(PhotoAnswer answer, IReadOnlyList<AnnotatedEntity> predicted)
    {
        var pairs = answer.Gold.Entities
            .Select(g => (Gold: g, Predicted: predicted.FirstOrDefault(e => e.Mention.Span == g.Span)))
            .ToList();
        Probabilities = EntailmentScore.JudgedOf([(answer.Gold, predicted)]);
        GroundableRight = [.. pairs.Where(p => p.Gold.Boxes.Count > 0).Select(p => IsRight(p.Gold, p.Predicted, answer.Gold.ImageSize))];
        AbsentBoxed = [.. pairs.Where(p => !p.Gold.IsGroundable).Select(p => p.Predicted?.Regions.Count > 0)];
        MaskOverlaps = answer.MaskOverlaps;
        Seconds = answer.Time is { } time ? [time.TotalSeconds] : [];
    }

    /// <summary>The probabilities of being in the picture, and whether that is so.</summary>
    public IReadOnlyList<(double Probability, bool IsThere)> Probabilities { get; }

    /// <summary>For each name that has a gold box: whether its best box is right.</summary>
    public IReadOnlyList<bool> GroundableRight { get; }

    /// <summary>For each name that is not in the picture: whether it got a box.</summary>
    public IReadOnlyList<bool> AbsentBoxed { get; }

    /// <inheritdoc cref="PhotoAnswer.MaskOverlaps" />
    public IReadOnlyList<double> MaskOverlaps { get; }

    /// <summary>The time of the picture; empty without one.</summary>
    public IReadOnlyList<double> Seconds { get; }

    // A name is found by its span; what type it is given is MNER's and GMNER's to count.
    private static bool IsRight(GoldEntity gold, AnnotatedEntity? predicted, ImageSize? size) =>
        predicted is { Regions.Count: > 0 } && EntityJudgement.IsRight(ScoringTask.Eeg, predicted, gold, size);
}
