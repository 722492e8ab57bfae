using Riveg.Posts;

namespace Riveg.Stages;

/// <summary>
/// A stage that is asked about mentions and serves all those of one post at a time. What <see cref="AnswerMentionsAsync"/> throws is a
/// fault of that post's mentions.
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

    /// <summary>Answers about the mentions of one post.</summary>
    /// <param name="post">The post; <see cref="PostContext.Asked"/> has the mentions asked about.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>One answer for each mention asked about, in order.</returns>
    protected abstract ValueTask<IReadOnlyList<TAnswer>> AnswerMentionsAsync(PostContext post, CancellationToken cancellationToken);

    /// <inheritdoc />
    protected sealed override async ValueTask<IReadOnlyList<Answer<TAnswer>>> AnswerPostAsync(
        PostContext post, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(post);
        var answers = await AnswerMentionsAsync(post, cancellationToken).ConfigureAwait(false);
        return [.. answers.Select(Answer.Of)];
    }
}
