using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Riveg.Pipeline;
using Riveg.Stages;

namespace Riveg.Evaluation.Augmentation;

/// <summary>Asks a stage about many posts, as a pipeline asks it, and takes what comes of each in order.</summary>
internal static class BatchAnswers
{
    private const int BatchSize = 64;

    /// <summary>
    /// Asks about several posts at once and takes each one as soon as it and those before it are answered: a kill loses only what is under
    /// way.
    /// </summary>
    /// <param name="call">The stage, and where its answers go.</param>
    /// <param name="posts">Asked about in this order.</param>
    /// <param name="take">Gets the posts with their answers or faults, one after the other.</param>
    /// <param name="options">Say how long the stage may take about one input; null for its own limit.</param>
    /// <param name="loggers">Get what the stage throws; null for nobody.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="Faults.StageUnavailableException">The stage answers nothing more; what was answered before the first gap is
    /// taken.</exception>
    public static async Task InOrderAsync<TAnswer>(
        StageCall<TAnswer> call,
        IEnumerable<PostInProgress> posts,
        Func<PostInProgress, Task> take,
        PipelineOptions? options,
        ILoggerFactory? loggers,
        CancellationToken cancellationToken)
    {
        using var calls = new StageCalls();
        var logger = (loggers ?? NullLoggerFactory.Instance).CreateLogger<RivegPipeline>();
        var runner = new StageRunner(options ?? new PipelineOptions(), calls, TimeProvider.System, logger);
        foreach (var batch in posts.Chunk(BatchSize))
        {
            // They are asked about at once, so each may have to wait for all: together they get the sum of their limits.
            var ofBatch = call with { Inputs = post => call.Inputs(post) * batch.Length };
            var asked = InTurn(ofBatch, batch.Length)
                .Zip(batch, (own, post) => runner.RunAsync(own, [post], cancellationToken).AsTask())
                .ToList();
            try
            {
                foreach (var (post, answered) in batch.Zip(asked))
                {
                    await answered.ConfigureAwait(false);
                    await take(post).ConfigureAwait(false);
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

    // The runner begins each call on a thread of its own; the stage is to hear of the posts in their order all the same, since where it
    // answers nothing more, what comes behind the first gap is lost.
    private static IEnumerable<StageCall<TAnswer>> InTurn<TAnswer>(StageCall<TAnswer> call, int count)
    {
        var before = Task.CompletedTask;
        for (var i = 0; i < count; i++)
        {
            var (turn, begun) = (before, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
            before = begun.Task;
            yield return call with
            {
                Ask = async (posts, token) =>
                {
                    ValueTask<IReadOnlyList<Answer<TAnswer>>> answers;
                    try
                    {
                        await turn.WaitAsync(token).ConfigureAwait(false);
                        answers = call.Ask(posts, token);
                    }
                    finally
                    {
                        begun.SetResult();
                    }

                    return await answers.ConfigureAwait(false);
                },
            };
        }
    }
}
