using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Riveg.Service;

namespace Riveg.Server.Api;

/// <summary>
/// Answers a body that says itself that it is too large, and lets it run out: where the connection is closed under a client that still
/// sends, it learns of no answer. One that says nothing is cut where it grows too large, or is not there in time.
/// </summary>
internal sealed class BodyLimit(ServiceLimits limits)
{
    // What anybody gets to send a body in.
    private static readonly TimeSpan Least = TimeSpan.FromSeconds(5);

    /// <summary>Goes on, or answers.</summary>
    public Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        if (context.Request.Path == StreamEndpoint.Path)
        {
            return next(context);
        }

        if (!(context.Request.ContentLength > limits.MaxBodyBytes))
        {
            return InTimeAsync(context, next);
        }

        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            // The server reads for some seconds what nobody wants, then closes.
            size.MaxRequestBodySize = null;
        }

        return Problems.TooLarge(limits).ExecuteAsync(context);
    }

    private async Task InTimeAsync(HttpContext context, RequestDelegate next)
    {
        var given = context.Request.Body;
        using var timed = new TimedBody(given, limits.TimeLimit > Least ? limits.TimeLimit : Least);
        context.Request.Body = timed;
        try
        {
            await next(context).ConfigureAwait(false);
        }
        finally
        {
            context.Request.Body = given;
        }
    }
}
