using Microsoft.Extensions.Logging;

namespace Riveg.Onnx;

/// <summary>What the stages that run networks log.</summary>
internal static partial class OnnxLog
{
    [LoggerMessage(1, LogLevel.Warning, "{Words}")]
    public static partial void Warning(ILogger logger, string words);
}
