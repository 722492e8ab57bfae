using System.Net.Mime;
using Microsoft.AspNetCore.Http;
using Riveg.Formats;
using Riveg.Service;
using Riveg.Service.Pictures;

namespace Riveg.Server.Api;

/// <summary><c>POST /v1/annotate</c>: one post in, what <c>riveg annotate --format json</c> writes out.</summary>
internal sealed class AnnotateEndpoint(AnnotationService service, PictureFetcher fetcher, ServiceLimits limits)
{
    // How a fault names what is wrong with the post itself.
    private const string Input = "input";

    private readonly PostRequestReader reader = new(limits);

    /// <summary>Answers a request.</summary>
    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        using var visit = service.Queue.TryEnter();
        if (visit is null)
        {
            return Problems.TooMany(context, service.Queue);
        }

        // Reading, fetching, waiting and annotating together.
        using var deadline = service.Limit(context.RequestAborted);
        return await deadline.RunAsync(token => AnswerAsync(context, token)).ConfigureAwait(false);
    }

    private async Task<IResult> AnswerAsync(HttpContext context, CancellationToken cancellationToken)
    {
        var (request, problem) = await reader.ReadAsync(context).ConfigureAwait(false);
        if (request is null)
        {
            return problem!;
        }

        var picture = request.Picture is { } given ? await given.OpenAsync(fetcher, cancellationToken).ConfigureAwait(false) : null;
        var result = await service.AnnotateAsync(request.ToPost(picture), request.Profile, cancellationToken).ConfigureAwait(false);
        if (result.Error is { Stage: Input } wrong)
        {
            return Problems.Of([new PostFault("text", wrong.Message)]);
        }

        return result.Image?.Fault is { } unreadable
            ? Problems.UnreadablePicture(unreadable.Message)
            : Annotation(request.View, result);
    }

    private static IResult Annotation(AnnotationView view, AnnotationResult result)
    {
        using var json = new MemoryStream();
        new AnnotationJsonWriter(view.Offsets).WriteIndented(json, view.Of(result));
        return Results.Bytes(json.ToArray(), MediaTypeNames.Application.Json);
    }
}
