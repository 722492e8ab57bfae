namespace Riveg.Pipeline;

/// <summary>A token that is cancelled when time is up, or with another one.</summary>
internal sealed class TimedToken : IDisposable
{
    private readonly CancellationTokenSource timer;
    private readonly CancellationTokenSource linked;

    /// <summary>Starts the clock.</summary>
    public TimedToken(TimeSpan limit, TimeProvider time, CancellationToken cancellationToken)
    {
        timer = new CancellationTokenSource(limit, time);
        linked = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timer.Token);
        Token = linked.Token;
    }

    public CancellationToken Token { get; }

    /// <summary>Whether what was thrown says that the time is up, or that somebody heeded the token.</summary>
    public bool IsTheEndOf(Exception exception) =>
        exception is TimeoutException || (exception is OperationCanceledException && linked.IsCancellationRequested);

    public void Dispose()
    {
        linked.Dispose();
        timer.Dispose();
    }
}
