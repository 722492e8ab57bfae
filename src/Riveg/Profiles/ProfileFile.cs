using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Riveg.Settings;

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

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file, seen from <paramref name="folder"/>.</param>
    /// <param name="folder">Where a relative path starts.</param>
    /// <param name="names">The named profiles, for the message.</param>
    /// <param name="hint">Which package has a profile of that name, for the message; mostly empty.</param>
    /// <exception cref="ProfileException">It cannot be read.</exception>
    public static ProfileFile Read(string path, string folder, IEnumerable<string> names, string hint)
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
                $"There is no profile \"{path}\", and no file that can be read; there are {string.Join(", ", names)}{hint}.", exception);
        }
    }

    /// <summary>The profile's JSON: of its fields those that are known and of the right kind.</summary>
    /// <param name="sections">The sections that somebody reads.</param>
    /// <param name="hint">Says of a field which package reads it; mostly empty.</param>
    /// <param name="faults">Gets what is wrong with the others.</param>
    /// <param name="isWhole">Whether neither what it extends nor its stages are among these.</param>
    /// <exception cref="ProfileException">It is no JSON object.</exception>
    public JsonObject Parse(
        IReadOnlyCollection<string> sections, Func<string, string> hint, ICollection<string> faults, out bool isWhole)
    {
        isWhole = true;
        var root = ParseObject(faults);
        foreach (var (key, value) in root.ToList())
        {
            if (FindFault(key, value, sections, hint) is { } fault)
            {
                faults.Add(fault);
                root.Remove(key);
                isWhole &= key is not (Extends or Stages);
            }
        }

        root.Remove(Schema);
        return root;
    }

    private static string? FindFault(
        string key, JsonNode? value, IReadOnlyCollection<string> sections, Func<string, string> hint) => key switch
    {
        Schema => value?.GetValueKind() == JsonValueKind.String ? null : "\"$schema\" is no text",
        Extends => value is JsonValue text && text.TryGetValue<string>(out var name) && name.Length > 0
            ? null
            : "\"extends\" is no name or path",
        Stages => value is JsonObject ? null : "\"stages\" is no object",
        _ when !sections.Contains(key) =>
            $"there is no field \"{key}\"; there are {string.Join(", ", [Schema, Extends, Stages, .. sections])}{hint(key)}",
        _ => value is JsonObject ? null : $"\"{key}\" is no object",
    };

    /// <summary>Whether there is such a file.</summary>
    public static bool IsThere(string path, string folder) =>
        !path.Contains('\0', StringComparison.Ordinal) && File.Exists(Path.GetFullPath(path, folder));

    /// <summary>Whether the profile has a field that is none of the sections.</summary>
    /// <param name="sections">The sections that somebody reads.</param>
    public bool NamesOtherThan(IReadOnlyCollection<string> sections) =>
        ParseObject([]).Any(f => f.Key is not (Schema or Extends or Stages) && !sections.Contains(f.Key));

    private JsonObject ParseObject(ICollection<string> faults)
    {
        try
        {
            return SettingsJson.Parse(Json, faults) ?? throw new ProfileException($"The profile {Name} is no JSON object.");
        }
        catch (JsonException exception)
        {
            throw new ProfileException(
                $"The profile {Name} is not JSON at line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}.",
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
        if (Directory.Exists(full))
        {
            throw new ProfileException($"{path} is a folder, not a profile; name a file in it, or a named profile.");
        }

        // Pipes and devices have no length; to open one might wait for ever.
        var target = File.ResolveLinkTarget(full, returnFinalTarget: true)?.FullName ?? full;
        if (File.Exists(target) && new FileInfo(target).Length == 0)
        {
            throw new ProfileException($"The file {path} is no profile: it is empty, or a pipe or a device.");
        }

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
