using Riveg.Faults;

namespace Riveg.Onnx.Store;

/// <summary>
/// A model could not be fetched, or is not what it should be. The message is one line: what is wrong, with which model, and what to do.
/// </summary>
public sealed class ModelStoreException : RivegException
{
    /// <summary>Makes the exception.</summary>
    public ModelStoreException(string message, Exception? inner = null)
        : base(FaultKind.Unavailable, message, inner)
    {
    }

    /// <summary>The hosts that could not be reached, and why, where that is all that is wrong; null otherwise.</summary>
    internal UnreachableHosts? Unreachable { get; init; }
}
