namespace Riveg.Service;

/// <summary>The time that somebody's request has, and who may end it sooner: he who asks.</summary>
internal sealed class Deadline : IDisposable
{
    private readonly TimeSpan limit;
    private readonly CancellationToken caller;
    private readonly CancellationTokenSource late;
    private readonly CancellationTokenSource stop;

    /// <param name="limit">How long all of it may take.</param>
    /// <param name="time">Measures.</param>
    /// <param name="caller">Who asked is gone.</param>
    public Deadline(TimeSpan limit, TimeProvider time, CancellationToken caller)
    {
        this.limit = limit;
        this.caller = caller;
        late = new CancellationTokenSource(limit, time);
        stop = CancellationTokenSource.CreateLinkedTokenSource(caller, late.Token);
    }

    /// <summary>Does the work within the time.</summary>
    /// <param name="work">The work; heeds its token.</param>
    /// <exception cref="TimeoutException">It took longer.</exception>
    /// <exception cref="OperationCanceledException">Who asked is gone.</exception>
    public async Task<T> RunAsync<T>(Func<CancellationToken, Task<T>> work)
    {
        try
        {
            return await work(stop.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (late.IsCancellationRequested && !caller.IsCancellationRequested)
        {
            throw new TimeoutException($"The post took longer than {limit.TotalSeconds:0.#} s; it was given up.", exception);
        }
    }

    /// <inheritdoc />
    public void Dispose()
    {
        stop.Dispose();
        late.Dispose();
    }
}
