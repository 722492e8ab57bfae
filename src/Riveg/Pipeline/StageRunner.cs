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
    /// <summary>Asks a stage and puts what comes of it into each post.</summary>
    /// <param name="call">What is asked, how its answers are checked, and where they go; a fault names the stage.</param>
    /// <param name="posts">The posts.</param>
    /// <param name="cancellationToken">Ends the work early.</param>
    /// <exception cref="StageUnavailableException">The stage can answer nothing more: the run is to end.</exception>
    public async ValueTask RunAsync<TAnswer>(
        StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, CancellationToken cancellationToken)
    {
        if (posts.Count == 0)
        {
            return;
        }

        var start = time.GetTimestamp();
        using var activity = PipelineTelemetry.StartStage(call.Stage, call.Step, posts.Count);
        try
        {
            var answers = await AnswerAsync(call, posts, cancellationToken).ConfigureAwait(false);
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
        // What was thrown says what may stand in a log; the fault may repeat words of a post or of an answer.
        var reason = fault.Cause?.Message ?? fault.Message;
        PipelineLog.StageFailed(logger, fault.Cause, stage, post.Post.Id, Fault.OneLine(reason));
        PipelineTelemetry.StageFaults.Add(1, new KeyValuePair<string, object?>("riveg.stage", stage));
        activity?.SetStatus(ActivityStatusCode.Error);
        return fault with { Stage = stage, Message = Fault.OneLine(fault.Message) };
    }

    private async ValueTask<IReadOnlyList<Answer<TAnswer>>> AnswerAsync<TAnswer>(
        StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, CancellationToken cancellationToken)
    {
        var start = time.GetTimestamp();
        var whole = await TryAsync(call, posts, cancellationToken).ConfigureAwait(false);
        if (!whole.IsOfAll || posts.Count == 1)
        {
            var each = time.GetElapsedTime(start) / posts.Count;
            foreach (var post in posts)
            {
                post.Spend(each);
            }

            return whole.Answers;
        }

        // Each is asked about alone, within its own time: another one may have used up what they had together.
        var single = new List<Answer<TAnswer>>(posts.Count);
        foreach (var post in posts)
        {
            single.AddRange(await AnswerAsync(call, [post], cancellationToken).ConfigureAwait(false));
        }

        return single;
    }

    private async ValueTask<Attempt<TAnswer>> TryAsync<TAnswer>(
        StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, CancellationToken cancellationToken)
    {
        try
        {
            var answers = await AskAsync(call, posts, cancellationToken).ConfigureAwait(false);
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

    // The one way of calling a stage: on a thread of its own, so that whoever waits can go at a time limit or when he cancels, also where
    // the stage works without ever waiting.
    private async ValueTask<IReadOnlyList<Answer<TAnswer>>?> AskAsync<TAnswer>(
        StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, CancellationToken cancellationToken)
    {
        var limit = LimitOf(call, posts);
        calls.Enter();
        var timed = limit is { } own ? new TimedToken(own.Time, time, cancellationToken) : null;
        var asked = Task.Run(() => AskAndExitAsync(call, posts, timed, cancellationToken), CancellationToken.None);
        try
        {
            var wait = limit is { } most ? most.Time + DeafWork.Grace : Timeout.InfiniteTimeSpan;
            return await asked.WaitAsync(wait, time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Whoever cancels does not wait for a stage that does not listen.
            if (await DeafWork.EndsSoonAsync(asked).ConfigureAwait(false))
            {
                return await asked.ConfigureAwait(false);
            }

            foreach (var post in posts)
            {
                post.LeaveTo(asked);
            }

            throw;
        }
        catch (Exception exception)
            when (timed is not null && exception != asked.Exception?.InnerException && timed.IsTheEndOf(exception))
        {
            cancellationToken.ThrowIfCancellationRequested();
            DeafWork.Forget(asked);
            foreach (var post in posts)
            {
                post.LeavePictureAlone();
            }

            var option = limit!.Value.IsOfPosts ? "postTimeLimitSeconds" : "stageTimeLimitSeconds";
            throw new TimeoutException(
                FormattableString.Invariant(
                    $"The stage {call.Stage} has not answered within {limit.Value.Time.TotalSeconds:0.###} s; ")
                + $"look at what serves it, or raise pipeline.{option}.",
                exception);
        }
    }

    private async Task<IReadOnlyList<Answer<TAnswer>>?> AskAndExitAsync<TAnswer>(
        StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts, TimedToken? timed, CancellationToken cancellationToken)
    {
        try
        {
            return await call.Ask(posts, timed?.Token ?? cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            timed?.Dispose();
            calls.Exit();
        }
    }

    private CallLimit? LimitOf<TAnswer>(StageCall<TAnswer> call, IReadOnlyList<PostInProgress> posts)
    {
        var ofStage = options.StageTimeLimit ?? call.TimeLimit;
        return ofStage is null && options.PostTimeLimit is null
            ? null
            : CallLimit.Of(ofStage, posts.Sum(call.Inputs), options.PostTimeLimit, posts);
    }

    // Of all where the whole call failed: then each post may be asked about alone.
    private readonly record struct Attempt<TAnswer>(IReadOnlyList<Answer<TAnswer>> Answers, bool IsOfAll);
}
