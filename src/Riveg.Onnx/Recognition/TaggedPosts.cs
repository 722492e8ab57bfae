using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Onnx.Recognition;

/// <summary>What the taggers that go over several posts at once have in common.</summary>
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

    /// <summary>Has a tagger read a text, so that the first post does not pay for its setting up.</summary>
    /// <param name="tagger">The tagger.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    public static async ValueTask WarmUpAsync(IEntityRecognizer tagger, CancellationToken cancellationToken)
    {
        var answers = await tagger.AnswerAsync([new PostContext { Post = new Post { Id = "warm-up", Text = "a" } }], cancellationToken)
            .ConfigureAwait(false);
        if (answers[0].Fault is { } fault)
        {
            throw fault.Cause ?? new InvalidDataException(fault.Message);
        }
    }

    /// <summary>What the provenance says of a tagger, and what it runs on by now.</summary>
    public static StageInfo WithDevice(StageInfo info, OnnxSession session) => info with
    {
        Details = new Dictionary<string, string>(info.Details) { ["device"] = session.DeviceInUse },
    };
}
