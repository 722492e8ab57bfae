using Microsoft.AspNetCore.Http;
using Microsoft.Net.Http.Headers;
using Riveg.Formats;
using Riveg.Service;
using Riveg.Service.Pictures;

namespace Riveg.Server.Api;

/// <summary>Reads a post from the body of a request: JSON, or a form with a picture. Nothing is written to a disk.</summary>
/// <param name="limits">What one who asks may send.</param>
internal sealed class PostRequestReader(ServiceLimits limits)
{
    private readonly FormParts forms = new(limits);

    /// <summary>Reads one.</summary>
    /// <returns>The post, or what is answered instead.</returns>
    /// <exception cref="BadHttpRequestException">The body is cut, too slow or too large.</exception>
    public async Task<(PostRequest? Post, IResult? Problem)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (request.Query.Count > 0)
        {
            return (null, Problems.Of([new PostFault("query", "nothing is read of the address; every field goes into the body.")]));
        }

        if (request.Headers.ContentEncoding.Count > 0)
        {
            return (null, Problems.WrongKind("Send the body as it is, without Content-Encoding."));
        }

        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return (null, NoKind());
        }

        return type.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/json" when type.Charset.HasValue && !type.Charset.Equals("utf-8", StringComparison.OrdinalIgnoreCase) =>
                (null, Problems.WrongKind("Send JSON in UTF-8.")),
            "application/json" => await ReadJsonAsync(context).ConfigureAwait(false),
            "multipart/form-data" => await ReadFormAsync(request, type, context.RequestAborted).ConfigureAwait(false),
            _ => (null, NoKind()),
        };
    }

    private static IResult NoKind() => Problems.WrongKind("Send multipart/form-data with \"text\" and \"image\", or application/json.");

    private static async Task<(PostRequest? Post, IResult? Problem)> ReadJsonAsync(HttpContext context)
    {
        var post = PostRequestJson.Read(await RequestBody.ReadAsync(context).ConfigureAwait(false), out var faults);
        return post is null ? (null, Problems.Of(faults)) : (post, null);
    }

    private async Task<(PostRequest? Post, IResult? Problem)> ReadFormAsync(
        HttpRequest request, MediaTypeHeaderValue type, CancellationToken cancellationToken)
    {
        try
        {
            return Read(await forms.ReadAsync(request, type, cancellationToken).ConfigureAwait(false));
        }
        catch (InvalidDataException exception)
        {
            return (null, Problems.Wrong($"The form cannot be read: {exception.Message}."));
        }
    }

    private static (PostRequest? Post, IResult? Problem) Read(IReadOnlyList<FormPart> parts)
    {
        var faults = FindFaults(parts).ToList();
        var offsets = PostRequestJson.OffsetsOf(Value(parts, "offsets"));
        if (offsets is null)
        {
            faults.Add(new PostFault("offsets", "it is utf-16 or code-points."));
        }

        var view = new AnnotationView
        {
            Candidates = Boolean(parts, "candidates", faults) ?? false,
            Observations = Boolean(parts, "observations", faults) ?? true,
            Offsets = offsets ?? OffsetUnit.Utf16,
        };
        if (faults.Count > 0)
        {
            return (null, Problems.Of(faults));
        }

        var picture = parts.FirstOrDefault(p => p.Name == "image");
        return (new PostRequest
        {
            Id = Value(parts, "id") ?? PostRequest.DefaultId,
            Text = Value(parts, "text") ?? string.Empty,
            Picture = picture is null ? null : new GivenPicture.Sent(picture.Content, GivenPicture.NameOf(picture.FileName)),
            Profile = Value(parts, "profile"),
            Knowledge = Value(parts, "knowledge"),
            Captions = [.. parts.Where(p => p.Name == "captions").Select(p => p.Text!)],
            View = view,
        }, null);
    }

    private static IEnumerable<PostFault> FindFaults(IReadOnlyList<FormPart> parts)
    {
        foreach (var part in parts)
        {
            var isPicture = part.Name == "image";
            if (!PostRequestJson.Names.Contains(part.Name))
            {
                yield return JsonFields.Unknown(JsonFields.Visible(part.Name), PostRequestJson.Names);
            }
            else if (isPicture && part.FileName is null)
            {
                yield return new PostFault("image", "it is a file of the form (with a file name); an address goes into JSON.");
            }
            else if (!isPicture && part.FileName is not null)
            {
                yield return new PostFault(part.Name, "it is a plain field, not a file.");
            }
            else if (!isPicture && part.Text is null)
            {
                yield return new PostFault(part.Name, "it is no UTF-8.");
            }
        }

        foreach (var name in parts.Where(p => p.Name != "captions").GroupBy(p => p.Name).Where(g => g.Count() > 1).Select(g => g.Key))
        {
            yield return new PostFault(JsonFields.Visible(name), "it stands there twice.");
        }

        if (!parts.Any(p => p.Name == "text"))
        {
            yield return new PostFault("text", "it is missing; give the post's text.");
        }
    }

    // An empty field of a form is one that was not filled in.
    private static string? Value(IReadOnlyList<FormPart> parts, string name) =>
        parts.FirstOrDefault(p => p.Name == name && p.FileName is null)?.Text is { Length: > 0 } value ? value : null;

    private static bool? Boolean(IReadOnlyList<FormPart> parts, string name, List<PostFault> faults)
    {
        switch (Value(parts, name))
        {
            case null:
                return null;
            case "true":
                return true;
            case "false":
                return false;
            default:
                faults.Add(new PostFault(name, "it is true or false."));
                return null;
        }
    }
}
