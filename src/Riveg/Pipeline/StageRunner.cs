using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Riveg.Faults;
using Riveg.Stages;

namespace Riveg.Pipeline;

/// <summary>
/// The one place that runs a stage. It asks about a whole batch and says for each post what came of it: it checks the answers, keeps time
/// limits, catches, measures and logs; when the stage cannot take the batch as a whole, each post is asked about alone. Thread-safe.
/// </summary>
internal sealed class StageRunner(PipelineOptions options, StageCalls calls, TimeProvider time, ILogger logger)
{
    // No timer takes more than some 49 days.
    private static readonly TimeSpan LongestWait = TimeSpan.FromDays(40);

    // What a stage gets to notice its cancellation before it is left to itself.
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>A clock for posts that begin now.</summary>
    public PostClock StartClock(int posts) => new(options.PostTimeLimit, posts, time);

    /// <summary>Asks a stage and puts what comes of it into each post.</summary>
    /// <param name="call">What is asked, how its answers are checked, and where they go; a fault names the stage.</param>
    /// <param name="posts">The posts.</param>
    /// <param name="clock">What is left of the posts' own time.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="StageUnavailableException">The stage can answer nothing more: the run is to end.</exception>
    public async ValueTask RunAsync<TAnswer>(
        StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, PostClock clock, CancellationToken cancellationToken)
    {
        if (posts.Count == 0)
        {
            return;
        }

        var start = time.GetTimestamp();
        using var activity = PipelineTelemetry.StartStage(call.Stage, call.Step, posts.Count);
        try
        {
            var answers = await AnswerAsync(call, posts, clock, cancellationToken).ConfigureAwait(false);
            foreach (var (post, answer) in posts.Zip(answers))
            {
                if (answer.Fault is { } fault)
                {
                    call.Fail(post, Report(call.Stage, post, fault, activity));
                }
                else
                {
                    call.Keep(post, answer.Value!, of => Report(call.Stage, post, of, activity));
                }
            }
        }
        catch
        {
            activity?.SetStatus(ActivityStatusCode.Error);
            throw;
        }
        finally
        {
            PipelineTelemetry.RecordDuration(call.Stage, call.Step, time.GetElapsedTime(start));
        }
    }

    /// <summary>Logs and counts a fault, and puts the stage's name to it.</summary>
    public Fault Report(string stage, PostInProgress post, Fault fault, Activity? activity = null)
    {
        PipelineLog.StageFailed(logger, fault.Cause, stage, post.Post.Id);
        PipelineTelemetry.StageFaults.Add(1, new KeyValuePair<string, object?>("riveg.stage", stage));
        activity?.SetStatus(ActivityStatusCode.Error);
        return fault with { Stage = stage, Message = Fault.OneLine(fault.Message) };
    }

    private async ValueTask<IReadOnlyList<Answer<TAnswer>>> AnswerAsync<TAnswer>(
        StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, PostClock clock, CancellationToken cancellationToken)
    {
        var whole = await TryAsync(call, posts, clock, cancellationToken).ConfigureAwait(false);
        if (!whole.IsOfAll || posts.Count == 1)
        {
            return whole.Answers;
        }

        var single = new List<Answer<TAnswer>>(posts.Count);
        foreach (var post in posts)
        {
            single.AddRange((await TryAsync(call, [post], clock.OfOne(), cancellationToken).ConfigureAwait(false)).Answers);
        }

        return single;
    }

