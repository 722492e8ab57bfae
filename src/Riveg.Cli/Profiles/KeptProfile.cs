using System.Text.Json;
using System.Text.Json.Nodes;
using Riveg.Cli.Usage;

namespace Riveg.Cli.Profiles;

/// <summary>The profile that <c>riveg profile use</c> keeps, in the user's folder of settings.</summary>
/// <param name="path">The file.</param>
internal sealed class KeptProfile(string path)
{
    private const string Key = "profile";

    // Far above any name or path.
    private const int MaxBytes = 64 * 1024;

    /// <summary>The file.</summary>
    public string Path => path;

    /// <summary>That of the user: in <c>XDG_CONFIG_HOME</c>, else in <c>~/.config</c>; on Windows in <c>%APPDATA%</c>.</summary>
    public static KeptProfile OfUser() => new(System.IO.Path.Join(Folder(), "riveg", "chosen-profile.json"));

    /// <summary>The kept profile; null where none is kept.</summary>
    /// <exception cref="UsageException">The file cannot be read or is damaged.</exception>
    public string? Read()
    {
        if (!System.IO.Path.Exists(path))
        {
            return null;
        }

        try
        {
            return Parse() ?? throw new UsageException(
                $"{path} is damaged: it holds no {{\"{Key}\":\"NAME\"}}. 'riveg profile use NAME' writes it anew, "
                + "'riveg profile use --clear' takes it away.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"{path}, which says the profile of 'riveg profile use', cannot be read: {exception.Message} Give --profile, "
                + $"or set {ProfileChoice.Variable}.",
                exception);
        }
    }

    /// <summary>Keeps a profile.</summary>
    /// <exception cref="UsageException">It cannot be kept; what was kept is still there.</exception>
    public void Write(string profile) => Try(() =>
    {
        Directory.CreateDirectory(System.IO.Path.GetDirectoryName(path)!);
        var final = File.Exists(path) && File.ResolveLinkTarget(path, returnFinalTarget: true) is { } target ? target.FullName : path;
        var temporary = $"{final}.{Guid.NewGuid():N}.part";
        try
        {
            File.WriteAllText(temporary, $"{new JsonObject { [Key] = profile }.ToJsonString()}\n");
            File.Move(temporary, final, overwrite: true);
        }
        finally
        {
            File.Delete(temporary);
        }
    });

    /// <summary>Keeps none any more.</summary>
    /// <exception cref="UsageException">The file cannot be taken away.</exception>
    public void Clear() => Try(() =>
    {
        if (System.IO.Path.Exists(path))
        {
            File.Delete(path);
        }
    });

    private static string Folder()
    {
        if (OperatingSystem.IsWindows())
        {
            return Environment.GetEnvironmentVariable("APPDATA") is { Length: > 0 } data
                ? data
                : Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData);
        }

        // The specification says that a relative one does not count.
        return Environment.GetEnvironmentVariable("XDG_CONFIG_HOME") is { } given && System.IO.Path.IsPathRooted(given)
            ? given
            : System.IO.Path.Join(
                Environment.GetFolderPath(Environment.SpecialFolder.UserProfile, Environment.SpecialFolderOption.DoNotVerify), ".config");
    }

    private string? Parse()
    {
        using var file = File.OpenRead(path);
        var bytes = new byte[MaxBytes + 1];
        var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
        try
        {
            return count <= MaxBytes
                && JsonNode.Parse(bytes.AsSpan(0, count)) is JsonObject { Count: 1 } json
                && json[Key] is JsonValue value
                && value.TryGetValue<string>(out var profile) && !string.IsNullOrWhiteSpace(profile)
                ? profile
                : null;
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException(
                $"The choice cannot be kept in {path}: {exception.Message} Set {ProfileChoice.Variable} instead, "
                + "or XDG_CONFIG_HOME to a folder that can be written.",
                exception);
        }
    }
}
