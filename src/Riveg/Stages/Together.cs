namespace Riveg.Stages;

/// <summary>Asks about several inputs at once.</summary>
internal static class Together
{
    /// <summary>Asks about all inputs, so many at a time.</summary>
    /// <returns>One answer for each input, in order.</returns>
    public static async ValueTask<IReadOnlyList<TOut>> AskAsync<TIn, TOut>(
        IReadOnlyList<TIn> inputs, int concurrency, Func<TIn, CancellationToken, ValueTask<TOut>> ask, CancellationToken cancellationToken)
    {
        using var slots = new SemaphoreSlim(concurrency);
        return await Task.WhenAll(inputs.Select(async input =>
        {
            await slots.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                return await ask(input, cancellationToken).ConfigureAwait(false);
            }
            finally
            {
                slots.Release();
            }
        })).ConfigureAwait(false);
    }
}
