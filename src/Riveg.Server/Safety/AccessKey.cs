using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Riveg.Server.Safety;

/// <summary>
/// Lets only those in who know the key, as <c>Authorization: Bearer KEY</c>, as <c>X-Api-Key: KEY</c>, or, as Label Studio sends it, as the
/// password of <c>Authorization: Basic</c>. The page's files, health and the API's description are anybody's.
/// </summary>
internal sealed class AccessKey(string key)
{
    private static readonly string[] Open = ["/page", "/samples", "/healthz", "/readyz", "/health", "/openapi"];

    private readonly byte[] hash = Hash(key);

    /// <summary>Whether a request may come in.</summary>
    public bool Allows(HttpRequest request) =>
        request.Path == "/"
            || Open.Any(p => request.Path.StartsWithSegments(p, StringComparison.OrdinalIgnoreCase))
            || (Given(request) is { } given && Matches(given));

    // Hashes have one length and are compared in constant time: nothing tells how much of a guess was right.
    private bool Matches(string given) => CryptographicOperations.FixedTimeEquals(Hash(given), hash);

    private static byte[] Hash(string value) => SHA256.HashData(Encoding.UTF8.GetBytes(value));

    private static string? Given(HttpRequest request)
    {
        if (request.Headers["X-Api-Key"] is [{ } own])
        {
            return own;
        }

        if (!AuthenticationHeaderValue.TryParse(request.Headers.Authorization, out var header) || header.Parameter is not { } value)
        {
            return null;
        }

        return header.Scheme.ToUpperInvariant() switch
        {
            "BEARER" => value,
            "BASIC" => Password(value),
            _ => null,
        };
    }

    private static string? Password(string basic)
    {
        var bytes = new byte[basic.Length];
        return Convert.TryFromBase64String(basic, bytes, out var count)
            && Encoding.UTF8.GetString(bytes, 0, count) is var pair
            && pair.IndexOf(':', StringComparison.Ordinal) is var colon and >= 0
            ? pair[(colon + 1)..]
            : null;
    }
}
