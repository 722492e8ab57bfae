using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Entailment;

/// <summary>
/// Stage 3: is the entity in the picture? (TMM 2025, section III-D.) It answers for each mention asked about with a calibrated probability:
/// of the answers near 0.7 about 70 % are right; the pipeline's decision holds the threshold. Where the picture cannot be seen
/// (<see cref="PostContext.Image"/> is null) it judges by the text.
/// </summary>
/// <example><code source="../../../samples/Riveg.Samples.Programs/OtherStages.cs" region="entailment"><![CDATA[
/// /// <summary>Believes that captions name what is in a picture.</summary>
/// public sealed class CaptionEntailment() : MentionStage<EntailmentAnswer>("captions"), IVisualEntailment
/// {
///     protected override ValueTask<EntailmentAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken) =>
///         ValueTask.FromResult(new EntailmentAnswer(IsCaptioned(mention) ? 0.9 : 0.2));
///
///     private static bool IsCaptioned(MentionContext mention) =>
///         mention.Post.Captions.Any(c => c.Contains(mention.Text, StringComparison.OrdinalIgnoreCase));
/// }
/// ]]></code></example>
public interface IVisualEntailment : IStage<IReadOnlyList<Answer<EntailmentAnswer>>>
{
}

/// <summary>Whether an entity is in its picture.</summary>
/// <param name="Probability">Calibrated, 0..1.</param>
/// <param name="RawAnswer">The model's own words where it is a language model; null elsewhere.</param>
public sealed record EntailmentAnswer(double Probability, string? RawAnswer = null)
{
    /// <summary>
    /// Whether the probability is that of a bare yes or no, the same for all, because nothing says how sure the model was.
    /// </summary>
    /// <value>The default value is false.</value>
    public bool IsFlatGuess { get; init; }
}
