using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace Riveg.Service.Assistants;

/// <summary>Tells one who asked for it how far a call is.</summary>
/// <param name="server">Speaks with who asked.</param>
/// <param name="token">Names the call; null where nobody wants to know.</param>
internal sealed class ToolProgress(McpServer server, ProgressToken? token)
{
    private const int Steps = 3;

    private int done;

    /// <summary>Tells the next step.</summary>
    /// <param name="message">What is done now, in a few words.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task TellAsync(string message, CancellationToken cancellationToken)
    {
        if (token is not { } known)
        {
            return;
        }

        await server.NotifyProgressAsync(
            known,
            new ProgressNotificationValue { Progress = done++, Total = Steps, Message = message },
            cancellationToken: cancellationToken).ConfigureAwait(false);
    }
}
