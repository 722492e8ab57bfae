using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Runtime.ExceptionServices;

namespace Riveg.Service.Pictures;

/// <summary>
/// Fetches pictures for strangers: from allowed addresses alone, looked at again behind every redirect, over connections that are made to
/// the very addresses that were checked. Thread-safe.
/// </summary>
internal sealed class PictureFetcher : IDisposable
{
    private const int MostRedirects = 5;
    private const int MostHeaderKilobytes = 32;

    private readonly AddressRules rules;
    private readonly long mostBytes;
    private readonly Func<string, CancellationToken, Task<IPAddress[]>> resolve;
    private readonly HttpClient client;

    /// <param name="rules">Which addresses are allowed.</param>
    /// <param name="mostBytes">The largest picture.</param>
    /// <param name="resolve">Looks a host up; the system's way if null.</param>
    public PictureFetcher(AddressRules rules, long mostBytes, Func<string, CancellationToken, Task<IPAddress[]>>? resolve = null)
    {
        this.rules = rules;
        this.mostBytes = mostBytes;
        this.resolve = resolve ?? Dns.GetHostAddressesAsync;
        client = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            UseProxy = false,

            // A stranger's server learns nothing of whoever asked.
            ActivityHeadersPropagator = null,
            ConnectTimeout = TimeSpan.FromSeconds(10),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5),
            MaxResponseHeadersLength = MostHeaderKilobytes,
            ConnectCallback = ConnectAsync,
        })
        {
            Timeout = TimeSpan.FromSeconds(20),
            MaxResponseContentBufferSize = mostBytes,
        };
        client.DefaultRequestHeaders.UserAgent.ParseAdd($"riveg/{typeof(PictureFetcher).Assembly.GetName().Version?.ToString(3)}");
        client.DefaultRequestHeaders.Accept.ParseAdd("image/*");
    }

    /// <summary>Fetches a picture.</summary>
    /// <param name="address">Where it is.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    /// <returns>The file's content.</returns>
    /// <exception cref="PictureRefusedException">The address, or one that it leads to, is not allowed; nothing was sent there.</exception>
    /// <exception cref="PictureFetchException">It was not to be had, or is too large.</exception>
    public Task<byte[]> FetchAsync(string address, CancellationToken cancellationToken) => FetchAsync(address, null, cancellationToken);

    /// <inheritdoc cref="FetchAsync(string, CancellationToken)" />
    /// <param name="address">Where it is.</param>
    /// <param name="token">What trusted addresses are shown (<c>Authorization: Token …</c>), and no others; null for nothing.</param>
    /// <param name="cancellationToken">Ends the work.</param>
    public async Task<byte[]> FetchAsync(string address, string? token, CancellationToken cancellationToken)
    {
        var next = rules.Read(address);
        try
        {
            for (var redirects = 0; redirects <= MostRedirects; redirects++)
            {
                using var request = new HttpRequestMessage(HttpMethod.Get, next);
                if (token is not null && rules.IsTrusted(next))
                {
                    request.Headers.Authorization = new AuthenticationHeaderValue("Token", token);
                }

                using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                    .ConfigureAwait(false);
                if (IsRedirect(response))
                {
                    next = new Uri(next, response.Headers.Location!);
                    rules.Check(next);
                    continue;
                }

                if (!response.IsSuccessStatusCode)
                {
                    throw new PictureFetchException($"The picture's address answers {(int)response.StatusCode}.");
                }

                return await ReadAsync(response, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (HttpRequestException exception) when (exception.InnerException is PictureRefusedException)
        {
            // Thrown where the connection was to be made.
            ExceptionDispatchInfo.Throw(exception.InnerException);
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException or UriFormatException
            || (exception is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            throw new PictureFetchException("The picture's address does not answer as it should.", exception);
        }

        throw new PictureFetchException($"The picture's address leads on more than {MostRedirects} times.");
    }

    /// <inheritdoc />
    public void Dispose() => client.Dispose();

    private static bool IsRedirect(HttpResponseMessage response) =>
        (int)response.StatusCode is 301 or 302 or 303 or 307 or 308 && response.Headers.Location is not null;

    private async Task<byte[]> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        var tooLarge = new PictureFetchException($"The picture behind the address has more than {mostBytes} bytes.");
        if (response.Content.Headers.ContentLength > mostBytes)
        {
            throw tooLarge;
        }

        // The client's own limit of time ends with the headers.
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(client.Timeout);
        var stream = await response.Content.ReadAsStreamAsync(limit.Token).ConfigureAwait(false);
        await using var end = stream.ConfigureAwait(false);
        using var content = new MemoryStream();
        var buffer = new byte[1 << 16];
        while (await stream.ReadAsync(buffer, limit.Token).ConfigureAwait(false) is var count and > 0)
        {
            if (content.Length + count > mostBytes)
            {
                throw tooLarge;
            }

            content.Write(buffer, 0, count);
        }

        return content.ToArray();
    }

    private async ValueTask<Stream> ConnectAsync(SocketsHttpConnectionContext context, CancellationToken cancellationToken)
    {
        var end = context.DnsEndPoint;
        var addresses = IPAddress.TryParse(end.Host.Trim('[', ']'), out var given)
            ? [given]
            : await resolve(end.Host, cancellationToken).ConfigureAwait(false);
        if (!rules.IsTrusted(context.InitialRequestMessage.RequestUri!) && (addresses.Length == 0 || !addresses.All(PublicAddress.Is)))
        {
            throw AddressRules.NotPublic();
        }

        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(addresses, end.Port, cancellationToken).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
