using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core.Features;
using Microsoft.Net.Http.Headers;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Service;
using Riveg.Service.Pictures;

namespace Riveg.Server.Api;

/// <summary>
/// <c>POST /v1/annotate/stream</c>: a post a line in, an annotation a line out, in order and as soon as it is there. Who does not read the
/// answers is not read from either.
/// </summary>
/// <param name="service">Annotates.</param>
/// <param name="fetcher">Fetches pictures.</param>
/// <param name="limits">What one who asks may send.</param>
/// <param name="stopping">The server takes no more: what was read is answered, and the answer ends in order.</param>
internal sealed class StreamEndpoint(
    AnnotationService service, PictureFetcher fetcher, ServiceLimits limits, CancellationToken stopping) : IDisposable
{
    /// <summary>Where it is asked.</summary>
    public const string Path = "/v1/annotate/stream";

    // Names, knowledge, captions.
    private const int SmallFields = 1 << 20;

    private const string ContentType = "application/x-ndjson";

    // How long a client may take for a line.
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(2);

    // What the end of an answer gets to reach a client that still sends.
    private static readonly TimeSpan TimeToRead = TimeSpan.FromSeconds(1);

    private static readonly string[] Kinds = [ContentType, "application/ndjson", "application/jsonl", "application/json-lines"];

    private readonly SemaphoreSlim streams = new(limits.MaxStreams);

    /// <summary>Answers a request; whatever is known before the first line is an answer of its own.</summary>
    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !Kinds.Contains(type.MediaType.Value?.ToLowerInvariant()))
        {
            return Problems.WrongKind($"Send {ContentType}: a JSON object with \"text\" a line.");
        }

        var query = context.Request.Query;
        var (view, faults) = ViewOf(query);
        if (faults.Count > 0)
        {
            return Problems.Of(faults);
        }

        if (!await streams.WaitAsync(TimeSpan.Zero, context.RequestAborted).ConfigureAwait(false))
        {
            return Problems.TooManyStreams(context, Idle);
        }

        try
        {
            // So that a profile that is wrong is told before the first line; what only pictures lack is told with the first one.
            var profile = query["profile"].ToString() is { Length: > 0 } named ? named : null;
            await service.Profiles.GetAsync(profile, forPictures: false, context.RequestAborted).ConfigureAwait(false);
            await WriteAsync(context, profile, view).ConfigureAwait(false);
            if (stopping.IsCancellationRequested)
            {
                await LeaveAsync(context).ConfigureAwait(false);
            }

            return Results.Empty;
        }
        finally
        {
            streams.Release();
        }
    }

    /// <inheritdoc />
    public void Dispose() => streams.Dispose();

    private static (AnnotationView View, IReadOnlyList<PostFault> Faults) ViewOf(IQueryCollection query)
    {
        string[] known = ["profile", "candidates", "observations", "offsets"];
        var faults = query.Keys.Where(k => !known.Contains(k))
            .Select(k => new PostFault("query", $"there is no such field there; there are {string.Join(", ", known)}.")).Take(1).ToList();
        var offsets = PostRequestJson.OffsetsOf(query.ContainsKey("offsets") ? query["offsets"].ToString() : null);
        if (offsets is null)
        {
            faults.Add(new PostFault("offsets", "it is utf-16 or code-points."));
        }

        foreach (var name in new[] { "candidates", "observations" }.Where(n => query.ContainsKey(n) && query[n] is not ["true" or "false"]))
        {
            faults.Add(new PostFault(name, "it is true or false."));
        }

        return (
            new AnnotationView
            {
                Candidates = query["candidates"] == "true",
                Observations = query["observations"] != "false",
                Offsets = offsets ?? OffsetUnit.Utf16,
            },
            faults);
    }

    // The answer is whole; whoever still sends would keep the connection, and with it the server.
    private static async Task LeaveAsync(HttpContext context)
    {
        await context.Response.CompleteAsync().ConfigureAwait(false);
        await Task.Delay(TimeToRead, CancellationToken.None).ConfigureAwait(false);
        context.Abort();
    }

    private async Task WriteAsync(HttpContext context, string? profile, AnnotationView view)
    {
        // A stream is as long as it likes; its lines are bounded.
        if (context.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } size)
        {
            size.MaxRequestBodySize = null;
        }

        if (context.Features.Get<IHttpMinRequestBodyDataRateFeature>() is { } rate)
        {
            rate.MinDataRate = null;
        }

        context.Features.Get<IHttpResponseBodyFeature>()?.DisableBuffering();
        context.Response.ContentType = ContentType;
        await context.Response.StartAsync(context.RequestAborted).ConfigureAwait(false);
        using var line = new MemoryStream();
        var writer = new AnnotationJsonWriter(view.Offsets);
        await foreach (var result in service.AnnotateAsync(ReadAsync(context), profile, context.RequestAborted).ConfigureAwait(false))
        {
            line.SetLength(0);
            writer.WriteLine(line, view.Of(result));
            await context.Response.Body.WriteAsync(line.GetBuffer().AsMemory(0, (int)line.Length), context.RequestAborted)
                .ConfigureAwait(false);
            await context.Response.Body.FlushAsync(context.RequestAborted).ConfigureAwait(false);
        }
    }

    private async IAsyncEnumerable<Post> ReadAsync(
        HttpContext context, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // Base64 takes four bytes for three, and the text and the names of fields come to it.
        var longest = (limits.MaxBodyBytes / 3 * 4) + (4L * limits.MaxTextLength) + SmallFields;
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, stopping);
        var lines = new BoundedLines(context.Request.Body, (int)Math.Min(int.MaxValue, longest), Idle).ReadAsync(stop.Token)
            .GetAsyncEnumerator(stop.Token);
        await using var end = lines.ConfigureAwait(false);
        while (await HasNextAsync().ConfigureAwait(false))
        {
            yield return await ReadAsync(lines.Current, cancellationToken).ConfigureAwait(false);
        }

        async Task<bool> HasNextAsync()
        {
            try
            {
                return !stopping.IsCancellationRequested && await lines.MoveNextAsync().ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested && !cancellationToken.IsCancellationRequested)
            {
                return false;
            }
        }
    }

    private async Task<Post> ReadAsync(BoundedLine line, CancellationToken cancellationToken)
    {
        var number = line.Number.ToString(CultureInfo.InvariantCulture);
        if (line.Fault is { } fault)
        {
            return Unreadable(number, fault);
        }

        var request = PostRequestJson.Read(line.Content, out var faults);
        if (request is null)
        {
            return Unreadable(number, string.Join(' ', faults.Select(f => f.ToString())));
        }

        if (request.Profile is not null || request.View != new AnnotationView())
        {
            return Unreadable(
                number, "\"profile\", \"candidates\", \"observations\" and \"offsets\" hold for the stream: they go into the address.");
        }

        // Before the post's turn: a slow server of pictures keeps nobody else from his.
        var picture = request.Picture is { } given ? await given.TryOpenAsync(fetcher, cancellationToken).ConfigureAwait(false) : null;
        var post = request.ToPost(picture);
        return post.Id == PostRequest.DefaultId ? post with { Id = number } : post;
    }

    private static Post Unreadable(string number, string fault) =>
        new() { Id = number, Text = string.Empty, ReadError = $"line {number}: {fault}" };
}
