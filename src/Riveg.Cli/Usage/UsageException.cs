using Riveg.Faults;

namespace Riveg.Cli.Usage;

/// <summary>Wrong use or bad input: one line that says what is wrong, where, and what to do.</summary>
internal sealed class UsageException(
    string message, Exception? innerException = null) : RivegException(FaultKind.WrongInput, message, innerException);
