using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Riveg.Evaluation.Exports;
using Riveg.Formats;
using Riveg.Regions;
using Riveg.Service;

namespace Riveg.Server.Api;

/// <summary><c>POST /v1/export?format=NAME</c>: an annotation of ours, perhaps corrected by hand, in the form of another program.</summary>
internal sealed class ExportEndpoint(AnnotationService service, ServiceLimits limits)
{
    /// <summary>Says what of the annotation the form could not hold, a sentence each.</summary>
    public const string LossesHeader = "Riveg-Losses";

    // All masks of a post together, in pictures of the largest size: each is drawn out for the form.
    private const int MostPictures = 4;

    private static string Forms => string.Join(", ", ExportFormat.All.Select(f => f.Name));

    /// <summary>Answers a request.</summary>
    public async Task<IResult> AnswerAsync(HttpContext context)
    {
        if (ExportFormat.Find(context.Request.Query["format"].ToString()) is not { } format)
        {
            return Problems.Of([new PostFault("format", $"it is one of {Forms}.")]);
        }

        if (!MediaTypeHeaderValue.TryParse(context.Request.ContentType, out var type)
            || !type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase))
        {
            return Problems.WrongKind("Send application/json: an annotation, as /v1/annotate answers.");
        }

        using var visit = service.Queue.TryEnter();
        if (visit is null)
        {
            return Problems.TooMany(context, service.Queue);
        }

        AnnotationResult result;
        var body = await RequestBody.ReadAsync(context).ConfigureAwait(false);
        try
        {
            using var json = JsonDocument.Parse(body);
            result = AnnotationJsonReader.Read(json.RootElement);
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            return Problems.Wrong(
                exception is FormatException
                    ? $"The body is no annotation: {exception.Message.TrimEnd('.')}."
                    : "The body is no JSON in UTF-8.");
        }

        if (FindTooLarge(result) is { } fault)
        {
            return Problems.Wrong(fault);
        }

        var (content, losses) = await service.InTurnAsync((_, token) => WriteAsync(format, result, token), context.RequestAborted)
            .ConfigureAwait(false);
        if (losses.Count > 0)
        {
            context.Response.Headers[LossesHeader] = string.Join(' ', losses);
        }

        return Results.File(content, format.ContentType, FileName(result.PostId, format));
    }

    private static async Task<(byte[] Content, IReadOnlyList<string> Losses)> WriteAsync(
        ExportFormat format, AnnotationResult result, CancellationToken cancellationToken)
    {
        using var content = new MemoryStream();
        var losses = await format.WriteAsync(content, [result], null, cancellationToken).ConfigureAwait(false);
        return (content.ToArray(), losses);
    }

    private string? FindTooLarge(AnnotationResult result)
    {
        var masks = result.Entities.SelectMany(e => e.Regions).Select(r => r.Mask).OfType<Mask>().ToList();
        var sizes = masks.Select(m => (long)m.Width * m.Height);
        return result.Image?.Size is { } size && (long)size.Width * size.Height > limits.MaxPixels
            ? $"The picture is said to have more than {limits.MaxPixels} pixels."
            : sizes.Any(s => s > limits.MaxPixels) ? $"A mask has more than {limits.MaxPixels} pixels."
            : sizes.Sum() > MostPictures * limits.MaxPixels
                ? $"The masks have more than {MostPictures * limits.MaxPixels} pixels together; send fewer of them."
                : null;
    }

    // What is JSON says by its name which one.
    private static string FileName(string id, ExportFormat format)
    {
        var plain = new string([.. id.Where(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_').Take(60)]);
        var kind = format.FileEnding == ".json" ? $".{format.Name}" : string.Empty;
        return $"{(plain.Length == 0 ? PostRequest.DefaultId : plain)}{kind}{format.FileEnding}";
    }
}
