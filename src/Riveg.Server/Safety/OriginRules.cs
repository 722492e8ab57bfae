using Microsoft.AspNetCore.Http;

namespace Riveg.Server.Safety;

/// <summary>Which pages may ask: the server's own, and those of allowed origins.</summary>
internal sealed class OriginRules(IReadOnlyList<string> allowed)
{
    /// <summary>Whether a request comes from no page, from our own, or from an allowed one.</summary>
    public bool Allows(HttpRequest request)
    {
        if (request.Headers.Origin is not [{ } origin])
        {
            return request.Headers.Origin.Count == 0 && IsNoForeignPage(request);
        }

        // The scheme may differ behind a proxy that speaks TLS.
        return IsAllowed(origin) || (Uri.TryCreate(origin, UriKind.Absolute, out var page)
            && page.Authority.Equals(request.Host.Value, StringComparison.OrdinalIgnoreCase));
    }

    /// <summary>Whether an origin is one of those that were allowed.</summary>
    public bool IsAllowed(string origin) => allowed.Contains(origin, StringComparer.OrdinalIgnoreCase);

    // A browser that sends no origin says so all the same; following a link is no asking.
    private static bool IsNoForeignPage(HttpRequest request) =>
        request.Headers["Sec-Fetch-Site"].ToString() is not ("cross-site" or "same-site")
            || (HttpMethods.IsGet(request.Method) && request.Headers["Sec-Fetch-Mode"].ToString() == "navigate");
}
