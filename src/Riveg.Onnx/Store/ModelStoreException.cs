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
}
