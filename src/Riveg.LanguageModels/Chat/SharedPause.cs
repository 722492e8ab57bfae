namespace Riveg.LanguageModels.Chat;

/// <summary>
/// A time in which nothing is sent to a service, for all calls at once. It is measured, not read from a clock that somebody may set.
/// Thread-safe.
/// </summary>
internal sealed class SharedPause(TimeProvider time)
{
    private readonly Lock gate = new();
    private long begin = time.GetTimestamp();
    private TimeSpan duration;
    private int inARow;

    /// <summary>Makes the pause last at least this long from now.</summary>
    public void Extend(TimeSpan length)
    {
        lock (gate)
        {
            if (length > Left())
            {
                Begin(length);
            }
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
            if (Left() <= TimeSpan.Zero)
            {
                Begin(TimeSpan.FromSeconds(Math.Min(first.TotalSeconds * Math.Pow(2, inARow++), longest.TotalSeconds)));
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

    private void Begin(TimeSpan length)
    {
        begin = time.GetTimestamp();
        duration = length;
    }

    private TimeSpan Left()
    {
        lock (gate)
        {
            return duration - time.GetElapsedTime(begin);
        }
    }
}
