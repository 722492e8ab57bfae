using Riveg.Builtin.Learning;
using Riveg.Entailment;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Builtin.Entailment;

/// <summary>
/// The built-in stage 3: an honest baseline. It judges by the mention and its post, by what the knowledge says of the entity and of the
/// picture, and by the captions; no training pictures are to be had, so pixels enter by one rule only: nothing is in a picture of a single
/// colour. Thread-safe.
/// </summary>
internal sealed class LinearVisualEntailment : PostStage<IReadOnlyList<Answer<EntailmentAnswer>>>, IVisualEntailment
{
    private readonly EntailmentModel model;

    /// <summary>Makes the stage.</summary>
    /// <param name="model">What was learned.</param>
    /// <param name="info">What the provenance names; <c>builtin</c> if null.</param>
    public LinearVisualEntailment(EntailmentModel model, StageInfo? info = null)
        : base(info ?? new StageInfo("builtin")) => this.model = model;

    /// <inheritdoc />
    protected override ValueTask<IReadOnlyList<Answer<EntailmentAnswer>>> AnswerPostAsync(
        PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        var isBlank = post.Image is { IsBlank: true };
        var sink = new FeatureSink();
        var view = EvidenceView.Of(post);
        return ValueTask.FromResult<IReadOnlyList<Answer<EntailmentAnswer>>>(
            [.. post.Asked.Select(m => Answer.Of(
                new EntailmentAnswer(isBlank ? 0 : model.Probability(EntailmentFeatures.Extract(m, sink), view))))]);
    }
}
