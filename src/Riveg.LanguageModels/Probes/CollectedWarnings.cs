using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Riveg.LanguageModels.Probes;

/// <summary>A log that keeps what the layers of a chat client warn of. Thread-safe.</summary>
internal sealed class CollectedWarnings : ILoggerFactory, ILogger
{
    private readonly ConcurrentQueue<string> messages = [];
    private readonly ConcurrentQueue<string> settings = [];

    /// <summary>The warnings, each once, in order.</summary>
    public IReadOnlyList<string> Messages => [.. messages.Distinct(StringComparer.Ordinal)];

    /// <summary>The settings of requests that were left out, by their names in the request.</summary>
    public IReadOnlyList<string> Settings => [.. settings.Distinct(StringComparer.Ordinal)];

    // What failed is a finding by itself; libraries below ours log it too.
    public ILogger CreateLogger(string categoryName) =>
        categoryName.StartsWith("Riveg.", StringComparison.Ordinal) ? this : NullLogger.Instance;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public bool IsEnabled(LogLevel logLevel) => logLevel == LogLevel.Warning;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public void Log<TState>(
        LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        if (state is IReadOnlyList<KeyValuePair<string, object?>> values
            && values.FirstOrDefault(v => v.Key.Equals("Setting", StringComparison.OrdinalIgnoreCase)).Value is string setting)
        {
            settings.Enqueue(setting);
        }
        else
        {
            messages.Enqueue(formatter(state, exception));
        }
    }

    public void Dispose()
    {
    }
}
