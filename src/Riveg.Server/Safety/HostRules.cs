using System.Net;
using Microsoft.AspNetCore.Http;

namespace Riveg.Server.Safety;

/// <summary>
/// The names under which the server may be asked. A page of a stranger whose own name was made to lead to this machine is told apart by
/// the name that it asks for.
/// </summary>
internal sealed class HostRules
{
    private static readonly string[] Loopback = ["localhost", "127.0.0.1", "[::1]"];

    private readonly HashSet<string> allowed;
    private readonly bool anyAddress;

    /// <param name="urls">Where the server listens.</param>
    /// <param name="further">Further names.</param>
    public HostRules(IReadOnlyList<Uri> urls, IReadOnlyList<string> further)
    {
        allowed = new HashSet<string>([.. Loopback, .. urls.Select(u => u.Host), .. further], StringComparer.OrdinalIgnoreCase);

        // Who listens on all addresses is asked by any of them; names are still to be told.
        anyAddress = urls.Any(u => u.Host is "0.0.0.0" or "[::]" or "*" or "+");
    }

    /// <summary>Whether a request asks for a name that is allowed.</summary>
    public bool Allows(HttpRequest request) =>
        request.Host.Host is { Length: > 0 } host
            && (allowed.Contains(host) || allowed.Contains("*") || (anyAddress && IPAddress.TryParse(host.Trim('[', ']'), out _)));
}
