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

        var given = Fields(root, string.Empty, Names);
        var text = String(given, "text");
        if (text is null && !faults.Exists(f => f.Field == "text"))
        {
            Add("text", "it is missing; give the post's text.");
        }

        var request = new PostRequest
        {
            Id = Id(given),
            Text = text ?? string.Empty,
            Picture = Picture(given),
            Profile = String(given, "profile"),
            Knowledge = String(given, "knowledge"),
            Captions = Captions(given),
            View = new AnnotationView
            {
                Candidates = Boolean(given, "candidates") ?? false,
                Observations = Boolean(given, "observations") ?? true,
                Offsets = Offsets(String(given, "offsets")),
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

    private OffsetUnit Offsets(string? name)
    {
        if (OffsetsOf(name) is { } unit)
        {
            return unit;
        }

        Add("offsets", "it is utf-16 or code-points.");
        return default;
    }

    private Dictionary<string, JsonElement> Fields(JsonElement element, string prefix, params string[] known)
    {
        var given = new Dictionary<string, JsonElement>();
        foreach (var field in element.EnumerateObject())
        {
            if (!known.Contains(field.Name))
            {
                Add(prefix + Visible(field.Name), $"there is no such field; there are {string.Join(", ", known)}.");
            }
            else if (!given.TryAdd(field.Name, field.Value))
            {
                Add(prefix + field.Name, "it stands there twice.");
            }
        }

        return given.Where(f => f.Value.ValueKind != JsonValueKind.Null).ToDictionary();
    }

    private string Id(Dictionary<string, JsonElement> given) =>
        given.TryGetValue("id", out var id) && id.ValueKind == JsonValueKind.Number
            ? id.GetRawText()
            : String(given, "id") ?? PostRequest.DefaultId;

    private GivenPicture? Picture(Dictionary<string, JsonElement> given)
    {
        if (!given.TryGetValue("image", out var image))
        {
            return null;
        }

        if (image.ValueKind != JsonValueKind.Object)
        {
            Add("image", "it is an object: {\"base64\":\"…\"} or {\"url\":\"…\"}.");
            return null;
        }

        // "path" stands in posts of files: it is refused by name.
        var fields = Fields(image, "image.", "base64", "url", "name");
        var (base64, url) = (String(fields, "base64", "image."), String(fields, "url", "image."));
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

        if (GivenPicture.FromBase64(base64!, String(fields, "name", "image.")) is { } sent)
        {
            return sent;
        }

        Add("image.base64", "it is no base64.");
        return null;
    }

    private List<string> Captions(Dictionary<string, JsonElement> given)
    {
        if (!given.TryGetValue("captions", out var captions))
        {
            return [];
        }

        if (captions.ValueKind == JsonValueKind.Array && captions.EnumerateArray().All(c => c.ValueKind == JsonValueKind.String))
        {
            return [.. captions.EnumerateArray().Select(c => c.GetString()!)];
        }

        Add("captions", "it is a list of strings.");
        return [];
    }

    private string? String(Dictionary<string, JsonElement> given, string name, string prefix = "")
    {
        if (!given.TryGetValue(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String)
        {
            return value.GetString();
        }

        Add(prefix + name, "it is a string.");
        return null;
    }

    private bool? Boolean(Dictionary<string, JsonElement> given, string name)
    {
        if (!given.TryGetValue(name, out var value))
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Add(name, "it is true or false.");
        return null;
    }

    private void Add(string field, string message) => faults.Add(new PostFault(field, message));

    private static string Visible(string name) =>
        string.Concat(name.Take(60).Select(c => char.IsControl(c) || char.IsSurrogate(c) ? '?' : c));
}
