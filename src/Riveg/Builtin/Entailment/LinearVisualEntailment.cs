using Riveg.Builtin.Learning;
using Riveg.Entailment;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Builtin.Entailment;

/// <summary>
/// The built-in stage 3: an honest baseline. It judges by the mention and its post, by what the knowledge says of the entity and of the picture, and by the captions; no training
/// pictures are to be had, so pixels enter by one rule only: nothing is in a picture of a single colour. Thread-safe.
/// </summary>
public sealed class LinearVisualEntailment : IVisualEntailment
{
    private readonly EntailmentModel model;

    internal LinearVisualEntailment(EntailmentModel model) => this.model = model;

    /// <inheritdoc />
    public StageInfo Info { get; init; } = new("builtin");

    /// <inheritdoc />
    public ValueTask<IReadOnlyList<EntailmentAnswer>> EntailAsync(IReadOnlyList<MentionContext> mentions, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(mentions);
        var sink = new FeatureSink();
        var answers = new EntailmentAnswer[mentions.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers[i] = mentions[i].Post.Image is { IsBlank: true }
                ? new EntailmentAnswer(0)
                : new EntailmentAnswer(model.Probability(EntailmentFeatures.Extract(mentions[i], sink), EvidenceView.Of(mentions[i].Post)));
        }

        return ValueTask.FromResult<IReadOnlyList<EntailmentAnswer>>(answers);
    }
}
