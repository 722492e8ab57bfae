using System.Runtime.ExceptionServices;
using Riveg.LanguageModels.Chat;
using Riveg.Stages;

namespace Riveg.LanguageModels.Datasets;

/// <summary>What a stage says to a batch of a split, taken in order up to where it stopped for good.</summary>
/// <param name="Outcomes">One outcome for each input, up to the first that the stop left unanswered.</param>
/// <param name="Stop">Why nothing more will be answered; null where the stage goes on.</param>
internal sealed record BatchAnswers<T>(IReadOnlyList<StageOutcome<T>> Outcomes, StageUnavailableException? Stop)
{
    /// <summary>Ends the work where the stage has stopped; to be called once the outcomes are written.</summary>
    /// <exception cref="StageUnavailableException">The stage has stopped.</exception>
    public async Task ThrowIfStoppedAsync(TextWriter output)
    {
        if (Stop is not null)
        {
            await output.FlushAsync().ConfigureAwait(false);
            ExceptionDispatchInfo.Throw(Stop);
        }
    }
}

internal static class BatchAnswers
{
    /// <summary>Asks about several posts at once and takes what comes of each in order, as soon as it and those before it are there: a kill loses only what is under way.</summary>
    public static async Task InOrderAsync<TPost, TAnswer>(IReadOnlyList<TPost> posts, Func<TPost, Task<TAnswer>> ask, Func<TPost, TAnswer, Task> take)
    {
        var asked = posts.Select(ask).ToList();
        try
        {
            foreach (var (post, answer) in posts.Zip(asked))
            {
                await take(post, await answer.ConfigureAwait(false)).ConfigureAwait(false);
            }
        }
        catch
        {
            // Nobody may still be asking when the caller lets go of the model.
            await Task.WhenAll(asked).ContinueWith(static ended => _ = ended.Exception, TaskScheduler.Default).ConfigureAwait(false);
            throw;
        }
    }

    /// <exception cref="StageUnavailableException">The stage can serve nothing, and nothing was answered.</exception>
    public static async Task<BatchAnswers<T>> AskAsync<T>(Func<ValueTask<IReadOnlyList<T>>> ask)
    {
        try
        {
            return new BatchAnswers<T>([.. (await ask().ConfigureAwait(false)).Select(a => new StageOutcome<T>(a, null))], null);
        }
        catch (PartialBatchException<T> partial)
        {
            return new BatchAnswers<T>(partial.Outcomes, null);
        }
        catch (StageUnavailableException stop) when (stop.InnerException is PartialBatchException<T> partial)
        {
            // What stands behind the first gap would leave a hole in the file; its answers are in the store.
            return new BatchAnswers<T>([.. partial.Outcomes.TakeWhile(o => o.Error is not ModelServiceException { StopsRun: true } and not Answers.AnswerStoreException)], stop);
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or StageUnavailableException))
        {
            // Whatever else it is, it is this post's, as in a pipeline.
            return new BatchAnswers<T>([new StageOutcome<T>(default, fault)], null);
        }
    }

    /// <summary>Why there is no answer, with the service's own words, for whoever asked.</summary>
    public static string Describe(Exception error) => error is IDescribedFault fault ? fault.Description : error.Message;
}
