namespace Riveg.LanguageModels.Chat;

/// <summary>A time until which nothing is sent to a service, for all calls at once. Thread-safe.</summary>
internal sealed class SharedPause(TimeProvider time)
{
    private readonly Lock gate = new();
    private DateTimeOffset until = DateTimeOffset.MinValue;
    private int inARow;

    /// <summary>Makes the pause last at least this long from now.</summary>
    public void Extend(TimeSpan length)
    {
        lock (gate)
        {
            var end = time.GetUtcNow() + length;
            until = end > until ? end : until;
        }
    }

    /// <summary>
    /// Begins a pause where the service does not say how long; one that follows another without an answer between them is twice as long.
    /// Calls that were under way together make one pause.
    /// </summary>
    /// <param name="first">The length of the first.</param>
    /// <param name="longest">What no pause exceeds.</param>
    public void BackOff(TimeSpan first, TimeSpan longest)
    {
        lock (gate)
        {
            var now = time.GetUtcNow();
            if (until <= now)
            {
                until = now + TimeSpan.FromSeconds(Math.Min(first.TotalSeconds * Math.Pow(2, inARow++), longest.TotalSeconds));
            }
        }
    }

    /// <summary>The service has answered: the next pause is a first one.</summary>
    public void Answered() => Volatile.Write(ref inARow, 0);

    /// <summary>Waits for its end, also where it is extended meanwhile.</summary>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        for (var left = Left(); left > TimeSpan.Zero; left = Left())
        {
            await Task.Delay(left, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private TimeSpan Left()
    {
        lock (gate)
        {
            return until - time.GetUtcNow();
        }
    }
}
