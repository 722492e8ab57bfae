namespace Riveg.Faults;

/// <summary>
/// A stage cannot serve at all: its model, service or accelerator is missing, or the service takes no more (budget, key, quota). Thrown
/// when a pipeline is built, or during a run, which then ends behind the results that are complete. The message says what to do.
/// </summary>
public sealed class StageUnavailableException : RivegException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One line: what is missing and what to run.</param>
    /// <param name="innerException">What was thrown below, if anything.</param>
    public StageUnavailableException(string message, Exception? innerException = null)
        : base(FaultKind.Unavailable, message, innerException)
    {
    }

    /// <summary>The exception of a fault that ends a run; its message may stand in any log.</summary>
    internal static StageUnavailableException Of(Fault fault) =>
        fault.Cause as StageUnavailableException
            ?? new StageUnavailableException(fault.Cause is RivegException cause ? cause.Message : fault.Message, fault.Cause);
}
