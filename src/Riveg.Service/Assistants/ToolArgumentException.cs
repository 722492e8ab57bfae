using Riveg.Faults;

namespace Riveg.Service.Assistants;

/// <summary>Arguments that are wrong; the message names every fault.</summary>
internal sealed class ToolArgumentException(string message) : RivegException(FaultKind.WrongInput, message);
