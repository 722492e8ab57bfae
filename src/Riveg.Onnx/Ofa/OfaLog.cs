using Microsoft.Extensions.Logging;

namespace Riveg.Onnx.Ofa;

/// <summary>What stages by OFA log.</summary>
internal static partial class OfaLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Words}")]
    public static partial void Warning(ILogger logger, string words);
}
