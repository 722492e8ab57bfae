using System.Text.Json;
using System.Text.Json.Nodes;
using Riveg.Posts;
using Riveg.Service.Pictures;

namespace Riveg.Service.Assistants;

/// <summary>The argument <c>image</c> of every tool: a picture as base64, and as a path or an address where that is allowed.</summary>
/// <param name="fetcher">Fetches what lies elsewhere.</param>
/// <param name="options">What may be named.</param>
internal sealed class PictureArgument(PictureFetcher fetcher, AssistantOptions options)
{
    /// <summary>The argument's name.</summary>
    public const string Name = "image";

    // base64 is offered always, the others where they would not be refused; all are read, so that the refusal says why.
    private static readonly string[] Known = ["base64", "path", "url", "name"];

    private bool TakesPaths => options.TakesPicturesByPath && !options.Folders.IsEmpty;

    /// <summary>What assistants are told of the argument.</summary>
    /// <param name="what">What the picture is.</param>
    public JsonObject Schema(string what)
    {
        var properties = new JsonObject();
        if (TakesPaths)
        {
            properties["path"] = Described("string", $"A picture's file, below one of {options.Folders}.");
        }

        if (options.TakesPicturesByUrl)
        {
            properties["url"] = Described("string", "A picture's address, http or https.");
        }

        properties["base64"] = Described("string", "The picture itself, in base64 or as a data: URL. JPEG, PNG, WebP, GIF or BMP.");
        properties["name"] = Described("string", "What answers call a picture of base64; \"image\" otherwise.");
        return new JsonObject
        {
            ["type"] = "object",
            ["description"] = properties.Count > 2 ? $"{what} Give one of {Words(properties)}." : what,
            ["properties"] = properties,
            ["additionalProperties"] = false,
        };
    }

    /// <summary>Reads the argument; nothing is opened yet.</summary>
    /// <param name="call">Gets what is wrong.</param>
    /// <param name="given">The arguments.</param>
    /// <param name="isRequired">Whether there has to be a picture.</param>
    /// <returns>Null where there is none, or something is wrong.</returns>
    public Func<CancellationToken, Task<ImageSource>>? Read(ToolCall call, JsonFields given, bool isRequired)
    {
        if (given.Find(Name) is not { } image)
        {
            if (isRequired)
            {
                given.Add(Name, "it is missing; give the picture.");
            }

            return null;
        }

        if (image.ValueKind != JsonValueKind.Object)
        {
            given.Add(Name, $"it is an object: {Forms()}.");
            return null;
        }

        var fields = call.ReadObject(Name, image, Known);
        var (base64, path, url, name) = (fields.String("base64"), fields.String("path"), fields.String("url"), fields.String("name"));
        if (new[] { base64, path, url }.Count(v => v is not null) != 1)
        {
            given.Add(Name, $"give one picture: {Forms()}.");
            return null;
        }

        return path is not null ? OfPath(fields, path)
            : url is not null ? Open(new GivenPicture.Address(url))
            : OfBase64(fields, base64!, name);
    }

    private Func<CancellationToken, Task<ImageSource>>? OfPath(JsonFields fields, string path)
    {
        if (!options.TakesPicturesByPath)
        {
            fields.Add("path", "files are not read over HTTP; send the picture as base64.");
            return null;
        }

        return async token => ImageSource.FromBytes(
            await options.Folders.ReadAsync(path, options.Limits.MaxBodyBytes, token).ConfigureAwait(false), path);
    }

    private Func<CancellationToken, Task<ImageSource>>? OfBase64(JsonFields fields, string base64, string? name)
    {
        if (GivenPicture.FromBase64(base64, name) is not { } sent)
        {
            fields.Add("base64", "it is no base64.");
            return null;
        }

        if (sent.Content.Length <= options.Limits.MaxBodyBytes)
        {
            return Open(sent);
        }

        fields.Add("base64", $"the picture has more than {options.Limits.MaxBodyBytes} bytes; send a smaller one.");
        return null;
    }

    private Func<CancellationToken, Task<ImageSource>> Open(GivenPicture picture) => token => picture.OpenAsync(fetcher, token);

    private string Forms() => string.Join(
        " or ",
        new[] { TakesPaths ? "path" : null, options.TakesPicturesByUrl ? "url" : null, "base64" }
            .OfType<string>().Select(f => $"{{\"{f}\":\"…\"}}"));

    private static string Words(JsonObject properties) => string.Join(", ", properties.Select(p => p.Key).Where(k => k != "name"));

    private static JsonObject Described(string type, string description) => new() { ["type"] = type, ["description"] = description };
}
