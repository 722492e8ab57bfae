using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Riveg.Service;

namespace Riveg.Server.Api;

/// <summary>
/// Answers what was thrown. Whose fault it is decides: those who ask are told, what nobody foresaw is logged and named alone.
/// </summary>
internal sealed class FaultAnswers(AnnotationService service, ServiceLimits limits, ILoggerFactory loggers)
{
    /// <summary>Goes on, and answers where that throws.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context).ConfigureAwait(false);
        }
        catch (Exception) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody is there to be answered.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            var problem = Problems.Of(exception, context, service, limits);
            if (problem is null)
            {
                ApiLog.Unforeseen(loggers.CreateLogger<FaultAnswers>(), context.GetEndpoint()?.DisplayName ?? "no endpoint", exception);
                problem = Results.Problem(
                    $"Something that should not happen did ({exception.GetType().Name}); the server's log has more.",
                    statusCode: StatusCodes.Status500InternalServerError,
                    title: "The server failed.");
            }

            await problem.ExecuteAsync(context).ConfigureAwait(false);
        }
    }
}
