using Microsoft.Extensions.Logging;

namespace Riveg.Service.Assistants;

/// <summary>What the tools log; docs/observability.md has the table.</summary>
internal static partial class AssistantLog
{
    [LoggerMessage(1, LogLevel.Error, "A call of the tool {Tool} failed in a way that nobody foresaw.")]
    public static partial void Unforeseen(ILogger logger, string tool, Exception exception);
}
