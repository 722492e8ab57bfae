namespace Riveg.Pipeline;

/// <summary>
/// Counts the calls of stages that are under way, so that a pipeline disposes of a stage only when nobody uses it any more. Thread-safe.
/// </summary>
internal sealed class StageCalls : IDisposable
{
    private readonly Lock sync = new();
    private readonly CancellationTokenSource closing = new();
    private readonly TaskCompletionSource idle = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int running;
    private bool closed;

    /// <summary>Cancelled as soon as no further call may begin.</summary>
    public CancellationToken Closing => closing.Token;

    /// <summary>Whether no further call may begin.</summary>
    public bool IsClosed => Volatile.Read(ref closed);

    /// <summary>Begins a call; <see cref="Exit"/> ends it.</summary>
    /// <exception cref="ObjectDisposedException">The pipeline is disposed of.</exception>
    public void Enter()
    {
        lock (sync)
        {
            ThrowIfClosed();
            running++;
        }
    }

    /// <summary>Ends a call.</summary>
    public void Exit()
    {
        lock (sync)
        {
            running--;
            EndIfIdle();
        }
    }

    /// <summary>Refuses what comes too late.</summary>
    public void ThrowIfClosed()
    {
        if (IsClosed)
        {
            throw Disposed();
        }
    }

    /// <summary>Lets no further call begin and cancels those under way.</summary>
    /// <returns>
    /// What ends when the last call has ended, and what was thrown by those that stages have told to be called at a cancellation.
    /// </returns>
    public (Task Idle, IReadOnlyList<Exception> Thrown) Close()
    {
        lock (sync)
        {
            closed = true;
            EndIfIdle();
        }

        try
        {
            closing.Cancel();
            return (idle.Task, []);
        }
        catch (AggregateException exception)
        {
            return (idle.Task, exception.InnerExceptions);
        }
    }

    public void Dispose() => closing.Dispose();

    // Callers know the door, whose room this one does not know.
    private static ObjectDisposedException Disposed() => new("Riveg.RivegPipeline");

    private void EndIfIdle()
    {
        if (closed && running == 0)
        {
            idle.TrySetResult();
        }
    }
}
