using System.Text.Json;
using Riveg.Formats;
using Riveg.Service.Pictures;

namespace Riveg.Service;

/// <summary>
/// Reads a post as JSON: <c>{"id","text","image":{"base64","name"}|{"url"},"profile","knowledge","captions":[],"candidates",
/// "observations","offsets"}</c>. What nobody reads is a fault, so that a mistyped field is told.
/// </summary>
internal sealed class PostRequestJson
{
    /// <summary>The fields of a post as somebody sends it.</summary>
    public static readonly string[] Names =
        ["id", "text", "image", "profile", "knowledge", "captions", "candidates", "observations", "offsets"];

    private static readonly string[] OffsetNames = ["utf-16", "code-points"];

    private readonly List<PostFault> faults = [];

    private PostRequestJson()
    {
    }

    /// <summary>Reads one.</summary>
    /// <param name="json">The bytes.</param>
    /// <param name="faults">Everything that is wrong; empty where there is a request.</param>
    /// <returns>Null where something is wrong.</returns>
    public static PostRequest? Read(ReadOnlyMemory<byte> json, out IReadOnlyList<PostFault> faults)
    {
        var reader = new PostRequestJson();
        faults = reader.faults;

        // As files of posts may begin.
        if (json.Span.StartsWith("\uFEFF"u8))
        {
            json = json["\uFEFF"u8.Length..];
        }

        try
        {
            if (Utf8LineReader.FindFault(json.Span) is { } bytes)
            {
                reader.Add(string.Empty, $"{bytes}; send JSON in UTF-8.");
                return null;
            }

            using var document = JsonDocument.Parse(json);
            return reader.Read(document.RootElement);
        }
        catch (JsonException exception)
        {
            reader.Add(
                string.Empty,
                $"not JSON at line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}; send one JSON object.");
            return null;
        }
        catch (InvalidOperationException)
        {
            // Kinds are looked at before values are read: this is an escape such as \ud800 that has no partner.
            reader.Add(string.Empty, "a string holds half a surrogate pair; it was cut or decoded wrongly.");
            return null;
        }
    }

    private PostRequest? Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            Add(string.Empty, "a post is a JSON object with \"text\".");
            return null;
        }

        var given = new JsonFields(JsonFields.Of(root), string.Empty, faults, Names);
        var request = new PostRequest
        {
            Id = Id(given),
            Text = given.Required("text", "the post's text"),
            Picture = Picture(given),
            Profile = given.String("profile"),
            Knowledge = given.String("knowledge"),
            Captions = given.Strings("captions"),
            View = new AnnotationView
            {
                Candidates = given.Boolean("candidates") ?? false,
                Observations = given.Boolean("observations") ?? true,
                Offsets = OffsetsOf(given.Word("offsets", OffsetNames)) ?? default,
            },
        };
        return faults.Count == 0 ? request : null;
    }

    /// <summary>What offsets count, by its name.</summary>
    /// <returns>Null where there is no such unit.</returns>
    public static OffsetUnit? OffsetsOf(string? name) => name switch
    {
        null or "utf-16" => OffsetUnit.Utf16,
        "code-points" => OffsetUnit.CodePoints,
        _ => null,
    };

    private static string Id(JsonFields given) =>
        given.Find("id") is { ValueKind: JsonValueKind.Number } id ? id.GetRawText() : given.String("id") ?? PostRequest.DefaultId;

    private GivenPicture? Picture(JsonFields given)
    {
        if (given.Find("image") is not { } image)
        {
            return null;
        }

        if (image.ValueKind != JsonValueKind.Object)
        {
            Add("image", "it is an object: {\"base64\":\"…\"} or {\"url\":\"…\"}.");
            return null;
        }

        // "path" stands in posts of files: it is refused by name.
        var fields = new JsonFields(JsonFields.Of(image), "image.", faults, ["base64", "url", "name"]);
        var (base64, url) = (fields.LongString("base64"), fields.String("url"));
        if (base64 is null == url is null)
        {
            if (!faults.Exists(f => f.Field.StartsWith("image", StringComparison.Ordinal)))
            {
                Add("image", "give either \"base64\" or \"url\".");
            }

            return null;
        }

        if (url is not null)
        {
            return new GivenPicture.Address(url);
        }

        if (GivenPicture.FromBase64(base64!.Value, fields.String("name")) is { } sent)
        {
            return sent;
        }

        Add("image.base64", "it is no base64.");
        return null;
    }

    private void Add(string field, string message) => faults.Add(new PostFault(field, message));
}
