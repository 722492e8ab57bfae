using Microsoft.Extensions.Logging;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>
/// The one place that runs a stage. It asks about a whole batch and says for each input what came of it: it checks the answers, keeps time limits, catches and logs; when the stage cannot take the
/// batch as a whole, each post is asked about alone. Thread-safe.
/// </summary>
internal sealed class StageRunner(PipelineOptions options, StageCalls calls, ILogger logger)
{
    /// <summary>Asks a stage.</summary>
    /// <param name="call">What is asked, and how its answers are checked.</param>
    /// <param name="inputs">The inputs; those of one post stand one after the other.</param>
    /// <param name="clock">What is left of the posts' own time.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="StageUnavailableException">The stage can answer nothing more: the run is to end.</exception>
    public async ValueTask<IReadOnlyList<StageOutcome<TOut>>> RunAsync<TIn, TOut>(StageCall<TIn, TOut> call, IReadOnlyList<TIn> inputs, PostClock clock, CancellationToken cancellationToken)
    {
        if (inputs.Count == 0)
        {
            return [];
        }

        var whole = await TryAsync(call, inputs, clock, cancellationToken).ConfigureAwait(false);
        var groups = whole.Exception is null ? [] : GroupByPost(inputs, call.PostOf);
        if (groups.Count < 2)
        {
            return Log(call, inputs, whole.Outcomes);
        }

        var outcomes = new List<StageOutcome<TOut>>(inputs.Count);
        foreach (var group in groups)
        {
            outcomes.AddRange((await TryAsync(call, group, clock.OfOne(), cancellationToken).ConfigureAwait(false)).Outcomes);
        }

        return Log(call, inputs, outcomes);
    }

