using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Riveg.Server.Telemetry;

/// <summary>
/// The log of a server on standard error: a line each with its time, every time, since a server lives for weeks. A fault of a post is no
/// warning, or strangers would write the log.
/// </summary>
internal static class ServerLogging
{
    private const string Pipeline = "Riveg.RivegPipeline";

    /// <summary>Makes the log.</summary>
    /// <param name="verbose">Whether requests and faults of posts are told, and not warnings alone.</param>
    /// <returns>The caller's.</returns>
    public static ILoggerFactory Create(bool verbose) => LoggerFactory.Create(logging =>
    {
        logging.SetMinimumLevel(verbose ? LogLevel.Information : LogLevel.Warning);
        if (!verbose)
        {
            logging.AddFilter(Pipeline, LogLevel.Error);
        }

        logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.ColorBehavior = LoggerColorBehavior.Disabled;
            console.TimestampFormat = "yyyy-MM-ddTHH:mm:ssZ ";
            console.UseUtcTimestamp = true;
        });
        logging.Services.Configure<ConsoleLoggerOptions>(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
    });
}
