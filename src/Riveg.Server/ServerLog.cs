using Microsoft.Extensions.Logging;

namespace Riveg.Server;

/// <summary>What the server logs; docs/observability.md has the table.</summary>
internal static partial class ServerLog
{
    [LoggerMessage(1, LogLevel.Error, "A request of {Path} failed in a way that nobody foresaw.")]
    public static partial void Unforeseen(ILogger logger, string path, Exception exception);
}
