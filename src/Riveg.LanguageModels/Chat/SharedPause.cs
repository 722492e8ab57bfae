namespace Riveg.LanguageModels.Chat;

/// <summary>A time until which nothing is sent to a service, for all calls at once. Thread-safe.</summary>
internal sealed class SharedPause(TimeProvider time)
{
    private readonly Lock gate = new();
    private DateTimeOffset until = DateTimeOffset.MinValue;

    /// <summary>Makes the pause last at least this long from now.</summary>
    public void Extend(TimeSpan length)
    {
        lock (gate)
        {
            var end = time.GetUtcNow() + length;
            until = end > until ? end : until;
        }
    }

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
