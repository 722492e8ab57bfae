using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Onnx.Recognition;

/// <summary>Answers of a tagger that goes over several posts at once.</summary>
internal static class TaggedPosts
{
    /// <summary>
    /// Tags posts together, and each alone where that fails: what one post cannot be asked about is no fault of the others.
    /// </summary>
    /// <param name="posts">The posts.</param>
    /// <param name="tag">Tags posts, in order; may throw.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public static IReadOnlyList<Answer<IReadOnlyList<Mention>>> Answer(
        IReadOnlyList<PostContext> posts,
        Func<IReadOnlyList<PostContext>, IReadOnlyList<IReadOnlyList<Mention>>> tag,
        CancellationToken cancellationToken)
    {
        try
        {
            return [.. tag(posts).Select(Stages.Answer.Of)];
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested)
        {
            return posts.Count == 1
                ? [Stages.Answer.Failed<IReadOnlyList<Mention>>(e)]
                : [.. posts.SelectMany(p => Answer([p], tag, cancellationToken))];
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            throw new OperationCanceledException(e.Message, e, cancellationToken);
        }
    }
}
