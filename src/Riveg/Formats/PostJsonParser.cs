using System.Globalization;
using System.Text.Json;
using Riveg.Posts;

namespace Riveg.Formats;

/// <summary>Makes posts out of JSON objects, and posts with a <see cref="Post.ReadError"/> out of what is none.</summary>
internal sealed class PostJsonParser(PostReadOptions options, PostFields fields) : IJsonItemParser<Post>
{
    private readonly PictureFolders pictures = new([.. options.ImageFolders.Select(HomePath.Expand)]);

    /// <summary>Reads a line.</summary>
    public Post ParseLine(ReadOnlyMemory<byte> line, int number)
    {
        var (id, location) = (Name(number), $"{options.SourceName}:{number}");
        if (Utf8LineReader.FindFault(line.Span) is { } fault)
        {
            return Unreadable(id, location, fault);
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return Parse(document.RootElement, id, location);
        }
        catch (JsonException exception)
        {
            return Unreadable(id, location, $"not JSON at character {(exception.BytePositionInLine ?? 0) + 1}");
        }
    }

    /// <summary>Reads an element of an array, or a value that goes over several lines.</summary>
    public Post ParseElement(JsonElement element, int number) => Parse(element, Name(number), $"{options.SourceName}: post {number}");

    /// <summary>A line or an element that is too long to be a post.</summary>
    public Post TooLong(int number) => Unreadable(
        Name(number), $"{options.SourceName}:{number}", $"the post is longer than {Utf8LineReader.MostBytes >> 20} MiB");

    /// <summary>The end of a file that is no JSON from here on.</summary>
    public Post Broken(int number, JsonException exception) => new()
    {
        Id = Name(number),
        Text = string.Empty,
        ReadError = $"{options.SourceName}:{exception.LineNumber + 1}: not JSON at character {exception.BytePositionInLine + 1}, "
            + $"in or after post {number}; "
            + "correct it: nothing behind it is read.",
    };

    /// <summary>The end of a packed file that cannot be unpacked from here on.</summary>
    public Post BrokenArchive(int number, string what) => new()
    {
        Id = Name(number),
        Text = string.Empty,
        ReadError = $"{options.SourceName}: {what}; fetch the file again: nothing is read from post {number} on.",
    };

