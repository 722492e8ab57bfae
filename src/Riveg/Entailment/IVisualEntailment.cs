using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Entailment;

/// <summary>Stage 3: is the entity in the picture? (TMM 2025, section III-D.) Answers a calibrated probability; the pipeline holds the threshold.</summary>
public interface IVisualEntailment : IStage
{
    /// <summary>Judges each mention. All mentions of a post are in the same batch, one after the other.</summary>
    ValueTask<IReadOnlyList<EntailmentAnswer>> EntailAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default);
}

/// <summary>Whether an entity is in its picture.</summary>
/// <param name="Probability">Calibrated, 0..1.</param>
/// <param name="RawAnswer">The model's own words where it is a language model; null elsewhere.</param>
public sealed record EntailmentAnswer(double Probability, string? RawAnswer = null);
