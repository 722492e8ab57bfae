using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace Riveg.Onnx.Store;

/// <summary>
/// Speaks to the hosts: follows redirects itself, so that the token goes to the hub's own host and nowhere else, waits where a server is
/// busy, and takes up a broken-off download where it stopped.
/// </summary>
internal sealed class HubClient : IDisposable
{
    private const int MaxRedirects = 10;
    private const int BufferSize = 1 << 17;

    /// <summary>The most that is taken of a file whose size nobody knows.</summary>
    private const long MaximumFileSize = 64L << 30;

    private readonly HttpClient http;
    private readonly ModelStoreOptions options;
    private readonly ModelManifest manifest;
    private readonly TimeProvider time;

    public HubClient(ModelStoreOptions options, ModelManifest manifest, TimeProvider time)
    {
        this.options = options;
        this.manifest = manifest;
        this.time = time;
        http = new HttpClient(new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            MaxResponseDrainSize = 0
        })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
        http.DefaultRequestHeaders.UserAgent.Add(
            new ProductInfoHeaderValue("riveg", typeof(HubClient).Assembly.GetName().Version?.ToString(3)));
    }

    public void Dispose() => http.Dispose();

    /// <summary>Asks what there is, without fetching it.</summary>
    /// <param name="model">The model.</param>
    /// <param name="file">The file.</param>
    /// <param name="commit">The commit of the snapshot that is being fetched; null to ask which one the revision stands at.</param>
    /// <param name="cancellationToken">Ends the wait early.</param>
    /// <exception cref="ModelStoreException">The host refuses, cannot be reached, or names a commit that is none or another than
    /// <paramref name="commit"/>.</exception>
    public async Task<RemoteFile> DescribeAsync(ModelEntry model, ModelFile file, string? commit, CancellationToken cancellationToken)
    {
        var pin = new SnapshotPin(commit);
        using var response = await PersistAsync(
            model,
            file,
            ct => SendAsync(HttpMethod.Head, model, file, pin, range: null, stopAt: DescribesLinkedFile, ct),
            cancellationToken).ConfigureAwait(false);
        var headers = response.Headers;
        var linked = PlainTag(First(headers, "X-Linked-Etag"));
        var tag = linked ?? PlainTag(headers.ETag?.Tag);
        var sizeText = First(headers, "X-Linked-Size");
        var size = sizeText is not null
            && long.TryParse(sizeText, NumberStyles.None, CultureInfo.InvariantCulture, out var linkedSize) ? linkedSize
            : response.IsSuccessStatusCode ? response.Content.Headers.ContentLength
            : null;
        RefuseSize(model, file, size);
        var found = commit ?? CommitOf(model, file, headers);
        var name = tag is { Length: < 128 } && SafeNames.IsFileName(tag) && tag.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_')
            ? tag
            : Convert.ToHexStringLower(
                SHA256.HashData(Encoding.UTF8.GetBytes($"{model.Repository}/{file.Path}@{found ?? model.Revision} {tag} {size}")));
        var isHash = linked is { Length: 64 } && linked.All(char.IsAsciiHexDigitLower);
        return new RemoteFile(name, size, found, isHash ? linked : null, new SnapshotPin(found, tag));
    }

    /// <summary>Fetches a file to <paramref name="partial"/>, from where an earlier attempt stopped.</summary>
    public async Task DownloadAsync(
        ModelEntry model,
        ModelFile file,
        RemoteFile remote,
        string partial,
        IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(partial)!);
        var download = new PartialDownload(partial);
        long? total = remote.Size;
        var attempt = 0;
        var furthest = download.Length;
        while (true)
        {
            var before = download.Length;
            string fault;
            try
            {
                if (total is not null && before == total)
                {
                    return;
                }

                using var response = await PersistAsync(
                    model,
                    file,
                    ct => SendAsync(HttpMethod.Get, model, file, remote.Pin, download.ResumeFrom(), stopAt: null, ct),
                    cancellationToken).ConfigureAwait(false);
                total ??= TotalOf(response);
                await ReceiveAsync(model, file, response, download, total, progress, cancellationToken).ConfigureAwait(false);
                if (total is null || download.Length == total)
                {
                    return;
                }

                fault = download.Length > total
                    ? $"the server sent more than the {total} bytes that it promised"
                    : $"the connection ended after {download.Length} of {total} bytes";
                if (download.Length > total)
                {
                    download.Restart();
                }
            }
            catch (Exception e) when (e is IOException or HttpRequestException or StalledException)
            {
                fault = e.Message;
            }

            // What was there before does not count twice: a server that sends the same bytes again and again is given up.
            attempt = download.Length > furthest ? 1 : attempt + 1;
            furthest = Math.Max(furthest, download.Length);
            if (attempt >= options.MaxAttempts)
            {
                throw new ModelStoreException(
                    $"Model '{model.Name}', file {file.Path}: the download broke off ({fault}); "
                    + $"run 'riveg models pull {model.Name}' again to go on from {download.Length} bytes.");
            }

            await WaitAsync(Backoff(attempt), cancellationToken).ConfigureAwait(false);
        }
    }

    private static string? First(HttpHeaders headers, string name) =>
        headers.TryGetValues(name, out var values) ? values.FirstOrDefault() : null;

    private static bool DescribesLinkedFile(HttpResponseMessage response) => response.Headers.Contains("X-Linked-Etag");

    private static long? TotalOf(HttpResponseMessage response) => response.StatusCode switch
    {
        HttpStatusCode.PartialContent => response.Content.Headers.ContentRange?.Length,
        HttpStatusCode.OK => response.Content.Headers.ContentLength,
        _ => null,
    };

    // No connection came about; an answer that broke off is another matter.
    private static bool IsUnreachable(Exception e) => e is HttpRequestException
    {
        HttpRequestError: HttpRequestError.NameResolutionError or HttpRequestError.ConnectionError or HttpRequestError.ProxyTunnelError
    };

    private static string? PlainTag(string? tag) =>
        tag?.Replace("W/", "", StringComparison.Ordinal).Trim('"') is { Length: > 0 } plain ? plain : null;

    private static TimeSpan Backoff(int attempt) => TimeSpan.FromSeconds(Math.Min(30, Math.Pow(2, attempt - 1)));

    private static bool IsRedirect(HttpStatusCode status) =>
        status is HttpStatusCode.MovedPermanently or HttpStatusCode.Found or HttpStatusCode.SeeOther
        or HttpStatusCode.TemporaryRedirect or HttpStatusCode.PermanentRedirect;

    private async Task ReceiveAsync(
        ModelEntry model,
        ModelFile file,
        HttpResponseMessage response,
        PartialDownload download,
        long? total,
        IProgress<DownloadProgress>? progress,
        CancellationToken cancellationToken)
    {
        if (response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
        {
            download.Restart();
            return;
        }

        var resumed = response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange?.From == download.Length;
        if (!resumed)
        {
            download.Restart();
            if (response.StatusCode == HttpStatusCode.PartialContent)
            {
                return;
            }
        }

        var target = download.OpenForAppending(response.Headers.ETag);
        await using var endOfTarget = target.ConfigureAwait(false);
        var source = await response.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var endOfSource = source.ConfigureAwait(false);
        var buffer = new byte[BufferSize];
        progress?.Report(new DownloadProgress(model.Name, file.Path, target.Length, total));
        while (true)
        {
            var read = await ReadAsync(source, buffer, cancellationToken).ConfigureAwait(false);
            if (read == 0)
            {
                return;
            }

            // One byte past the end tells that there were more; the rest is not taken.
            var room = (total ?? MaximumFileSize) - target.Length;
            await target.WriteAsync(buffer.AsMemory(0, (int)Math.Min(read, room + 1)), cancellationToken).ConfigureAwait(false);
            if (read > room)
            {
                if (total is null)
                {
                    RefuseSize(model, file, MaximumFileSize + 1);
                }

                return;
            }

            progress?.Report(new DownloadProgress(model.Name, file.Path, target.Length, total));
        }
    }

    private async Task<int> ReadAsync(Stream source, byte[] buffer, CancellationToken cancellationToken)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        watch.CancelAfter(options.StallTimeout);
        try
        {
            return await source.ReadAsync(buffer, watch.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StalledException(options.StallTimeout);
        }
    }

    /// <summary>Sends until a server answers to the point; errors that waiting does not mend become exceptions.</summary>
    private async Task<HttpResponseMessage> PersistAsync(
        ModelEntry model, ModelFile file, Func<CancellationToken, Task<HttpResponseMessage>> send, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            UnreachableHosts? unreachable = null;
            TimeSpan wait;
            string fault;
            var most = options.MaxAttempts;
            try
            {
                var response = await send(cancellationToken).ConfigureAwait(false);
                if (response.IsSuccessStatusCode
                    || IsRedirect(response.StatusCode)
                    || response.StatusCode == HttpStatusCode.RequestedRangeNotSatisfiable)
                {
                    return response;
                }

                using (response)
                {
                    if (response.StatusCode != HttpStatusCode.TooManyRequests && (int)response.StatusCode < 500)
                    {
                        throw Refused(model, file, response.StatusCode);
                    }

                    fault = $"the server answers {(int)response.StatusCode}";
                    wait = RetryAfter(response) ?? Backoff(attempt);
                }

                if (wait > options.MaxRetryAfter)
                {
                    throw new ModelStoreException(
                        $"Model '{model.Name}', file {file.Path}: the server is busy and asks to wait {wait.TotalMinutes:0} minutes; "
                        + $"run 'riveg models pull {model.Name}' then.");
                }
            }
            catch (Exception e) when (e is HttpRequestException or StalledException)
            {
                fault = e.Message;
                unreachable = IsUnreachable(e) ? UnreachableHosts.Of(AddressOf(model, file).Host, e.Message) : null;
                wait = Backoff(attempt);

                // A machine without a network will have none in half a minute either.
                most = e is HttpRequestException { HttpRequestError: HttpRequestError.NameResolutionError } ? Math.Min(most, 2) : most;
            }

            if (attempt >= most)
            {
                var what = unreachable is null
                    ? $"Model '{model.Name}', file {file.Path}: {AddressOf(model, file).Host} cannot be used ({fault})"
                    : $"Model '{model.Name}': {unreachable}";
                throw new ModelStoreException(
                    $"{what}; check the network or the proxy, or run 'riveg models pull {model.Name} --from DIR'.")
                {
                    Unreachable = unreachable,
                };
            }

            await WaitAsync(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        ModelEntry model,
        ModelFile file,
        SnapshotPin pin,
        ResumePoint? range,
        Func<HttpResponseMessage, bool>? stopAt,
        CancellationToken cancellationToken)
    {
        var address = AddressOf(model, file, pin.Commit);
        for (var hop = 0; ; hop++)
        {
            using var request = new HttpRequestMessage(method, address);
            if (MayHaveToken(model, address))
            {
                request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", options.HubToken);
            }

            if (range is not null)
            {
                request.Headers.Range = new RangeHeaderValue(range.Offset, null);
                if (range.Validator is not null)
                {
                    request.Headers.IfRange = new RangeConditionHeaderValue(range.Validator);
                }
            }

            var response = await SendWatchedAsync(request, cancellationToken).ConfigureAwait(false);
            try
            {
                RefuseChange(model, file, pin, address, response);
                if (!IsRedirect(response.StatusCode) || stopAt?.Invoke(response) == true)
                {
                    return response;
                }

                address = NextAddress(model, file, address, response, hop);
            }
            catch
            {
                response.Dispose();
                throw;
            }

            response.Dispose();
        }
    }

    private static Uri NextAddress(ModelEntry model, ModelFile file, Uri address, HttpResponseMessage response, int hop)
    {
        var fault = hop == MaxRedirects ? "in circles"
            : response.Headers.Location is not { } location || !Uri.TryCreate(address, location, out var next) ? "to nowhere"
            : next.Scheme is not ("http" or "https")
                || (address.Scheme == Uri.UriSchemeHttps && next.Scheme != Uri.UriSchemeHttps) ? $"from {address.Scheme} to {next.Scheme}"
            : null;
        return fault is null
            ? new Uri(address, response.Headers.Location!)
            : throw new ModelStoreException($"Model '{model.Name}', file {file.Path}: {address.Host} redirects {fault}; that is refused.");
    }

    private async Task<HttpResponseMessage> SendWatchedAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        watch.CancelAfter(options.StallTimeout);
        try
        {
            return await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, watch.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            throw new StalledException(options.StallTimeout);
        }
    }

    /// <summary>Only the hub's own host gets the token, and over a plain connection only this machine.</summary>
    internal bool MayHaveToken(ModelEntry model, Uri address) =>
        options.HubToken is not null && IsHub(model, address) && (address.Scheme == Uri.UriSchemeHttps || address.IsLoopback);

    private bool IsHub(ModelEntry model, Uri address)
    {
        if (manifest.Hosts[model.Host].Kind != ModelHostKind.Hub)
        {
            return false;
        }

        var hub = new Uri(HostOf(model).Address);
        return address.Scheme == hub.Scheme && string.Equals(address.Authority, hub.Authority, StringComparison.OrdinalIgnoreCase);
    }

    /// <summary>The commit that a hub names; hosts of other kinds keep none.</summary>
    private string? CommitOf(ModelEntry model, ModelFile file, HttpResponseHeaders headers)
    {
        if (manifest.Hosts[model.Host].Kind != ModelHostKind.Hub || First(headers, "X-Repo-Commit") is not { } commit)
        {
            return null;
        }

        return SafeNames.IsCommit(commit)
            ? commit
            : throw new ModelStoreException(
                $"Model '{model.Name}', file {file.Path}: "
                + $"{new Uri(HostOf(model).Address).Host} names the commit {SafeNames.Quote(commit)}, which is not 40 hexadecimal digits; "
                + "nothing was installed, check HF_ENDPOINT.");
    }

    /// <summary>Refuses an answer of the hub that speaks of another commit or another content than its earlier ones.</summary>
    private void RefuseChange(ModelEntry model, ModelFile file, SnapshotPin pin, Uri address, HttpResponseMessage response)
    {
        var answers = response.IsSuccessStatusCode || IsRedirect(response.StatusCode);
        if (!answers || !IsHub(model, address))
        {
            return;
        }

        var commit = CommitOf(model, file, response.Headers);
        var tag = PlainTag(First(response.Headers, "X-Linked-Etag"))
            ?? (response.IsSuccessStatusCode ? PlainTag(response.Headers.ETag?.Tag) : null);
        var changed = commit is not null
            && pin.Commit is not null
            && !string.Equals(commit, pin.Commit, StringComparison.OrdinalIgnoreCase) ? "another commit"
            : tag is not null && pin.Tag is not null && tag != pin.Tag ? "another content"
            : null;
        if (changed is not null)
        {
            throw new ModelStoreException(
                $"Model '{model.Name}', file {file.Path}: {address.Host} speaks of {changed} than a moment ago; nothing was installed, "
                + $"run 'riveg models pull {model.Name}' again.");
        }
    }

    private static void RefuseSize(ModelEntry model, ModelFile file, long? size)
    {
        if (size > MaximumFileSize || (file.Size is { } known && size is not null && size != known))
        {
            throw new ModelStoreException(
                $"Model '{model.Name}', file {file.Path}: the server speaks of {size} bytes, "
                + $"expected are {(file.Size is { } due ? due : $"at most {MaximumFileSize}")}; the file is refused.");
        }
    }

    private ModelHost HostOf(ModelEntry model)
    {
        var host = manifest.Hosts[model.Host];
        return host.Kind == ModelHostKind.Hub && options.HubEndpoint is { } endpoint ? host with { Address = endpoint } : host;
    }

    private Uri AddressOf(ModelEntry model, ModelFile file, string? commit = null) => HostOf(model).AddressOf(model, file, commit);

    private TimeSpan? RetryAfter(HttpResponseMessage response) => response.Headers.RetryAfter switch
    {
        { Delta: { } delta } => delta,
        { Date: { } date } => date > time.GetUtcNow() ? date - time.GetUtcNow() : TimeSpan.Zero,
        _ => null,
    };

    private Task WaitAsync(TimeSpan wait, CancellationToken cancellationToken) => Task.Delay(wait, time, cancellationToken);

    private ModelStoreException Refused(ModelEntry model, ModelFile file, HttpStatusCode status)
    {
        var where = $"Model '{model.Name}', file {file.Path}: ";
        return new ModelStoreException(status switch
        {
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden
                when options.HubToken is null && manifest.Hosts[model.Host].Kind == ModelHostKind.Hub =>
                $"{where}the hub asks for a token ({(int)status}); set HF_TOKEN to one that may read {model.Repository}.",
            HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden =>
                $"{where}access to {model.Repository} is refused ({(int)status}); check that the account has accepted the model's terms, "
                + "and that HF_TOKEN is its token.",
            HttpStatusCode.NotFound or HttpStatusCode.Gone =>
                $"{where}not found at {AddressOf(model, file)} ({(int)status}); it may have moved: "
                + $"fetch it by hand and run 'riveg models pull {model.Name} --from DIR'.",
            _ => $"{where}the server answers {(int)status}; run 'riveg models pull {model.Name} --from DIR' with files fetched by hand.",
        });
    }

    private sealed class StalledException(TimeSpan time) : Exception($"nothing came for {time.TotalSeconds:0.#} seconds");
}
