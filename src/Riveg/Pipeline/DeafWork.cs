namespace Riveg.Pipeline;

/// <summary>Work of others that may not heed its cancellation: it gets a moment to end, and is then left to itself.</summary>
internal static class DeafWork
{
    /// <summary>What work gets to notice its cancellation.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromSeconds(1);

    /// <summary>Whether cancelled work ends within <see cref="Grace"/>; if not, what it throws later is nobody's.</summary>
    public static async Task<bool> EndsSoonAsync(Task work)
    {
        if (!work.IsCompleted)
        {
            await Task.WhenAny(work, Task.Delay(Grace, CancellationToken.None)).ConfigureAwait(false);
        }

        if (work.IsCompleted)
        {
            return true;
        }

        Forget(work);
        return false;
    }

    /// <summary>Leaves work to itself.</summary>
    public static void Forget(Task work) => _ = work.ContinueWith(
        static task => _ = task.Exception,
        CancellationToken.None,
        TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously,
        TaskScheduler.Default);
}
