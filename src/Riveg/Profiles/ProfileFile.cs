using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Riveg.Profiles;

/// <summary>One profile as it was written, before others are laid under it.</summary>
/// <param name="Name">Of a named profile, or of the file without its extension.</param>
/// <param name="Folder">Where its relative paths start.</param>
/// <param name="Json">Its text.</param>
internal sealed record ProfileFile(string Name, string Folder, string Json)
{
    public const string Extends = "extends";

    /// <summary>Names a schema for editors; says nothing to us.</summary>
    public const string Schema = "$schema";

    internal const string Stages = "stages";

    // Far above any profile; a device or a picture given by mistake is not read to its end.
    private const int MaxBytes = 1024 * 1024;

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
        AllowDuplicateProperties = false
    };

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, seen from <paramref name="folder"/>.</param>
    /// <param name="folder">Where a relative path starts.</param>
    /// <param name="names">The named profiles, for the message.</param>
    /// <exception cref="ProfileException">It cannot be read.</exception>
    public static ProfileFile Read(string path, string folder, IEnumerable<string> names)
    {
        try
        {
            var full = Path.GetFullPath(path, folder);
            return new ProfileFile(Path.GetFileNameWithoutExtension(full), Path.GetDirectoryName(full) ?? folder, ReadText(path, full));
        }
        catch (Exception exception)
            when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ProfileException(
                $"There is no profile \"{path}\": neither one of {string.Join(", ", names)} nor a readable file.", exception);
        }
    }

    /// <summary>The profile's JSON, whose fields are all known and of the right kind.</summary>
    /// <param name="sections">The sections that somebody reads.</param>
    /// <exception cref="ProfileException">Names every fault.</exception>
    public JsonObject Parse(IReadOnlyCollection<string> sections)
    {
        var root = ParseObject();
        var faults = new List<string>();
        foreach (var (key, value) in root)
        {
            if (key == Extends)
            {
                if (value is not JsonValue text || !text.TryGetValue<string>(out var name) || name.Length == 0)
                {
                    faults.Add("\"extends\" is no name or path");
                }
            }
            else if (key != Stages && !sections.Contains(key))
            {
                faults.Add($"there is no field \"{key}\"; there are {string.Join(", ", sections.Prepend(Stages).Prepend(Extends))}");
            }
            else if (value is not JsonObject)
            {
                faults.Add($"\"{key}\" is no object");
            }
        }

        return faults.Count == 0 ? root : throw new ProfileException($"The profile {Name} is wrong: {string.Join("; ", faults)}.");
    }

    /// <summary>Whether there is such a file.</summary>
    public static bool IsThere(string path, string folder) =>
        !path.Contains('\0', StringComparison.Ordinal) && File.Exists(Path.GetFullPath(path, folder));

    /// <summary>Whether the profile has a field that is none of the sections.</summary>
    /// <param name="sections">The sections that somebody reads.</param>
    public bool NamesOtherThan(IReadOnlyCollection<string> sections) =>
        ParseObject().Any(f => f.Key is not (Extends or Stages) && !sections.Contains(f.Key));

    private JsonObject ParseObject()
    {
        try
        {
            var root = JsonNode.Parse(Json, documentOptions: Lenient) as JsonObject
                ?? throw new ProfileException($"The profile {Name} is no JSON object.");

            // A half surrogate pair shows only when its string is read.
            _ = root.ToJsonString();
            if (root[Schema] is JsonValue schema && schema.GetValueKind() == JsonValueKind.String)
            {
                root.Remove(Schema);
            }

            return root;
        }
        catch (JsonException exception)
        {
            throw new ProfileException(
                exception.Message.Contains("uplicate", StringComparison.Ordinal)
                    ? $"The profile {Name} has a field twice: {exception.Message.ReplaceLineEndings(" ")}"
                    : $"The profile {Name} is not JSON at line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}.",
                exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new ProfileException(
                $"The profile {Name} holds half a surrogate pair (an escape such as \\ud800 without its partner).", exception);
        }
    }

    private static string ReadText(string path, string full)
    {
        using var file = File.OpenRead(full);
        var bytes = new byte[MaxBytes + 1];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        if (count > MaxBytes)
        {
            throw new ProfileException($"The file {path} is no profile: it has more than {MaxBytes} bytes.");
        }

        try
        {
            var start = bytes.AsSpan(0, count).StartsWith(Encoding.UTF8.Preamble) ? Encoding.UTF8.Preamble.Length : 0;
            return new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(bytes, start, count - start);
        }
        catch (DecoderFallbackException exception)
        {
            throw new ProfileException($"The file {path} is no profile: it is not UTF-8.", exception);
        }
    }
}
