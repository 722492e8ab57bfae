using Riveg.Faults;

namespace Riveg.Posts;

/// <summary>A picture cannot be read; the message is one line that names it and says why.</summary>
internal sealed class ImageDecodingException : RivegException
{
    /// <summary>Makes the exception.</summary>
    public ImageDecodingException(string message, Exception? innerException = null)
        : base(FaultKind.WrongInput, message, innerException)
    {
    }
}
