using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using Riveg.Faults;

namespace Riveg.Service.Assistants;

/// <summary>
/// Takes the calls of all tools: lets in no more than the service's queue holds, and answers what went wrong in one line, never with a
/// stack. Thread-safe.
/// </summary>
/// <param name="service">Whose queue it is.</param>
/// <param name="loggers">Where the log goes.</param>
internal sealed class ToolDesk(AnnotationService service, ILoggerFactory loggers)
{
    private const int LongestLine = 2000;

    private readonly ILogger log = loggers.CreateLogger<ToolDesk>();

    /// <summary>Does a piece of work when its turn comes.</summary>
    /// <inheritdoc cref="AnnotationService.InTurnAsync" path="/exception" />
    public Task<T> InTurnAsync<T>(Func<CancellationToken, Task<T>> work, CancellationToken cancellationToken) =>
        service.InTurnAsync((_, token) => work(token), cancellationToken);

    /// <summary>Answers a call.</summary>
    /// <param name="tool">The tool's name.</param>
    /// <param name="answer">Does the work.</param>
    /// <param name="cancellationToken">Who asked wants it no more.</param>
    public async Task<CallToolResult> AnswerAsync(string tool, Func<Task<ToolAnswer>> answer, CancellationToken cancellationToken)
    {
        using var visit = service.Queue.TryEnter();
        if (visit is null)
        {
            return Fault($"Too many calls wait already; try again in {service.Queue.RetryAfter.TotalSeconds:0} s.");
        }

        try
        {
            return (await answer().ConfigureAwait(false)).ToResult();
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (RivegException exception)
        {
            return Fault(exception.Description);
        }
        catch (Exception exception) when (
            exception is TimeoutException or IOException or UnauthorizedAccessException or InvalidDataException)
        {
            return Fault(exception.Message);
        }
        catch (Exception exception)
        {
            AssistantLog.Unforeseen(log, tool, exception);
            return Fault($"Something that should not happen did ({exception.GetType().Name}); please report it.");
        }
    }

    private static CallToolResult Fault(string message)
    {
        var line = string.Concat(message.Select(c => char.IsControl(c) ? ' ' : c));
        return new CallToolResult
        {
            IsError = true,
            Content = [new TextContentBlock { Text = line.Length > LongestLine ? $"{line[..LongestLine]} …" : line }],
        };
    }
}
