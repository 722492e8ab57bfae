using Riveg.Faults;

namespace Riveg.Service.Pictures;

/// <summary>A picture that is not fetched, since its address or path is not allowed; nothing was sent there.</summary>
internal sealed class PictureRefusedException(string message) : RivegException(FaultKind.WrongInput, message);

/// <summary>A picture that is allowed and was not to be had, or is too large.</summary>
internal sealed class PictureFetchException(string message, Exception? innerException = null)
    : RivegException(FaultKind.WrongInput, message, innerException);
