using Microsoft.Extensions.Logging;

namespace Riveg.Server.Api;

/// <summary>What the API logs; docs/observability.md has the table.</summary>
internal static partial class ApiLog
{
    [LoggerMessage(1, LogLevel.Error, "A request of {Endpoint} failed in a way that nobody foresaw.")]
    public static partial void Unforeseen(ILogger logger, string endpoint, Exception exception);
}
