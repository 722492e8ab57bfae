namespace Riveg.LanguageModels.Chat;

/// <summary>
/// What a run has sent and used, counted once over all its stages and models. Each stage names the most that it goes on with; where they
/// name different numbers, all are compared with the one count. Thread-safe.
/// </summary>
internal sealed class RunBudget
{
    private long requests;
    private long tokens;

    /// <summary>Takes one request out of the budget, before it is sent: however many ask at once, no more are sent.</summary>
    /// <param name="mostRequests">After how many of the run's requests nothing more is sent; null for no limit.</param>
    /// <param name="mostTokens">After how many of the run's tokens nothing more is sent; null for no limit.</param>
    /// <exception cref="ModelServiceException">Nothing is left.</exception>
    public void TakeRequest(long? mostRequests, long? mostTokens)
    {
        if (Interlocked.Read(ref tokens) >= (mostTokens ?? long.MaxValue))
        {
            throw new ModelServiceException(
                ModelServiceFault.BudgetSpent, $"The budget of {mostTokens} tokens is spent; raise \"chat.tokenBudget\" and run again.");
        }

        for (var taken = Interlocked.Read(ref requests); ;)
        {
            if (taken >= (mostRequests ?? long.MaxValue))
            {
                throw new ModelServiceException(
                    ModelServiceFault.BudgetSpent,
                    $"The budget of {mostRequests} requests is spent; raise \"chat.requestBudget\" and run again.");
            }

            var before = Interlocked.CompareExchange(ref requests, taken + 1, taken);
            if (before == taken)
            {
                return;
            }

            taken = before;
        }
    }

    /// <summary>Counts what an answer has used.</summary>
    public void UseTokens(long count) => Interlocked.Add(ref tokens, count);
}
