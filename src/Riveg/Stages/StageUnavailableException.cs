namespace Riveg.Stages;

/// <summary>
/// A stage cannot serve at all: its model, service or accelerator is missing, or the service takes no more (budget, key, quota). Thrown when a pipeline is made, or by a
/// stage during a run, which then ends behind the results that are complete. The message says what to do.
/// </summary>
public sealed class StageUnavailableException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One line: what is missing and what to run.</param>
    /// <param name="innerException">What was thrown below, if anything.</param>
    public StageUnavailableException(string message, Exception? innerException = null)
        : base(message, innerException)
    {
    }
}