    private async ValueTask<Attempt<TOut>> TryAsync<TIn, TOut>(StageCall<TIn, TOut> call, IReadOnlyList<TIn> inputs, PostClock clock, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await AskAsync(call, inputs, clock, cancellationToken).ConfigureAwait(false);
            return answers is null
                ? throw new StageAnswerException($"The stage {call.Stage} gave no answer (null) for {inputs.Count} inputs.")
                : answers.Count == inputs.Count
                    ? new Attempt<TOut>([.. answers.Select((answer, i) => call.Judge(inputs[i], answer))], null)
                    : throw new StageAnswerException($"The stage {call.Stage} gave {answers.Count} answers for {inputs.Count} inputs.");
        }
        catch (PartialBatchException<TOut> partial) when (partial.Outcomes.Count == inputs.Count)
        {
            return partial.Outcomes.Select(o => o.Error).OfType<StageUnavailableException>().FirstOrDefault() is { } unavailable
                ? throw unavailable
                : new Attempt<TOut>([.. partial.Outcomes.Select((o, i) => o.Error is null ? call.Judge(inputs[i], o.Answer!) : o)], null);
        }
        catch (Exception exception) when (!EndsTheRun(exception, cancellationToken))
        {
            return new Attempt<TOut>([.. Enumerable.Repeat(new StageOutcome<TOut>(default, exception), inputs.Count)], exception);
        }
    }

    private bool EndsTheRun(Exception exception, CancellationToken cancellationToken) =>
        exception is StageUnavailableException || cancellationToken.IsCancellationRequested || calls.IsClosed;

    private async ValueTask<IReadOnlyList<TOut>?> AskAsync<TIn, TOut>(StageCall<TIn, TOut> call, IReadOnlyList<TIn> inputs, PostClock clock, CancellationToken cancellationToken)
    {
        var limit = LimitOf(call, inputs.Count, clock, out var ofPost);
        calls.Enter();
        if (limit is null)
        {
            try
            {
                return await call.Ask(inputs, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                calls.Exit();
            }
        }

        return await AskWithinAsync(call, inputs, limit.Value, ofPost, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<TOut>?> AskWithinAsync<TIn, TOut>(StageCall<TIn, TOut> call, IReadOnlyList<TIn> inputs, TimeSpan limit, bool ofPost, CancellationToken cancellationToken)
    {
        // Cancelled at the limit; disposed of by the call itself, which may go on behind the limit.
        var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var asked = Task.Run(
            async () =>
            {
                try
                {
                    return await call.Ask(inputs, limited.Token).ConfigureAwait(false);
                }
                finally
                {
                    calls.Exit();
                }
            },
            CancellationToken.None);
        try
        {
            limited.CancelAfter(limit);
            return await asked.WaitAsync(limit + Grace, CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is TimeoutException || (exception is OperationCanceledException && limited.IsCancellationRequested))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var input in inputs)
            {
                call.PostOf(input).LeavePictureAlone();
            }

            var option = ofPost ? "postTimeLimitSeconds" : "stageTimeLimitSeconds";
            throw new TimeoutException(
                FormattableString.Invariant($"The stage {call.Stage} has not answered within {limit.TotalSeconds:0.###} s; look at what serves it, or raise pipeline.{option}."), exception);
        }
        finally
        {
            _ = asked.ContinueWith(
                task =>
                {
                    _ = task.Exception;
                    limited.Dispose();
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    // No timer takes more than some 49 days.
    private static TimeSpan LongestWait => TimeSpan.FromDays(40);

    // What a stage gets to notice its cancellation before it is left to itself.
    private static TimeSpan Grace => TimeSpan.FromSeconds(1);

    private TimeSpan? LimitOf<TIn, TOut>(StageCall<TIn, TOut> call, int inputs, PostClock clock, out bool ofPost)
    {
        var limit = options.StageTimeLimit ?? call.TimeLimit;
        var ofStage = limit is { } each && each != Timeout.InfiniteTimeSpan ? each * inputs : (TimeSpan?)null;
        var left = clock.Left;
        ofPost = left is not null && (ofStage is null || left < ofStage);
        var chosen = ofPost ? left : ofStage;
        return chosen > LongestWait ? LongestWait : chosen;
    }

    private IReadOnlyList<StageOutcome<TOut>> Log<TIn, TOut>(StageCall<TIn, TOut> call, IReadOnlyList<TIn> inputs, IReadOnlyList<StageOutcome<TOut>> outcomes)
    {
        for (var i = 0; i < outcomes.Count; i++)
        {
            if (outcomes[i].Error is { } error)
            {
                PipelineLog.StageFailed(logger, error, call.Stage, call.PostOf(inputs[i]).Id);
            }
        }

        return outcomes;
    }

    private static List<List<TIn>> GroupByPost<TIn>(IReadOnlyList<TIn> inputs, Func<TIn, PostInProgress> postOf)
    {
        var groups = new List<List<TIn>>();
        PostInProgress? current = null;
        foreach (var input in inputs)
        {
            var post = postOf(input);
            if (!ReferenceEquals(post, current))
            {
                groups.Add([]);
                current = post;
            }

            groups[^1].Add(input);
        }

        return groups;
    }

    // The exception is the whole call's; outcomes may have their own without it.
    private readonly record struct Attempt<TOut>(IReadOnlyList<StageOutcome<TOut>> Outcomes, Exception? Exception);
}

/// <summary>How a stage is asked about a batch.</summary>
/// <param name="Stage">The stage's name.</param>
/// <param name="TimeLimit">The stage's own limit for one input; null for none.</param>
/// <param name="PostOf">The post that an input belongs to, compared by reference.</param>
/// <param name="Ask">Calls the stage.</param>
/// <param name="FindFault">Says in one line why an answer cannot be used; null where it can.</param>
internal sealed record StageCall<TIn, TOut>(
    string Stage,
    TimeSpan? TimeLimit,
    Func<TIn, PostInProgress> PostOf,
    Func<IReadOnlyList<TIn>, CancellationToken, ValueTask<IReadOnlyList<TOut>>> Ask,
    Func<TIn, TOut, string?> FindFault)
{
    /// <summary>An answer as an outcome: itself, or why it cannot be used.</summary>
    public StageOutcome<TOut> Judge(TIn input, TOut answer) => FindFault(input, answer) is { } fault
        ? new StageOutcome<TOut>(default, new StageAnswerException($"The stage {Stage} gave an answer that cannot be used: {fault}."))
        : new StageOutcome<TOut>(answer, null);
}

/// <summary>A stage answered, but with something that no stage may answer.</summary>
internal sealed class StageAnswerException(string message) : Exception(message);

/// <summary>What is left of the time that some posts may take together.</summary>
internal sealed class PostClock(TimeSpan? limit, int posts)
{
    private readonly long start = TimeProvider.System.GetTimestamp();

    /// <summary>A clock of its own for a post that is asked about alone, since another one used up their time together.</summary>
    public PostClock OfOne() => new(limit, 1);

    /// <summary>Null for no limit; never below a millisecond, so that a call at the end fails by its limit.</summary>
    public TimeSpan? Left
    {
        get
        {
            if (limit is not { } each || each == Timeout.InfiniteTimeSpan)
            {
                return null;
            }

            var left = (each * posts) - TimeProvider.System.GetElapsedTime(start);
            return left > TimeSpan.FromMilliseconds(1) ? left : TimeSpan.FromMilliseconds(1);
        }
    }
}

internal static partial class PipelineLog
{
    [LoggerMessage(1, LogLevel.Warning, "The stage {Stage} could not answer for the post {PostId}.")]
    public static partial void StageFailed(ILogger logger, Exception exception, string stage, string postId);

    [LoggerMessage(2, LogLevel.Error, "The pipeline is disposed of, but a stage is still at work after {Seconds} s; what it uses is left alone.")]
    public static partial void StageOutlivesPipeline(ILogger logger, double seconds);
}
