using Riveg.Faults;
using Riveg.Posts;

namespace Riveg.Stages;

/// <summary>
/// What all stages of the pipeline are, whatever they answer. Stages are thread-safe: the pipeline calls them for several batches at once.
/// Whoever makes a stage disposes of it; a pipeline disposes of what its profile made.
/// </summary>
public interface IStage
{
    /// <summary>What serves the stage, for the provenance of its answers.</summary>
    StageInfo Info { get; }

    /// <summary>
    /// How long the stage may take about one input (a post, or a mention that it is asked about) where the pipeline's options say nothing;
    /// null for no limit. Several inputs at once get their sum.
    /// </summary>
    /// <value>Null unless the stage says otherwise; what goes over a network says 120 seconds; above zero or infinite, and 40 days or
    /// more are no limit.</value>
    TimeSpan? TimeLimit => null;
}

/// <summary>The one contract of all stages: a batch of posts in, one answer for each, in order.</summary>
/// <typeparam name="TAnswer">
/// What is answered about a post. Stages that are asked about mentions answer with a list: one answer for each of
/// <see cref="PostContext.Asked"/>, in order.
/// </typeparam>
/// <remarks>
/// A failure is a value in the answer. What is thrown all the same is taken for a failure of the whole batch: the pipeline then asks about
/// each post alone, so that one bad post fails alone. <see cref="StageUnavailableException"/> (or a fault of
/// <see cref="FaultKind.Unavailable"/>) ends the run: give it where no further post could be answered either. Posts are made fresh for each
/// call and hold what the stages before found; keep none beyond the call, since their pictures' memory is used again.
/// </remarks>
public interface IStage<TAnswer> : IStage
{
    /// <summary>Answers about each post.</summary>
    /// <param name="posts">At least one; their order carries no meaning.</param>
    /// <param name="cancellationToken">Ends the work early; it is also cancelled at the stage's time limit.</param>
    /// <returns>One answer for each post, in order.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    ValueTask<IReadOnlyList<Answer<TAnswer>>> AnswerAsync(IReadOnlyList<PostContext> posts, CancellationToken cancellationToken = default);
}
