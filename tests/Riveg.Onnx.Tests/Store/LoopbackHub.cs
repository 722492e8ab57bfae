using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Riveg.Onnx.Tests.Store;

/// <summary>
/// A server on the loopback that behaves like the hub: small files served directly, large ones by a redirect to another authority with
/// signed addresses, ETags, ranges and commits. A test can put a fault in the way of the next requests.
/// </summary>
internal sealed class LoopbackHub : IAsyncDisposable
{
    public const string Commit = "0123456789abcdef0123456789abcdef01234567";

    private readonly WebApplication hub;
    private readonly WebApplication storage;
    private readonly ConcurrentDictionary<string, Content> files = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<Fault> hubFaults = new();
    private readonly ConcurrentQueue<Fault> storageFaults = new();

    private LoopbackHub()
    {
        hub = Start(c => ServeAsync(c, hubFaults, ServeHubAsync));
        storage = Start(c => ServeAsync(c, storageFaults, ServeStorageAsync));
    }

    public delegate Task<bool> Fault(HttpContext context);

    /// <summary>
    /// How many bytes of unfinished downloads the client has on disk: a cut connection must not swallow bytes that were sent before.
    /// </summary>
    public Func<long> ReceivedBytes { get; set; } = () => 0;

    /// <summary>Runs before the hub serves: what it sets stays set.</summary>
    public Action<HttpContext> Mislead { get; set; } = _ => { };

    public string Address => AddressOf(hub);

    public string StorageAddress => AddressOf(storage);

    public ConcurrentQueue<Request> HubRequests { get; } = new();

    public ConcurrentQueue<Request> StorageRequests { get; } = new();

    public static async Task<LoopbackHub> StartAsync()
    {
        var server = new LoopbackHub();
        await server.hub.StartAsync();
        await server.storage.StartAsync();
        return server;
    }

    /// <summary>A file that the hub itself serves.</summary>
    public void AddSmall(string path, byte[] bytes) => files[path] = new Content(bytes, $"small{bytes.Length}x{bytes[0]}", false);

    /// <summary>A file that the hub redirects for; its ETag is its SHA-256.</summary>
    public void AddLarge(string path, byte[] bytes) =>
        files[path] = new Content(bytes, Convert.ToHexStringLower(SHA256.HashData(bytes)), true);

    /// <summary>Puts bytes in place of a large file's, while the hub goes on to promise the old hash.</summary>
    public void Falsify(string path, byte[] bytes) => files[path] = files[path] with { Bytes = bytes };

    /// <summary>The next request to the hub meets a fault; it says whether it has answered.</summary>
    public void FailHub(Fault fault, int times = 1) => Enqueue(hubFaults, fault, times);

    /// <summary>The next request for a large file's bytes meets a fault.</summary>
    public void FailStorage(Fault fault, int times = 1) => Enqueue(storageFaults, fault, times);

    public static Fault Status(int status, string? retryAfter = null) => context =>
    {
        context.Response.StatusCode = status;
        if (retryAfter is not null)
        {
            context.Response.Headers.RetryAfter = retryAfter;
        }

        return Task.FromResult(true);
    };

    /// <summary>Sends a part of the body that was promised, then cuts the connection.</summary>
    public Fault CutOffAfter(int bytes) => async context =>
    {
        var end = await SendPartAsync(context, bytes);
        while (ReceivedBytes() < end)
        {
            await Task.Delay(1, context.RequestAborted);
        }

        context.Abort();
        return true;
    };

