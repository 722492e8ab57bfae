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
    /// <returns>Ends when the last call has ended.</returns>
    public Task CloseAsync()
    {
        lock (sync)
        {
            closed = true;
            EndIfIdle();
        }

        closing.Cancel();
        return idle.Task;
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
