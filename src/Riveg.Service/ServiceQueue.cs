namespace Riveg.Service;

/// <summary>
/// Who may be annotated now, who waits, and who is sent away: a bounded number of places, and a bounded number of those who wait for one.
/// Thread-safe.
/// </summary>
internal sealed class ServiceQueue : IDisposable
{
    // How much of the mean the newest duration makes out.
    private const double Weight = 0.1;

    private readonly SemaphoreSlim places;
    private readonly int most;
    private readonly int concurrency;
    private readonly TimeProvider time;
    private int inside;
    private double meanSeconds = 0.1;

    /// <param name="concurrency">The places.</param>
    /// <param name="queue">How many may wait.</param>
    /// <param name="time">Measures.</param>
    public ServiceQueue(int concurrency, int queue, TimeProvider? time = null)
    {
        places = new SemaphoreSlim(concurrency, concurrency);
        this.concurrency = concurrency;
        most = concurrency + queue;
        this.time = time ?? TimeProvider.System;
    }

    /// <summary>How many are inside, at work or waiting.</summary>
    public int Count => Volatile.Read(ref inside);

    /// <summary>When it is worth coming again, from the time that those inside will take; at least a second.</summary>
    public TimeSpan RetryAfter => TimeSpan.FromSeconds(
        Math.Clamp(Math.Ceiling(Volatile.Read(ref meanSeconds) * Count / concurrency), 1, 600));

    /// <summary>Takes a place among those who wait, before anything is read from who asks.</summary>
    /// <returns>Null where all are taken; else it is to be disposed of.</returns>
    public Visit? TryEnter()
    {
        if (Interlocked.Increment(ref inside) > most)
        {
            Interlocked.Decrement(ref inside);
            ServiceTelemetry.Rejected.Add(1);
            return null;
        }

        ServiceTelemetry.Inside.Add(1);
        return new Visit(this);
    }

    /// <summary>Waits for one's turn, in the order of coming.</summary>
    /// <returns>To be disposed of when the work is done.</returns>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async ValueTask<Turn> WaitAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        await places.WaitAsync(cancellationToken).ConfigureAwait(false);
        ServiceTelemetry.Wait.Record(time.GetElapsedTime(since).TotalSeconds);
        return new Turn(this, time.GetTimestamp());
    }

    /// <inheritdoc />
    public void Dispose() => places.Dispose();

    private void Leave()
    {
        ServiceTelemetry.Inside.Add(-1);
        Interlocked.Decrement(ref inside);
    }

    private void End(long since)
    {
        var seconds = time.GetElapsedTime(since).TotalSeconds;
        var mean = Volatile.Read(ref meanSeconds);
        Volatile.Write(ref meanSeconds, mean + (Weight * (seconds - mean)));
        try
        {
            places.Release();
        }
        catch (ObjectDisposedException)
        {
            // Nobody waits any more.
        }
    }

    /// <summary>The stay of one who asks, from its coming to its answer.</summary>
    internal sealed class Visit(ServiceQueue queue) : IDisposable
    {
        private int left;

        /// <inheritdoc />
        public void Dispose()
        {
            if (Interlocked.Exchange(ref left, 1) == 0)
            {
                queue.Leave();
            }
        }
    }

    /// <summary>The work on one post.</summary>
    internal sealed class Turn(ServiceQueue queue, long since) : IDisposable
    {
        private Task left = Task.CompletedTask;
        private int ended;

        /// <summary>Keeps the place until work has ended that was given up and goes on all the same.</summary>
        public void KeepUntil(IReadOnlyList<Task> stillAtWork) => left = Task.WhenAll([left, .. stillAtWork]);

        /// <inheritdoc />
        public void Dispose()
        {
            if (Interlocked.Exchange(ref ended, 1) == 0)
            {
                _ = EndAsync();
            }
        }

        private async Task EndAsync()
        {
            await left.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            queue.End(since);
        }
    }
}
