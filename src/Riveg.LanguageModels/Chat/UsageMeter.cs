namespace Riveg.LanguageModels.Chat;

/// <summary>Counts what a run asked of its models. Thread-safe.</summary>
public sealed class UsageMeter
{
    private long requests, retries, answers, stored, failures, unreachable, inputTokens, outputTokens, shortened, savedTokens;
    private volatile bool budgetSpent;

    /// <summary>Requests that were sent, retries among them.</summary>
    public long Requests => Interlocked.Read(ref requests);

    /// <summary>Requests that were sent again after a fault.</summary>
    public long Retries => Interlocked.Read(ref retries);

    /// <summary>Answers that came from a service.</summary>
    public long Answers => Interlocked.Read(ref answers);

    /// <summary>Answers that were taken from the store.</summary>
    public long StoredAnswers => Interlocked.Read(ref stored);

    /// <summary>Calls that ended without an answer.</summary>
    public long Failures => Interlocked.Read(ref failures);

    /// <summary>Tokens of the prompts, as the services counted them.</summary>
    public long InputTokens => Interlocked.Read(ref inputTokens);

    /// <summary>Tokens of the answers, as the services counted them.</summary>
    public long OutputTokens => Interlocked.Read(ref outputTokens);

    /// <summary>Tokens of the answers that were taken from the store and of their prompts, as the services counted them once.</summary>
    public long SavedTokens => Interlocked.Read(ref savedTokens);

    /// <summary>Prompts that were sent with fewer examples, since the model's context is too short for all.</summary>
    public long ShortenedPrompts => Interlocked.Read(ref shortened);

    /// <summary>
    /// Whether there were calls, none got an answer, and no service could be reached or would let us in: the command line's exit code 3.
    /// </summary>
    public bool NothingReached => Failures > 0 && Answers == 0 && StoredAnswers == 0 && Interlocked.Read(ref unreachable) == Failures;

    /// <summary>The closing line of a run.</summary>
    public override string ToString() =>
        $"chat: {Counted(Requests, "request")} ({Retries} repeated), {Counted(Answers, "answer")}, {StoredAnswers} from the store"
        + (SavedTokens > 0 ? $" ({SavedTokens} tokens saved)" : string.Empty) + ", "
        + $"{InputTokens} + {OutputTokens} tokens, {Counted(Failures, "failure")}"
        + (ShortenedPrompts > 0 ? $", {Counted(ShortenedPrompts, "prompt")} with fewer examples" : string.Empty)
        + (budgetSpent ? ", the budget is spent" : string.Empty);

    private static string Counted(long count, string noun) => $"{count} {noun}{(count == 1 ? string.Empty : "s")}";

    internal void CountRequest() => Interlocked.Increment(ref requests);

    internal void CountRetry() => Interlocked.Increment(ref retries);

    internal void NoteBudgetSpent() => budgetSpent = true;

    internal void CountStored(long input, long output)
    {
        Interlocked.Increment(ref stored);
        Interlocked.Add(ref savedTokens, input + output);
    }

    internal void CountShortened() => Interlocked.Increment(ref shortened);

    internal void CountAnswer(long input, long output)
    {
        Interlocked.Increment(ref answers);
        Interlocked.Add(ref inputTokens, input);
        Interlocked.Add(ref outputTokens, output);
    }

    internal void CountFailure(Exception exception)
    {
        Interlocked.Increment(ref failures);
        if (exception is ModelServiceException { IsFatal: true })
        {
            Interlocked.Increment(ref unreachable);
        }
    }
}
