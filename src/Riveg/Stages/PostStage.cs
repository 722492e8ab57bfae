using Riveg.Posts;

namespace Riveg.Stages;

/// <summary>
/// A stage that serves one post at a time; with the interface of its place (<c>IEntityRecognizer</c>, ...) it fills that place. What
/// <see cref="AnswerPostAsync"/> throws is a fault of that post alone.
/// </summary>
/// <typeparam name="TAnswer">What is answered about a post.</typeparam>
public abstract class PostStage<TAnswer> : IStage<TAnswer>
{
    /// <summary>Makes a stage.</summary>
    /// <param name="name">Names the implementation in the provenance.</param>
    protected PostStage(string name)
        : this(new StageInfo(name))
    {
    }

    /// <summary>Makes a stage.</summary>
    /// <param name="info">What the provenance says of it.</param>
    protected PostStage(StageInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        Info = info;
    }

    /// <inheritdoc />
    public virtual StageInfo Info { get; }

    /// <inheritdoc />
    public virtual TimeSpan? TimeLimit => null;

    /// <summary>How many posts of a batch are asked about at once.</summary>
    /// <value>1 unless the stage says otherwise; what waits for a network says more.</value>
    protected virtual int Concurrency => 1;

    /// <inheritdoc />
    public async ValueTask<IReadOnlyList<Answer<TAnswer>>> AnswerAsync(
        IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(posts);
        if (Concurrency > 1 && posts.Count > 1)
        {
            return await Together.AskAsync(posts, Concurrency, (post, token) => TryAsync(post, token), cancellationToken)
                .ConfigureAwait(false);
        }

        var answers = new Answer<TAnswer>[posts.Count];
        for (var i = 0; i < answers.Length; i++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            answers[i] = await TryAsync(posts[i], cancellationToken).ConfigureAwait(false);
        }

        return answers;
    }

    /// <summary>Answers about one post.</summary>
    /// <param name="post">The post, and what the stages before have found.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <returns>The answer.</returns>
    protected abstract ValueTask<TAnswer> AnswerPostAsync(PostContext post, CancellationToken cancellationToken);

    private async ValueTask<Answer<TAnswer>> TryAsync(PostContext post, CancellationToken cancellationToken)
    {
        try
        {
            return Answer.Of(await AnswerPostAsync(post, cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            return Answer.Failed<TAnswer>(exception);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // Whatever a stage throws once it is cancelled, it was cancelled.
            throw new OperationCanceledException(exception.Message, exception, cancellationToken);
        }
    }
}
