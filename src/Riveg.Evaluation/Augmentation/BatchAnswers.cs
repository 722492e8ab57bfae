using Riveg.Faults;
using Riveg.Posts;
using Riveg.Stages;

namespace Riveg.Evaluation.Augmentation;

/// <summary>Asks a stage about many posts and takes what comes of each in order.</summary>
internal static class BatchAnswers
{
    private const int BatchSize = 64;

    /// <summary>
    /// Asks about several posts at once and takes each answer as soon as it and those before it are there: a kill loses only what is under
    /// way.
    /// </summary>
    /// <param name="stage">Answers.</param>
    /// <param name="posts">Asked about in this order.</param>
    /// <param name="take">Gets the answers, one after the other.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="StageUnavailableException">The stage answers nothing more; what was answered before the first gap is
    /// taken.</exception>
    public static async Task InOrderAsync<TAnswer>(
        IStage<TAnswer> stage,
        IEnumerable<PostContext> posts,
        Func<PostContext, Answer<TAnswer>, Task> take,
        CancellationToken cancellationToken)
    {
        foreach (var batch in posts.Chunk(BatchSize))
        {
            var asked = batch.Select(post => AskAsync(stage, post, cancellationToken)).ToList();
            try
            {
                foreach (var (post, answer) in batch.Zip(asked))
                {
                    await take(post, await answer.ConfigureAwait(false)).ConfigureAwait(false);
                }
            }
            catch
            {
                // Nobody may still be asking when the caller lets go of the stage.
                await Task.WhenAll(asked).ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default).ConfigureAwait(false);
                throw;
            }
        }
    }

    /// <summary>Ends the work where a fault says that nothing more will be answered.</summary>
    /// <exception cref="StageUnavailableException">It does.</exception>
    public static void ThrowIfStopped(Fault? fault)
    {
        if (fault?.Kind == FaultKind.Unavailable)
        {
            throw StageUnavailableException.Of(fault);
        }
    }

    private static async Task<Answer<TAnswer>> AskAsync<TAnswer>(
        IStage<TAnswer> stage, PostContext post, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await stage.AnswerAsync([post], cancellationToken).ConfigureAwait(false);
            return answers.Count == 1
                ? answers[0]
                : throw new InvalidOperationException($"The stage gave {answers.Count} answers for one post.");
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // Whatever else it is, it is this post's, as in a pipeline.
            return Answer.Failed<TAnswer>(exception);
        }
    }
}
