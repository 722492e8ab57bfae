using Riveg.Faults;

namespace Riveg.Profiles;

/// <summary>A profile is wrong or cannot be found; the message is one line that says what to do.</summary>
internal sealed class ProfileException : RivegException
{
    /// <summary>Makes the exception.</summary>
    /// <param name="message">One line: what is wrong, where, and what to do.</param>
    /// <param name="innerException">What was thrown below, if anything.</param>
    public ProfileException(string message, Exception? innerException = null)
        : base(FaultKind.WrongInput, message, innerException)
    {
    }
}
