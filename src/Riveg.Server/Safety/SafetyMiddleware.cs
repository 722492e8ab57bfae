using Microsoft.AspNetCore.Http;

namespace Riveg.Server.Safety;

/// <summary>
/// What holds for every request before anybody reads it: headers of the answer, the asked name, the asking page, the key.
/// </summary>
internal sealed class SafetyMiddleware(HostRules hosts, OriginRules origins, AccessKey? key)
{
    private const string ContentPolicy =
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob: data:; connect-src 'self'; base-uri 'none'; "
        + "form-action 'self'; frame-ancestors 'none'";

    /// <summary>Goes on, or answers.</summary>
    public async Task InvokeAsync(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.ContentSecurityPolicy = ContentPolicy;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Opener-Policy"] = "same-origin";
        headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()";
        headers.CacheControl = "no-store";
        if (Refuse(context) is { } problem)
        {
            await problem.ExecuteAsync(context).ConfigureAwait(false);
            return;
        }

        await next(context).ConfigureAwait(false);
    }

    private IResult? Refuse(HttpContext context)
    {
        if (!hosts.Allows(context.Request))
        {
            return Problem(
                StatusCodes.Status421MisdirectedRequest,
                "The server is not asked by that name.",
                "The name in the request's Host is not one of the server's; start it with --host NAME.");
        }

        if (!origins.Allows(context.Request))
        {
            return Problem(
                StatusCodes.Status403Forbidden,
                "Pages of other origins may not ask.",
                "The page that asks comes from elsewhere; start the server with --origin to allow it.");
        }

        Share(context);
        if (HttpMethods.IsOptions(context.Request.Method) && context.Request.Headers.ContainsKey("Access-Control-Request-Method"))
        {
            return Results.NoContent();
        }

        if (key is { } known && !known.Allows(context.Request))
        {
            context.Response.Headers.WWWAuthenticate = "Bearer realm=\"riveg\"";
            return Problem(
                StatusCodes.Status401Unauthorized, "A key is needed.", "Send the server's key as \"Authorization: Bearer KEY\".");
        }

        return null;
    }

    // What a page of an allowed origin needs to hear (the Fetch standard, "CORS protocol").
    private void Share(HttpContext context)
    {
        var headers = context.Response.Headers;
        if (context.Request.Headers.Origin is [{ } origin] && origins.IsAllowed(origin))
        {
            headers.AccessControlAllowOrigin = origin;
            headers.Vary = "Origin";
            headers.AccessControlAllowMethods = "GET, POST, DELETE";
            headers.AccessControlAllowHeaders = "Authorization, Content-Type, X-Api-Key, Mcp-Session-Id, Mcp-Protocol-Version, Traceparent";
            headers.AccessControlExposeHeaders = "Retry-After, Mcp-Session-Id";
            headers.AccessControlMaxAge = "600";
        }
        else
        {
            headers["Cross-Origin-Resource-Policy"] = "same-origin";
        }
    }

    private static IResult Problem(int status, string title, string detail) => Results.Problem(detail, statusCode: status, title: title);
}
