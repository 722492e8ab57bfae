using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;
using Riveg.Formats;
using Riveg.Service;
using Riveg.Service.Pictures;

namespace Riveg.Server.Api;

/// <summary>Reads a post from the body of a request: JSON, or a form with a picture. Nothing is written to a disk.</summary>
/// <param name="limits">What one who asks may send.</param>
internal sealed class PostRequestReader(ServiceLimits limits)
{
    private const int MostFields = 64;
    private const int LongestName = 200;

    // Knowledge is a language model's whole answer.
    private const int LongestValue = 1 << 20;

    /// <summary>Reads one.</summary>
    /// <returns>The post, or what is answered instead.</returns>
    /// <exception cref="BadHttpRequestException">The body is cut, too slow or too large.</exception>
    public async Task<(PostRequest? Post, IResult? Problem)> ReadAsync(HttpContext context)
    {
        var request = context.Request;
        if (!MediaTypeHeaderValue.TryParse(request.ContentType, out var type))
        {
            return (null, NoKind());
        }

        return type.MediaType.Value?.ToLowerInvariant() switch
        {
            "application/json" => await ReadJsonAsync(context).ConfigureAwait(false),
            "multipart/form-data" => await ReadFormAsync(request, context.RequestAborted).ConfigureAwait(false),
            _ => (null, NoKind()),
        };
    }

    private static IResult NoKind() => Problems.WrongKind("Send multipart/form-data with \"text\" and \"image\", or application/json.");

    private static async Task<(PostRequest? Post, IResult? Problem)> ReadJsonAsync(HttpContext context)
    {
        var post = PostRequestJson.Read(await RequestBody.ReadAsync(context).ConfigureAwait(false), out var faults);
        return post is null ? (null, Problems.Of(faults)) : (post, null);
    }

    private async Task<(PostRequest? Post, IResult? Problem)> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        var bytes = (int)Math.Min(int.MaxValue, limits.MaxBodyBytes);
        var feature = new FormFeature(request, new FormOptions
        {
            MemoryBufferThreshold = bytes,
            MultipartBodyLengthLimit = bytes,
            ValueCountLimit = MostFields,
            KeyLengthLimit = LongestName,
            ValueLengthLimit = LongestValue,
            MultipartHeadersCountLimit = 16,
            MultipartHeadersLengthLimit = 4096,
        });
        try
        {
            return Read(await feature.ReadFormAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (Exception exception) when (exception is InvalidDataException or IOException
            && exception is not BadHttpRequestException)
        {
            return (null, Problems.Wrong("The form cannot be read: it is cut, or a part of it is too long or has a wrong header."));
        }
    }

    private static (PostRequest? Post, IResult? Problem) Read(IFormCollection form)
    {
        var faults = new List<PostFault>();
        faults.AddRange(form.Keys.Concat(form.Files.Select(f => f.Name)).Distinct().Where(k => !PostRequestJson.Names.Contains(k))
            .Select(k => new PostFault(Visible(k), $"there is no such field; there are {string.Join(", ", PostRequestJson.Names)}.")));
        faults.AddRange(form.Where(f => f.Key != "captions" && f.Value.Count > 1)
            .Select(f => new PostFault(f.Key, "it stands there twice.")));
        faults.AddRange(form.Files.Where(f => PostRequestJson.Names.Contains(f.Name) && f.Name != "image")
            .Select(f => new PostFault(f.Name, "it is a plain field, not a file.")));
        if (form.ContainsKey("image"))
        {
            faults.Add(new PostFault("image", "it is a file of the form (with a file name); an address goes into JSON."));
        }

        if (form.Files.GetFiles("image").Count > 1)
        {
            faults.Add(new PostFault("image", "it stands there twice; a post has one picture."));
        }

        if (!form.ContainsKey("text") && form.Files["text"] is null)
        {
            faults.Add(new PostFault("text", "it is missing; give the post's text."));
        }

        var offsets = PostRequestJson.OffsetsOf(Value(form, "offsets"));
        if (offsets is null)
        {
            faults.Add(new PostFault("offsets", "it is utf-16 or code-points."));
        }

        var view = new AnnotationView
        {
            Candidates = Boolean(form, "candidates", faults) ?? false,
            Observations = Boolean(form, "observations", faults) ?? true,
            Offsets = offsets ?? OffsetUnit.Utf16,
        };
        if (faults.Count > 0)
        {
            return (null, Problems.Of(faults));
        }

        return (new PostRequest
        {
            Id = Value(form, "id") ?? PostRequest.DefaultId,
            Text = form["text"].ToString(),
            Picture = form.Files.GetFile("image") is { } file
                ? new GivenPicture.Sent(Content(file), GivenPicture.NameOf(file.FileName))
                : null,
            Profile = Value(form, "profile"),
            Knowledge = Value(form, "knowledge"),
            Captions = [.. form["captions"].OfType<string>()],
            View = view,
        }, null);
    }

    private static byte[] Content(IFormFile file)
    {
        var content = new byte[file.Length];
        using var stream = file.OpenReadStream();
        stream.ReadExactly(content);
        return content;
    }

    // An empty field of a form is one that was not filled in.
    private static string? Value(IFormCollection form, string name) => form[name].ToString() is { Length: > 0 } value ? value : null;

    private static bool? Boolean(IFormCollection form, string name, List<PostFault> faults)
    {
        switch (Value(form, name))
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

    private static string Visible(string name) =>
        string.Concat(name.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
