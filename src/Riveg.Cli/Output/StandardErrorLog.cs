using Microsoft.Extensions.Logging;

namespace Riveg.Cli.Output;

/// <summary>What <c>--verbose</c> adds: the log of the stages, with exceptions, on standard error.</summary>
internal sealed class StandardErrorLog : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Information;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (IsEnabled(logLevel))
        {
            Console.Error.WriteLine(
                $"{logLevel}: {formatter(state, exception)}{(exception is null ? string.Empty : $"{Environment.NewLine}{exception}")}");
        }
    }

    public void Dispose()
    {
    }
}
