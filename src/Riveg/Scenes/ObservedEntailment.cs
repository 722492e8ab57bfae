using Riveg.Entailment;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Scenes;

/// <summary>
/// Stage 3 that looks: what the words alone say is the prior, and what was seen moves its odds (docs/eyes.md). Where no picture was looked
/// at the prior stands. Thread-safe.
/// </summary>
internal sealed class ObservedEntailment : IVisualEntailment
{
    private readonly IVisualEntailment prior;

    /// <summary>Makes the stage.</summary>
    /// <param name="prior">Judges by the words; stays the caller's.</param>
    public ObservedEntailment(IVisualEntailment prior)
    {
        ArgumentNullException.ThrowIfNull(prior);
        // What was seen moves the odds of the words, not those of nobody having looked.
        this.prior = prior is WordedEntailment worded ? worded.Words : prior;
        Info = new StageInfo("observed") { Details = InnerStage.Details("prior", prior.Info) };
    }

    /// <inheritdoc />
    public StageInfo Info { get; }

    /// <inheritdoc />
    public TimeSpan? TimeLimit => prior.TimeLimit;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<Answer<IReadOnlyList<Answer<EntailmentAnswer>>>>> AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        var answers = await prior.AnswerAsync(posts, cancellationToken).ConfigureAwait(false);
        return [.. posts.Zip(answers, Look)];
    }

    private static Answer<IReadOnlyList<Answer<EntailmentAnswer>>> Look(
        PostContext post, Answer<IReadOnlyList<Answer<EntailmentAnswer>>> prior)
    {
        if (prior.HasFailed || post.Image is null or { IsBlank: true } || ObservedScene.Of(post) is not { } scene)
        {
            return prior;
        }

        return Answer.Of<IReadOnlyList<Answer<EntailmentAnswer>>>(
            [.. post.Asked.Zip(
                prior.Value!, (mention, answer) => answer.HasFailed ? answer : Answer.Of(Look(scene.Of(mention), answer.Value!)))]);
    }

    private static EntailmentAnswer Look(ObservedThing thing, EntailmentAnswer prior)
    {
        return prior with { Probability = EntailmentWeights.Shipped.Probability(SceneEvidence.Of(thing, prior.Probability)) };
    }
}
