namespace Riveg.LanguageModels.Chat;

/// <summary>
/// A fault that the next calls would meet too. It is remembered for a while, not for good: a host that runs for weeks must notice that the
/// service is back. Thread-safe.
/// </summary>
internal sealed class RememberedFault(TimeProvider time, TimeSpan memory)
{
    private volatile Remembered? last;

    /// <summary>Remembers a fault from now on.</summary>
    public void Remember(ModelServiceException fault) => last = new Remembered(fault, time.GetTimestamp());

    /// <summary>Throws the fault anew while it is remembered.</summary>
    /// <exception cref="ModelServiceException">The remembered fault.</exception>
    public void ThrowIfKnown()
    {
        // A spent budget does not come back.
        if (last is { } known && (known.Fault.Fault == ModelServiceFault.BudgetSpent || time.GetElapsedTime(known.Since) < memory))
        {
            throw new ModelServiceException(known.Fault.Fault, known.Fault.Message) { Said = known.Fault.Said };
        }
    }

    private sealed record Remembered(ModelServiceException Fault, long Since);
}
