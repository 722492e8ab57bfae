using System.Diagnostics;
using Riveg.Faults;
using Riveg.Pipeline;
using Riveg.Posts;
using Riveg.Stages;
using Riveg.Testing.Conformance;

namespace Riveg.Testing;

/// <summary>One run of the conformance tests. Not thread-safe.</summary>
internal sealed class ConformanceRun<TAnswer>(
    StageSlot slot,
    IStage<TAnswer> stage,
    AnswerContract<TAnswer> contract,
    ConformanceOptions options,
    CancellationToken cancellationToken)
{
    private const int Few = 3;

    private static readonly TimeSpan[] Delays = [TimeSpan.FromMilliseconds(5), TimeSpan.FromMilliseconds(50)];
    private static readonly double[] Shares = [0.25, 0.5, 0.75];

    private readonly List<ConformanceFailure> failures = [];
    private readonly IReadOnlyList<TrialPost> all = TrialPosts.Of(slot, options);
    private readonly Dictionary<TrialPost, IReadOnlyList<AnswerPart>> alone = [];
    private readonly Dictionary<TrialPost, TimeSpan> times = [];

    /// <summary>What was found.</summary>
    public IReadOnlyList<ConformanceFailure> Failures => failures;

    /// <summary>Asks the stage in all ways.</summary>
    public async Task RunAsync()
    {
        CheckDescription();
        foreach (var post in all)
        {
            if (!await AskAloneAsync(post).ConfigureAwait(false))
            {
                return;
            }
        }

        await CheckCancelledAsync().ConfigureAwait(false);

        // Where no post has an answer there is nothing to compare with.
        var light = all.Where(p => !p.IsHeavy).ToList();
        if (alone.Count > 0
            && await CompareAsync(all, $"in a batch of {all.Count} posts").ConfigureAwait(false)
            && await CompareAsync([.. light.AsEnumerable().Reverse()], "in a batch of the other order").ConfigureAwait(false))
        {
            await CompareCallsAtOnceAsync(light).ConfigureAwait(false);
            await CheckCancellationAsync().ConfigureAwait(false);
        }
    }

    private void CheckDescription()
    {
        if (stage.Info is not { } info)
        {
            Add(ConformanceRule.Description, null, "The stage's Info is null.");
        }
        else if (string.IsNullOrWhiteSpace(info.Implementation))
        {
            Add(ConformanceRule.Description, null, "The stage's Info names no implementation.");
        }

        if (stage.TimeLimit is { } limit && limit <= TimeSpan.Zero && limit != Timeout.InfiniteTimeSpan)
        {
            Add(ConformanceRule.Description, null, $"The stage's TimeLimit is {limit}; it must be above 0, or null for none.");
        }
    }

    // False where the stage does not come back: then it is asked nothing more.
    private async Task<bool> AskAloneAsync(TrialPost post)
    {
        var shot = post.Make(slot);
        var where = $"The post \"{post.Name}\"";
        var clock = Stopwatch.StartNew();
        var (answers, ended) = await AskAsync([shot], where, post.Name).ConfigureAwait(false);
        times[post] = clock.Elapsed;
        if (answers is null)
        {
            return ended;
        }

        if (Parts(post, shot, answers[0], isReported: true) is { } parts)
        {
            alone[post] = parts;
            shot.UseMemoryAgain();
            if (AnswerPart.Difference([.. contract.Parts(answers[0].Value!)], parts, 0) is { } difference)
            {
                Add(
                    ConformanceRule.KeepsNothing,
                    post.Name,
                    $"{where}: the answer changed when the picture's memory was used again behind the call: {difference}.");
            }
        }

        return post.Name != HostilePosts.SameId || await AskUnderAnotherIdAsync(post).ConfigureAwait(false);
    }

    // What is remembered by a post's id would be that of the other post of this id.
    private async Task<bool> AskUnderAnotherIdAsync(TrialPost post)
    {
        var shot = (post with { Id = "an id of its own" }).Make(slot);
        var (answers, ended) = await AskAsync([shot], $"The post \"{post.Name}\"", post.Name).ConfigureAwait(false);
        if (answers is not null && alone.TryGetValue(post, out var expected) && Parts(post, shot, answers[0], isReported: true) is { } parts
            && AnswerPart.Difference(expected, parts, options.Tolerance) is { } difference)
        {
            Add(
                ConformanceRule.SameAnswer,
                post.Name,
                $"The post \"{post.Name}\" has another answer than under an id of its own: {difference}.");
        }

        return ended;
    }

    // False where there is no answer for each post.
    private async Task<bool> CompareAsync(IReadOnlyList<TrialPost> posts, string how)
    {
        var shots = posts.Select(p => p.Make(slot)).ToList();
        var (answers, _) = await AskAsync(shots, $"A batch of {posts.Count} posts", null).ConfigureAwait(false);
        if (answers is not null)
        {
            CompareAll(ConformanceRule.SameAnswer, posts, shots, answers, how);
        }

        return answers is not null;
    }

    private async Task CompareCallsAtOnceAsync(IReadOnlyList<TrialPost> posts)
    {
        // Each call has the posts in another order.
        var calls = Enumerable.Range(0, options.Calls)
            .Select(c => posts.Skip(c * posts.Count / options.Calls).Concat(posts.Take(c * posts.Count / options.Calls)).ToList())
            .ToList();
        var shots = calls.Select(c => c.Select(p => p.Make(slot)).ToList()).ToList();
        var asked = await Task.WhenAll(shots.Select(s => TryAskAsync(s, cancellationToken))).ConfigureAwait(false);
        for (var i = 0; i < calls.Count; i++)
        {
            var answers = Judge(ConformanceRule.Concurrency, asked[i], shots[i].Count, $"With {options.Calls} calls at once", null);
            if (answers is not null)
            {
                CompareAll(ConformanceRule.Concurrency, calls[i], shots[i], answers, $"with {options.Calls} calls at once");
            }
        }
    }

    private void CompareAll(
        ConformanceRule rule, IReadOnlyList<TrialPost> posts, IReadOnlyList<Shot> shots, IReadOnlyList<Answer<TAnswer>> answers, string how)
    {
        var known = Enumerable.Range(0, posts.Count).Where(i => alone.ContainsKey(posts[i])).ToList();
        var parts = known.Select(i => Parts(posts[i], shots[i], answers[i], isReported: false)).ToList();
        var differences = known
            .Select((i, k) => parts[k] is { } got ? AnswerPart.Difference(got, alone[posts[i]], options.Tolerance) : null)
            .ToList();
        var wrong = known.FindIndex(i => parts[known.IndexOf(i)] is null || differences[known.IndexOf(i)] is not null);
        if (wrong >= 0 && IsPermuted([.. known.Select(i => alone[posts[i]])], [.. known.Select(i => Said(shots[i], answers[i]))]))
        {
            var name = posts[known[wrong]].Name;
            Add(
                ConformanceRule.Order,
                name,
                $"The post \"{name}\" has the answer of another post {how}: the answers come in another order.");
            return;
        }

        for (var k = 0; k < known.Count; k++)
        {
            var post = posts[known[k]];
            if (parts[k] is null)
            {
                var why = WhyNot(shots[known[k]], answers[known[k]]);
                Add(rule, post.Name, $"The post \"{post.Name}\" was answered alone and not {how}: {why}.");
            }
            else if (differences[k] is { } difference)
            {
                Add(rule, post.Name, $"The post \"{post.Name}\" has another answer {how} than alone: {difference}.");
            }
        }
    }

    // What an answer says, be it of this post or not.
    private IReadOnlyList<AnswerPart>? Said(Shot shot, Answer<TAnswer> answer) =>
        answer.HasFailed || (answer.Value is null && FindFault(shot, answer) is not null) ? null : [.. contract.Parts(answer.Value!)];

    private string? FindFault(Shot shot, Answer<TAnswer> answer) =>
        contract.FindMiscount(shot.Context, answer.Value!) ?? contract.FindFault(shot.Context, answer.Value!);

    // Whether the answers are all there, in another order.
    private bool IsPermuted(IReadOnlyList<IReadOnlyList<AnswerPart>> expected, List<IReadOnlyList<AnswerPart>?> got)
    {
        var open = expected.ToList();
        return got.TrueForAll(parts =>
        {
            var at = parts is null ? -1 : open.FindIndex(e => AnswerPart.Difference(parts, e, options.Tolerance) is null);
            if (at >= 0)
            {
                open.RemoveAt(at);
            }

            return at >= 0;
        });
    }

    private async Task CheckCancelledAsync()
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        await source.CancelAsync().ConfigureAwait(false);
        var asked = await TryAskAsync([all[0].Make(slot)], source.Token, options.CancellationTime).ConfigureAwait(false);
        const string Where = "A call with a cancelled token";
        if (asked.Answers is not null)
        {
            var count = asked.Answers.Count;
            Add(ConformanceRule.Cancellation, null, $"{Where} gave {count} answers; it must throw OperationCanceledException.");
        }
        else if (asked.HasTimedOut)
        {
            Add(ConformanceRule.Cancellation, null, $"{Where} has not ended within {Seconds(options.CancellationTime)}.");
        }
        else if (asked.Thrown is not OperationCanceledException)
        {
            Add(ConformanceRule.Cancellation, null, $"{Where} {Ended(asked)}; it must throw OperationCanceledException.");
        }
    }

    private async Task CheckCancellationAsync()
    {
        var before = failures.Count;
        var answered = all.Where(alone.ContainsKey).ToList();
        await CheckCancellationAsync(answered, new CancelAt(0, null)).ConfigureAwait(false);
        foreach (var delay in Delays)
        {
            await CheckCancellationAsync(answered, new CancelAt(null, delay)).ConfigureAwait(false);
        }

        // Whoever catches too much shows it at the last post of a call: behind each other post the base class looks at the token.
        var telling = answered.Where(p => !p.IsHeavy && alone[p].Count > 0).Take(Few).ToList();
        if (failures.Count > before || telling.Count == 0)
        {
            return;
        }

        await CheckCancellationAsync(telling, new CancelAt(telling.Count - 1, null)).ConfigureAwait(false);
        foreach (var post in telling)
        {
            await CheckCancellationAsync([post], new CancelAt(0, null)).ConfigureAwait(false);
        }

        // While it waits, if it does: after a part of the time that it took; the very first call takes longer than others.
        foreach (var share in Shares)
        {
            await CheckCancellationAsync([telling[^1]], new CancelAt(null, share * times[telling[^1]])).ConfigureAwait(false);
        }
    }

    private async Task CheckCancellationAsync(IReadOnlyList<TrialPost> asked, CancelAt when)
    {
        using var source = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var shots = asked.Select(p => p.Make(slot)).ToList();
        IReadOnlyList<PostContext> posts = when.Look is { } look
            ? new CancellingList(shots, look, source)
            : [.. shots.Select(s => s.Context)];
        var call = Start(posts, source.Token);
        if (when.Delay is { } delay)
        {
            source.CancelAfter(delay);
        }

        await JudgeCancellationAsync(asked, shots, call, (when.Delay ?? default) + options.CancellationTime).ConfigureAwait(false);
    }

    private async Task JudgeCancellationAsync(
        IReadOnlyList<TrialPost> posts, List<Shot> shots, Task<IReadOnlyList<Answer<TAnswer>>> call, TimeSpan limit)
    {
        var where = posts.Count == 1
            ? "A call of one post whose token was cancelled on the way"
            : "A call whose token was cancelled on the way";
        var asked = await WaitAsync(call, limit).ConfigureAwait(false);
        if (asked.HasTimedOut)
        {
            Add(ConformanceRule.Cancellation, null, $"{where} has not ended within {Seconds(options.CancellationTime)}.");
        }
        else if (asked.Answers is { } answers)
        {
            // It may have been through already; but nothing of it may be taken for a fault of a post, or for its answer.
            var became = posts
                .Zip(shots, answers)
                .Select(t => (Post: t.First.Name, What: FindCancelled(t.First, t.Second, t.Third)))
                .FirstOrDefault(t => t.What is not null);
            if (became.What is not null)
            {
                Add(ConformanceRule.Cancellation, became.Post, $"{where} became {became.What}");
            }
        }
        else if (asked.Thrown is not OperationCanceledException)
        {
            Add(ConformanceRule.Cancellation, null, $"{where} {Ended(asked)}; it must throw OperationCanceledException.");
        }
    }

    // A stage whose answers differ anyway is told so once.
    private string? FindCancelled(TrialPost post, Shot shot, Answer<TAnswer> answer)
    {
        if (FaultsOf(answer).FirstOrDefault() is { } fault)
        {
            return $"a fault of the post \"{post.Name}\": {fault.Message}";
        }

        if (failures.Exists(f => f.Rule is ConformanceRule.Order or ConformanceRule.SameAnswer or ConformanceRule.Concurrency))
        {
            return null;
        }

        if (FindFault(shot, answer) is { } wrong)
        {
            return $"no answer about the post \"{post.Name}\": {wrong.TrimEnd('.')}.";
        }

        return Said(shot, answer) is { } said && AnswerPart.Difference(said, alone[post], options.Tolerance) is { } difference
            ? $"another answer about the post \"{post.Name}\": {difference}."
            : null;
    }

    private async Task<(IReadOnlyList<Answer<TAnswer>>? Answers, bool HasEnded)> AskAsync(
        IReadOnlyList<Shot> shots, string where, string? post)
    {
        var asked = await TryAskAsync(shots, cancellationToken).ConfigureAwait(false);
        return (Judge(ConformanceRule.NothingThrown, asked, shots.Count, where, post), !asked.HasTimedOut);
    }

    // The answers, where there is one for each post.
    private IReadOnlyList<Answer<TAnswer>>? Judge(ConformanceRule rule, Asked asked, int posts, string where, string? post)
    {
        if (asked.HasTimedOut)
        {
            Add(ConformanceRule.EndsInTime, post, $"{where}: the stage has not answered within {Seconds(options.CallTime)}.");
        }
        else if (asked.Thrown is { } thrown)
        {
            Add(rule, post, $"{where}: the stage threw {thrown.GetType().Name}: {thrown.Message} A failure is a value in the answer.");
        }
        else if (asked.Answers is not { } answers)
        {
            Add(ConformanceRule.Count, post, $"{where}: the stage gave no list of answers (null).");
        }
        else if (answers.Count != posts)
        {
            Add(ConformanceRule.Count, post, $"{where}: the stage gave {answers.Count} answers for {posts} posts.");
        }
        else
        {
            return answers;
        }

        return null;
    }

    // What an answer says; null where it says nothing, or what no contract allows.
    private IReadOnlyList<AnswerPart>? Parts(TrialPost post, Shot shot, Answer<TAnswer> answer, bool isReported)
    {
        var fault = answer.Fault;
        if (fault is null && contract.FindMiscount(shot.Context, answer.Value!) is { } miscount)
        {
            return Report(isReported, ConformanceRule.Count, post, $"the stage gave {miscount}");
        }

        fault ??= answer.Value is null ? null : contract.Faults(answer.Value).FirstOrDefault();
        if (fault is not null)
        {
            var isAllowed = fault.Kind != FaultKind.Unavailable && options.MayRefuse.Contains(post.Name);
            return Report(
                isReported && !isAllowed,
                ConformanceRule.Answered,
                post,
                fault.Kind == FaultKind.Unavailable
                    ? $"the stage says that it can answer nothing more: {fault.Message}"
                    : $"the stage failed: {fault.Message}");
        }

        return contract.FindFault(shot.Context, answer.Value!) is { } wrong
            ? Report(isReported, ConformanceRule.Range, post, $"the stage gave {wrong}")
            : [.. contract.Parts(answer.Value!)];
    }

    private string WhyNot(Shot shot, Answer<TAnswer> answer) =>
        answer.Fault?.Message
        ?? contract.FindMiscount(shot.Context, answer.Value!)
        ?? FaultsOf(answer).FirstOrDefault()?.Message
        ?? contract.FindFault(shot.Context, answer.Value!)
        ?? "it says nothing";

    private IEnumerable<Fault> FaultsOf(Answer<TAnswer> answer) =>
        answer.Fault is { } fault ? [fault] : answer.Value is null ? [] : contract.Faults(answer.Value);

    private IReadOnlyList<AnswerPart>? Report(bool isReported, ConformanceRule rule, TrialPost post, string what)
    {
        if (isReported)
        {
            Add(rule, post.Name, $"The post \"{post.Name}\": {what.TrimEnd('.')}.");
        }

        return null;
    }

    private void Add(ConformanceRule rule, string? post, string message) => failures.Add(new ConformanceFailure(rule, post, message));

    private Task<Asked> TryAskAsync(IReadOnlyList<Shot> shots, CancellationToken token, TimeSpan? limit = null) =>
        WaitAsync(Start([.. shots.Select(s => s.Context)], token), limit ?? options.CallTime);

    // A stage may work before it gives its task back, and must not hold up the test.
    private Task<IReadOnlyList<Answer<TAnswer>>> Start(IReadOnlyList<PostContext> posts, CancellationToken token) =>
        Task.Run(async () => await stage.AnswerAsync(posts, token).ConfigureAwait(false), CancellationToken.None);

    private async Task<Asked> WaitAsync(Task<IReadOnlyList<Answer<TAnswer>>> call, TimeSpan limit)
    {
        await Task.WhenAny(call, Task.Delay(limit, cancellationToken)).ConfigureAwait(false);
        if (!call.IsCompleted)
        {
            cancellationToken.ThrowIfCancellationRequested();
            _ = call.ContinueWith(t => _ = t.Exception, TaskScheduler.Default);
            return new Asked(null, new TimeoutException(), HasTimedOut: true);
        }

        try
        {
            return new Asked(await call.ConfigureAwait(false), null);
        }
        catch (Exception exception)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return new Asked(null, exception);
        }
    }

    private static string Ended(Asked asked) => asked.Thrown is { } thrown
        ? $"threw {thrown.GetType().Name}: {thrown.Message.TrimEnd('.')}"
        : "gave no list of answers (null)";

    private static string Seconds(TimeSpan time) => FormattableString.Invariant($"{time.TotalSeconds:0.###} s");

    private sealed record Asked(IReadOnlyList<Answer<TAnswer>>? Answers, Exception? Thrown, bool HasTimedOut = false);

    /// <summary>When the token of a call is cancelled.</summary>
    /// <param name="Look">When this post is looked at; null for no post.</param>
    /// <param name="Delay">So long after the start of the call; null for a look.</param>
    private readonly record struct CancelAt(int? Look, TimeSpan? Delay);

    /// <summary>Posts that cancel the token when one of them is looked at.</summary>
    private sealed class CancellingList(IReadOnlyList<Shot> shots, int at, CancellationTokenSource source) : IReadOnlyList<PostContext>
    {
        public int Count => shots.Count;

        public PostContext this[int index]
        {
            get
            {
                if (index == at)
                {
                    source.Cancel();
                }

                return shots[index].Context;
            }
        }

        public IEnumerator<PostContext> GetEnumerator() => Enumerable.Range(0, Count).Select(i => this[i]).GetEnumerator();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
