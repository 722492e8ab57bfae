using Microsoft.Extensions.Logging;

namespace Riveg.Onnx.Ofa;

/// <summary>What stages by OFA log.</summary>
internal static partial class OfaLog
{
    [LoggerMessage(1, LogLevel.Warning, "OFA reads the first 80 words of a text, as published; a longer one was cut.")]
    public static partial void TextWasCut(ILogger logger);
}
