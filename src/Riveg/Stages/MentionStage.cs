using Riveg.Faults;
using Riveg.Posts;

namespace Riveg.Stages;

/// <summary>
/// A stage that answers about one mention at a time. What <see cref="AnswerMentionAsync"/> throws is a fault of that mention alone; the
/// post's others are asked about all the same. A stage that looks at all mentions of a post together derives from
/// <see cref="PostStage{TAnswer}"/>, and answers with a list.
/// </summary>
/// <typeparam name="TAnswer">What is answered about a mention.</typeparam>
public abstract class MentionStage<TAnswer> : PostStage<IReadOnlyList<Answer<TAnswer>>>
{
    /// <summary>Makes a stage.</summary>
    /// <param name="name">Names the implementation in the provenance.</param>
    protected MentionStage(string name)
        : base(name)
    {
    }

    /// <summary>Makes a stage.</summary>
    /// <param name="info">What the provenance says of it.</param>
    protected MentionStage(StageInfo info)
        : base(info)
    {
    }

    /// <summary>Answers about one mention.</summary>
    /// <param name="mention">
    /// The mention; <see cref="MentionContext.Post"/> has its post with text, picture, observations and the mentions beside it.
    /// </param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="StageUnavailableException">No further post could be answered either; the run ends.</exception>
    protected abstract ValueTask<TAnswer> AnswerMentionAsync(MentionContext mention, CancellationToken cancellationToken);

    /// <inheritdoc />
    protected sealed override async ValueTask<IReadOnlyList<Answer<TAnswer>>> AnswerPostAsync(
        PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        var answers = new Answer<TAnswer>[post.Asked.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers[i] = await TryAsync(post.Asked[i], cancellationToken).ConfigureAwait(false);
        }

        return answers;
    }

    private async ValueTask<Answer<TAnswer>> TryAsync(MentionContext mention, CancellationToken cancellationToken)
    {
        try
        {
            return Answer.Of(await AnswerMentionAsync(mention, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Answer.Failed<TAnswer>(exception);
        }
    }
}
