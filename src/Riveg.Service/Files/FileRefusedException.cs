using Riveg.Faults;

namespace Riveg.Service.Files;

/// <summary>A file that is not read, since it is not where files are allowed, or is none.</summary>
internal sealed class FileRefusedException(string message) : RivegException(FaultKind.WrongInput, message);