    /// <summary>Sends a part of the body that was promised, then nothing until the client gives up.</summary>
    public Fault StallAfter(int bytes) => async context =>
    {
        await SendPartAsync(context, bytes);
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
        return true;
    };

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        await storage.DisposeAsync();
    }

    private static void Enqueue(ConcurrentQueue<Fault> queue, Fault fault, int times)
    {
        for (var i = 0; i < times; i++)
        {
            queue.Enqueue(fault);
        }
    }

    private static string AddressOf(WebApplication application) =>
        application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();

    private static WebApplication Start(RequestDelegate handler)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var application = builder.Build();
        application.Run(handler);
        return application;
    }

    private static async Task ServeAsync(HttpContext context, ConcurrentQueue<Fault> faults, RequestDelegate serve)
    {
        if (!(faults.TryDequeue(out var fault) && await fault(context)))
        {
            await serve(context);
        }
    }

    private static async Task SendBytesAsync(HttpContext context, Content content, string etag)
    {
        context.Response.Headers.TryAdd("ETag", etag);
        context.Response.Headers.AcceptRanges = "bytes";
        var range = context.Request.GetTypedHeaders().Range?.Ranges.Single();
        var ifRange = context.Request.Headers.IfRange.ToString();
        var from = range?.From is { } f && (ifRange.Length == 0 || ifRange == etag) ? f : 0;
        if (from >= content.Bytes.Length)
        {
            context.Response.StatusCode = StatusCodes.Status416RangeNotSatisfiable;
            return;
        }

        if (from > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = string.Create(
                CultureInfo.InvariantCulture, $"bytes {from}-{content.Bytes.Length - 1}/{content.Bytes.Length}");
        }

        context.Response.ContentLength = content.Bytes.Length - from;
        if (!HttpMethods.IsHead(context.Request.Method))
        {
            await context.Response.Body.WriteAsync(content.Bytes.AsMemory((int)from));
        }
    }

    private async Task<int> SendPartAsync(HttpContext context, int bytes)
    {
        var content = files[FilePath(context)];
        var offset = (int)(context.Request.GetTypedHeaders().Range?.Ranges.Single().From ?? 0);
        if (offset > 0)
        {
            context.Response.StatusCode = StatusCodes.Status206PartialContent;
            context.Response.Headers.ContentRange = $"bytes {offset}-{content.Bytes.Length - 1}/{content.Bytes.Length}";
        }

        context.Response.Headers.ETag = StorageTag(content);
        context.Response.ContentLength = content.Bytes.Length - offset;
        await context.Response.Body.WriteAsync(content.Bytes.AsMemory(offset, bytes));
        await context.Response.Body.FlushAsync();
        return offset + bytes;
    }

    private static string StorageTag(Content content) => $"\"storage-{content.ETag[..8]}-{content.Bytes.Length}\"";

    private static string FilePath(HttpContext context)
    {
        var path = context.Request.Path.Value!;
        var resolve = path.IndexOf("/resolve/", StringComparison.Ordinal);
        return resolve < 0 ? path["/bytes/".Length..] : path[(path.IndexOf('/', resolve + "/resolve/".Length) + 1)..];
    }

    private async Task ServeHubAsync(HttpContext context)
    {
        HubRequests.Enqueue(new Request(context));
        if (!files.TryGetValue(FilePath(context), out var content))
        {
            context.Response.StatusCode = StatusCodes.Status404NotFound;
            return;
        }

        Mislead(context);
        context.Response.Headers.TryAdd("X-Repo-Commit", Commit);
        if (!content.IsLarge)
        {
            await SendBytesAsync(context, content, $"\"{content.ETag}\"");
            return;
        }

        context.Response.Headers.TryAdd("X-Linked-Etag", $"\"{content.ETag}\"");
        context.Response.Headers.TryAdd("X-Linked-Size", content.Bytes.Length.ToString(CultureInfo.InvariantCulture));
        var location = context.Response.Headers.Location.ToString();
        context.Response.Redirect(location.Length > 0 ? location : $"{AddressOf(storage)}/bytes/{FilePath(context)}?signature=secret");
    }

    private async Task ServeStorageAsync(HttpContext context)
    {
        StorageRequests.Enqueue(new Request(context));
        var content = files[FilePath(context)];
        await SendBytesAsync(context, content, StorageTag(content));
    }

    internal sealed record Request(string Method, string Path, string Authorization, string Range)
    {
        public Request(HttpContext context)
            : this(
                context.Request.Method,
                context.Request.Path.Value!,
                context.Request.Headers.Authorization.ToString(),
                context.Request.Headers.Range.ToString())
        {
        }
    }

    private sealed record Content(byte[] Bytes, string ETag, bool IsLarge);
}
