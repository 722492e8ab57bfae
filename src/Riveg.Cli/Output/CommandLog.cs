using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Riveg.Cli.Output;

/// <summary>
/// The log of the stages as the command shows it on standard error: what they warn of, once each in a line of its own; and whatever else
/// they log, with exceptions, where <c>--verbose</c> asks for it.
/// </summary>
/// <param name="verbose">Whether <c>--verbose</c> was given.</param>
internal sealed class CommandLog(bool verbose) : ILoggerFactory
{
    private const string Ours = "Riveg.";
    private const string Template = "{OriginalFormat}";

    // Far above any; a run over millions of posts must not remember each.
    private const int Most = 1000;

    // Warns of posts' faults, which commands tell themselves.
    private const string Pipeline = "Riveg.RivegPipeline";

    // Says of which post a warning is.
    private const string PostId = "PostId";

    private readonly ConcurrentDictionary<string, bool> told = new(StringComparer.Ordinal);

    public ILogger CreateLogger(string categoryName) => new Category(this, categoryName);

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private void Write<TState>(
        string category, LogLevel level, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var isFaultOfAPost = category == Pipeline && level == LogLevel.Warning;
        if (level >= LogLevel.Warning && category.StartsWith(Ours, StringComparison.Ordinal) && !isFaultOfAPost)
        {
            if (told.Count < Most && told.TryAdd(Meaning(state, exception, formatter), true))
            {
                StandardStreams.Warn(formatter(state, exception));
            }
        }
        else if (verbose)
        {
            Console.Error.WriteLine($"{level}: {VisibleText.OneLine(formatter(state, exception))}");
        }

        if (verbose && exception is not null)
        {
            Console.Error.WriteLine(exception);
        }
    }

    // One warning about a thousand posts is one.
    private static string Meaning<TState>(TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        state is IReadOnlyList<KeyValuePair<string, object?>> values && values.Any(v => v.Key == Template)
            ? string.Join('\n', values.Where(v => v.Key != PostId).Select(v => $"{v.Key}: {v.Value}"))
            : formatter(state, exception);

    private sealed class Category(CommandLog log, string name) : ILogger
    {
        public bool IsEnabled(LogLevel logLevel) => logLevel >= (log.IsVerbose ? LogLevel.Information : LogLevel.Warning);

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                log.Write(name, logLevel, state, exception, formatter);
            }
        }
    }

    private bool IsVerbose => verbose;
}