    private static string Name(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static Post Unreadable(string id, string location, string what) =>
        new() { Id = id, Text = string.Empty, ReadError = $"{location}: {what}; correct the line or leave it out." };

    private Post Parse(JsonElement root, string id, string location)
    {
        try
        {
            if (root.ValueKind != JsonValueKind.Object)
            {
                return Unreadable(id, location, "a post is a JSON object with \"text\"");
            }

            var known = ReadFields(root, location);
            id = ReadId(known) ?? id;
            var text = ReadText(root, known);
            return new Post
            {
                Id = id,
                Text = text,
                Tokens = ReadTokens(known, text),
                Image = ReadImage(known, location),
                AuxiliaryKnowledge = ReadString(known, "knowledge"),
                Captions = ReadCaptions(known),
            };
        }
        catch (FormatException exception)
        {
            return Unreadable(id, location, exception.Message);
        }
        catch (InvalidOperationException)
        {
            // Kinds are looked at before values are read, so this is left: an escape such as \ud800 that has no partner, or bytes that are
            // no UTF-8.
            return Unreadable(id, location, "a string holds half a surrogate pair");
        }
    }

    private Dictionary<string, JsonElement> ReadFields(JsonElement root, string location)
    {
        var known = new Dictionary<string, JsonElement>();
        foreach (var field in root.EnumerateObject())
        {
            if (field.Name is not ("id" or "text" or "tokens" or "image" or "knowledge" or "captions" or "offsets"))
            {
                fields.Add(field.Name, location);
            }
            else if (!known.TryAdd(field.Name, field.Value))
            {
                throw new FormatException($"\"{field.Name}\" stands there twice");
            }
        }

        return known;
    }

    private static string ReadText(JsonElement root, Dictionary<string, JsonElement> known)
    {
        if (known.TryGetValue("text", out var text) && text.ValueKind == JsonValueKind.String)
        {
            return text.GetString()!;
        }

        var nearly = root.EnumerateObject().Select(f => f.Name).FirstOrDefault(n => n != "text" && PostFields.Meaning(n) == "text");
        throw new FormatException(
            nearly is null ? "\"text\" is missing or no string" : $"\"text\" is missing or no string (\"{nearly}\" is not read)");
    }

    private static string? ReadId(Dictionary<string, JsonElement> known) => known.TryGetValue("id", out var id)
        ? id.ValueKind switch
        {
            JsonValueKind.String => id.GetString(),
            JsonValueKind.Number => id.GetRawText(),
            JsonValueKind.Null => null,
            _ => throw new FormatException("\"id\" is no string"),
        }
        : null;

    private static string? ReadString(Dictionary<string, JsonElement> known, string name) => known.TryGetValue(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => throw new FormatException($"\"{name}\" is no string"),
        }
        : null;

    private ImageSource? ReadImage(Dictionary<string, JsonElement> known, string location)
    {
        if (!known.TryGetValue("image", out var image) || image.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var path = image.ValueKind switch
        {
            JsonValueKind.String => image.GetString(),
            JsonValueKind.Object => ReadPath(image, location),
            _ => null,
        };
        return string.IsNullOrWhiteSpace(path) ? throw new FormatException("\"image\" has no \"path\"") : pictures.OfPath(path);
    }

    private string? ReadPath(JsonElement image, string location)
    {
        string? path = null;
        foreach (var field in image.EnumerateObject())
        {
            if (field.Name == "path")
            {
                path = field.Value.ValueKind == JsonValueKind.String
                    ? field.Value.GetString()
                    : throw new FormatException("the image's \"path\" is no string");
            }
            else if (field.Name is not ("width" or "height"))
            {
                fields.Add($"image.{field.Name}", location);
            }
        }

        return path;
    }

    private List<TextSpan>? ReadTokens(Dictionary<string, JsonElement> known, string text)
    {
        if (!known.TryGetValue("tokens", out var tokens) || tokens.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var unit = ReadString(known, "offsets") switch
        {
            null => options.TokenOffsets,
            "utf-16" => OffsetUnit.Utf16,
            "code-points" => OffsetUnit.CodePoints,
            _ => throw new FormatException("\"offsets\" is neither \"utf-16\" nor \"code-points\""),
        };
        var points = unit == OffsetUnit.CodePoints ? new CodePoints(text) : null;
        var length = points?.Count ?? text.Length;
        var spans = new List<TextSpan>();
        foreach (var token in tokens.ValueKind == JsonValueKind.Array
            ? tokens.EnumerateArray()
            : throw new FormatException("\"tokens\" is no list"))
        {
            if (token.ValueKind != JsonValueKind.Array
                || token.GetArrayLength() != 2
                || Integer(token[0]) is not { } start
                || Integer(token[1]) is not { } end
                || start < 0 || end < start)
            {
                throw new FormatException("a token is no pair [start, end]");
            }

            if (end > length)
            {
                throw new FormatException(
                    $"the token [{start}, {end}] lies outside the text of {length} {(points is null ? "UTF-16 units" : "code points")}");
            }

            var span = points is null ? new TextSpan(start, end) : new TextSpan(points.ToUtf16(start)!.Value, points.ToUtf16(end)!.Value);
            spans.Add(spans.Count == 0 || span.Start >= spans[^1].End
                ? span
                : throw new FormatException($"the token [{start}, {end}] begins before the one before it ends"));
        }

        return spans;
    }

    private static int? Integer(JsonElement element) =>
        element.ValueKind == JsonValueKind.Number && element.TryGetInt32(out var number) ? number : null;

    private static List<string> ReadCaptions(Dictionary<string, JsonElement> known)
    {
        if (!known.TryGetValue("captions", out var captions) || captions.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (captions.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("\"captions\" is no list");
        }

        return [.. captions.EnumerateArray()
            .Select(c => c.ValueKind == JsonValueKind.String ? c.GetString()! : throw new FormatException("a caption is no string"))];
    }
}