    private async ValueTask<Attempt<TAnswer>> TryAsync<TAnswer>(
        StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, PostClock clock, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await AskAsync(call, posts, clock, cancellationToken).ConfigureAwait(false);
            if (answers is null || answers.Count != posts.Count)
            {
                throw new InvalidOperationException(answers is null
                    ? $"The stage {call.Stage} gave no answer (null) for {posts.Count} inputs."
                    : $"The stage {call.Stage} gave {answers.Count} answers for {posts.Count} inputs.");
            }

            var judged = new Answer<TAnswer>[answers.Count];
            for (var i = 0; i < judged.Length; i++)
            {
                judged[i] = answers[i].Fault is { Kind: FaultKind.Unavailable } unavailable
                    ? throw StageUnavailableException.Of(unavailable)
                    : call.Judge(posts[i], answers[i]);
            }

            return new Attempt<TAnswer>(judged, IsOfAll: false);
        }
        catch (Exception exception) when (!EndsTheRun(exception, cancellationToken))
        {
            return new Attempt<TAnswer>([.. Enumerable.Repeat(Answer.Failed<TAnswer>(exception), posts.Count)], IsOfAll: true);
        }
    }

    private bool EndsTheRun(Exception exception, CancellationToken cancellationToken) =>
        exception is StageUnavailableException || cancellationToken.IsCancellationRequested || calls.IsClosed;

    private async ValueTask<IReadOnlyList<Answer<TAnswer>>?> AskAsync<TAnswer>(
        StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, PostClock clock, CancellationToken cancellationToken)
    {
        var limit = LimitOf(call, posts, clock, out var ofPost);
        calls.Enter();
        if (limit is null)
        {
            var asked = AskAndExitAsync(call, posts, cancellationToken);
            return asked.IsCompleted
                ? await asked.ConfigureAwait(false)
                : await LeftWhenCancelledAsync(asked, asked.WaitAsync(cancellationToken), posts, cancellationToken).ConfigureAwait(false);
        }

        return await AskWithinAsync(call, posts, limit.Value, ofPost, cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<Answer<TAnswer>>?> AskAndExitAsync<TAnswer>(
        StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, CancellationToken cancellationToken)
    {
        try
        {
            return await call.Ask(posts, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            calls.Exit();
        }
    }

    // Whoever cancels does not wait for a stage that does not listen: it is left to itself, as behind a time limit.
    private static async Task<T> LeftWhenCancelledAsync<T>(
        Task<T> asked, Task<T> waited, IReadOnlyList<PostInProgress> posts, CancellationToken cancellationToken)
    {
        try
        {
            return await waited.ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested && !asked.IsCompleted)
        {
            await Task.WhenAny(asked, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false);
            if (asked.IsCompleted)
            {
                return await asked.ConfigureAwait(false);
            }

            foreach (var post in posts)
            {
                post.LeavePictureAlone();
            }

            _ = asked.ContinueWith(
                task => _ = task.Exception,
                CancellationToken.None,
                TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
            throw;
        }
    }

    private async Task<IReadOnlyList<Answer<TAnswer>>?> AskWithinAsync<TAnswer>(
        StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, TimeSpan limit, bool ofPost, CancellationToken cancellationToken)
    {
        // Cancelled at the limit; disposed of by the call itself, which may go on behind the limit.
        var timer = new CancellationTokenSource(Timeout.InfiniteTimeSpan, time);
        var limited = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        var asked = Task.Run(() => AskAndExitAsync(call, posts, limited.Token), CancellationToken.None);
        try
        {
            timer.CancelAfter(limit);
            var waited = asked.WaitAsync(limit + Grace, time, cancellationToken);
            return await LeftWhenCancelledAsync(asked, waited, posts, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception)
            when (exception is TimeoutException || (exception is OperationCanceledException && limited.IsCancellationRequested))
        {
            cancellationToken.ThrowIfCancellationRequested();
            foreach (var post in posts)
            {
                post.LeavePictureAlone();
            }

            var option = ofPost ? "postTimeLimitSeconds" : "stageTimeLimitSeconds";
            throw new TimeoutException(
                FormattableString.Invariant(
                    $"The stage {call.Stage} has not answered within {limit.TotalSeconds:0.###} s; ")
                + $"look at what serves it, or raise pipeline.{option}.",
                exception);
        }
        finally
        {
            _ = asked.ContinueWith(
                task =>
                {
                    _ = task.Exception;
                    limited.Dispose();
                    timer.Dispose();
                },
                CancellationToken.None,
                TaskContinuationOptions.ExecuteSynchronously,
                TaskScheduler.Default);
        }
    }

    private TimeSpan? LimitOf<TAnswer>(StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, PostClock clock, out bool ofPost)
    {
        var limit = options.StageTimeLimit ?? call.TimeLimit;
        var ofStage = limit is { } each && each != Timeout.InfiniteTimeSpan ? each * posts.Sum(call.Inputs) : (TimeSpan?)null;
        var left = clock.Left;
        ofPost = left is not null && (ofStage is null || left < ofStage);
        var chosen = ofPost ? left : ofStage;
        return chosen > LongestWait ? LongestWait : chosen;
    }

    // Of all where the whole call failed: then each post may be asked about alone.
    private readonly record struct Attempt<TAnswer>(IReadOnlyList<Answer<TAnswer>> Answers, bool IsOfAll);
}
