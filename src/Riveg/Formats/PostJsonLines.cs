using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using Riveg.Posts;

namespace Riveg.Formats;

/// <summary>
/// Reads posts from JSON lines: <c>{"id","text","image":{"path"}}</c>, and optionally <c>"tokens":[[start,end],...]</c> (UTF-16, half open),
/// <c>"knowledge":"..."</c> and <c>"captions":["..."]</c>. A line that cannot be read becomes a post with a <see cref="Post.ReadError"/>.
/// </summary>
/// <param name="imageFolder">Where relative picture paths start; null for the current folder.</param>
/// <param name="sourceName">Names the source in messages.</param>
public sealed class PostJsonLines(string? imageFolder = null, string sourceName = "posts")
{
    /// <summary>Reads one line after the other; memory stays flat.</summary>
    /// <param name="stream">UTF-8; stays open.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public async IAsyncEnumerable<Post> ReadAsync(Stream stream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        using var reader = new StreamReader(stream, new UTF8Encoding(false, throwOnInvalidBytes: false), leaveOpen: true);
        for (var number = 1; await reader.ReadLineAsync(cancellationToken) is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return Parse(line, number);
            }
        }
    }

    private Post Parse(string line, int number)
    {
        var id = number.ToString();
        try
        {
            using var document = JsonDocument.Parse(line);
            var root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
            {
                return Unreadable(id, number, "a post is a JSON object with \"text\"");
            }

            id = ReadId(root) ?? id;
            if (!root.TryGetProperty("text", out var text) || text.ValueKind != JsonValueKind.String)
            {
                return Unreadable(id, number, "\"text\" is missing or no string");
            }

            return new Post
            {
                Id = id,
                Text = text.GetString()!,
                Tokens = ReadTokens(root),
                Image = ReadImage(root),
                AuxiliaryKnowledge = ReadString(root, "knowledge"),
                Captions = ReadCaptions(root),
            };
        }
        catch (JsonException exception)
        {
            return Unreadable(id, number, $"not JSON at character {(exception.BytePositionInLine ?? 0) + 1}");
        }
        catch (FormatException exception)
        {
            return Unreadable(id, number, exception.Message);
        }
        catch (InvalidOperationException)
        {
            // Utf8JsonReader refuses an escape such as \ud800 that has no partner.
            return Unreadable(id, number, "a string holds half a surrogate pair");
        }
    }

    private Post Unreadable(string id, int number, string what) =>
        new() { Id = id, Text = string.Empty, ReadError = $"{sourceName}:{number}: {what}; correct the line or leave it out." };

    private static string? ReadId(JsonElement root) => root.TryGetProperty("id", out var id)
        ? id.ValueKind switch
        {
            JsonValueKind.String => id.GetString(),
            JsonValueKind.Number => id.GetRawText(),
            JsonValueKind.Null => null,
            _ => throw new FormatException("\"id\" is no string"),
        }
        : null;

    private static string? ReadString(JsonElement root, string name) => root.TryGetProperty(name, out var value)
        ? value.ValueKind switch
        {
            JsonValueKind.String => value.GetString(),
            JsonValueKind.Null => null,
            _ => throw new FormatException($"\"{name}\" is no string"),
        }
        : null;

    private ImageSource? ReadImage(JsonElement root)
    {
        if (!root.TryGetProperty("image", out var image) || image.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var path = image.ValueKind switch
        {
            JsonValueKind.String => image.GetString(),
            JsonValueKind.Object => ReadString(image, "path"),
            _ => null,
        };
        if (string.IsNullOrEmpty(path))
        {
            throw new FormatException("\"image\" has no \"path\"");
        }

        return ImageSource.FromFile(imageFolder is null ? path : Path.Combine(imageFolder, path), path);
    }

    private static List<TextSpan>? ReadTokens(JsonElement root)
    {
        if (!root.TryGetProperty("tokens", out var tokens) || tokens.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        var spans = new List<TextSpan>();
        foreach (var token in tokens.ValueKind == JsonValueKind.Array ? tokens.EnumerateArray() : throw new FormatException("\"tokens\" is no list"))
        {
            if (token.ValueKind != JsonValueKind.Array || token.GetArrayLength() != 2
                || !token[0].TryGetInt32(out var start) || !token[1].TryGetInt32(out var end) || start < 0 || end < start)
            {
                throw new FormatException("a token is no pair [start, end]");
            }

            spans.Add(new TextSpan(start, end));
        }

        return spans;
    }

    private static List<string> ReadCaptions(JsonElement root)
    {
        if (!root.TryGetProperty("captions", out var captions) || captions.ValueKind == JsonValueKind.Null)
        {
            return [];
        }

        if (captions.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("\"captions\" is no list");
        }

        return [.. captions.EnumerateArray().Select(c => c.GetString() ?? throw new FormatException("a caption is null"))];
    }
}
