namespace Riveg.Faults;

/// <summary>
/// The base of all that Riveg throws of its own accord. Its message is one line that says what is wrong, where, and what to do; it may
/// stand in any log.
/// </summary>
public class RivegException : Exception
{
    /// <summary>Makes an exception.</summary>
    /// <param name="kind">What it concerns; the number is the command's exit code.</param>
    /// <param name="message">One line: what is wrong, where, and what to do.</param>
    /// <param name="innerException">What was thrown below, if anything.</param>
    public RivegException(FaultKind kind, string message, Exception? innerException = null)
        : base(message, innerException) => Kind = kind;

    /// <summary>What it concerns.</summary>
    public FaultKind Kind { get; }

    /// <summary>
    /// The message for whoever asked: it may repeat words of a post or of an answer, so it belongs into no log.
    /// </summary>
    /// <value>The message itself unless there is more to say.</value>
    public virtual string Description => Message;
}
