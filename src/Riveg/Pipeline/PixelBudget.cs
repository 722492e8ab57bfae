namespace Riveg.Pipeline;

/// <summary>
/// How many pixels may be decoded at once. First come, first served, so that a large picture is not passed over for ever; one larger than
/// the whole budget waits until it is alone. Thread-safe.
/// </summary>
internal sealed class PixelBudget
{
    private readonly Lock sync = new();
    private readonly LinkedList<Waiter> waiting = [];
    private readonly long capacity;
    private long free;

    public PixelBudget(long capacity) => free = this.capacity = capacity;

    /// <summary>Takes pixels if they are free now and nobody waits for some.</summary>
    public Lease? TryTake(long pixels)
    {
        var weight = Math.Min(pixels, capacity);
        lock (sync)
        {
            if (waiting.Count > 0 || free < weight)
            {
                return null;
            }

            free -= weight;
            return new Lease(this, weight);
        }
    }

    /// <summary>Waits until pixels are free. Whoever waits must hold none, or two could wait for each other.</summary>
    public async ValueTask<Lease> TakeAsync(long pixels, CancellationToken cancellationToken)
    {
        if (TryTake(pixels) is { } lease)
        {
            return lease;
        }

        var waiter = new Waiter(Math.Min(pixels, capacity));
        lock (sync)
        {
            waiting.AddLast(waiter);
            Serve();
        }

        try
        {
            await waiter.Served.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            GiveUp(waiter);
            throw;
        }

        return new Lease(this, waiter.Weight);
    }

    private void GiveUp(Waiter waiter)
    {
        lock (sync)
        {
            if (!waiting.Remove(waiter))
            {
                free += waiter.Weight;
            }

            Serve();
        }
    }

    private void Return(long weight)
    {
        lock (sync)
        {
            free += weight;
            Serve();
        }
    }

    private void Serve()
    {
        while (waiting.First is { } first && first.Value.Weight <= free)
        {
            free -= first.Value.Weight;
            waiting.RemoveFirst();
            first.Value.Served.SetResult();
        }
    }

    private sealed class Waiter(long weight)
    {
        public long Weight => weight;

        public TaskCompletionSource Served { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }

    /// <summary>Pixels that were taken; disposing gives them back once.</summary>
    public sealed class Lease(PixelBudget budget, long weight) : IDisposable
    {
        private int returned;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref returned, 1) == 0)
            {
                budget.Return(weight);
            }
        }
    }
}
