using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Riveg.Cli.Usage;
using Riveg.Formats;
using Riveg.Settings;

namespace Riveg.Training.Cli.Configuration;

/// <summary>A config as it stands in its file.</summary>
/// <param name="Path">The file, as the caller gave it.</param>
/// <param name="Config">What it says.</param>
internal sealed record ConfigFile(string Path, TaggerConfig Config)
{
    private const string SchemaKey = "$schema";

    // Far above any config; a data set that is given by mistake is not read to its end.
    private const int MostBytes = 1024 * 1024;

    /// <summary>Where its relative paths start.</summary>
    public string Folder => System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(Path))!;

    /// <summary>A path of the config as the system knows it.</summary>
    public string Resolve(string path) => System.IO.Path.GetFullPath(HomePath.Expand(path), Folder);

    /// <summary>The schema of a config.</summary>
    public static JsonObject CreateSchema()
    {
        var schema = SettingsSchema.Of(SettingsType.Of(typeof(TaggerConfig)));
        var properties = (JsonObject)schema["properties"]!;
        properties[SchemaKey] = new JsonObject { ["description"] = "A schema for editors.", ["type"] = "string" };
        schema["required"] = new JsonArray("data", "vectors");
        schema.Insert(0, SchemaKey, "https://json-schema.org/draft/2020-12/schema");
        return schema;
    }

    /// <summary>Reads a config and all its faults; <see cref="CommandLine.Refuse"/> tells them with those of what it names.</summary>
    /// <param name="path">The file.</param>
    /// <param name="faults">Gets every fault.</param>
    /// <exception cref="UsageException">It cannot be read, or is no JSON object.</exception>
    public static ConfigFile Read(string path, ICollection<string> faults)
    {
        var json = Parse(path, ReadText(path), faults);
        if (json.Remove(SchemaKey, out var schema) && schema?.GetValueKind() != JsonValueKind.String)
        {
            faults.Add($"\"{SchemaKey}\" is no text");
        }

        var reader = new SettingsReader(_ => null);
        var (type, whole) = (SettingsType.Of(typeof(TaggerConfig)), new SettingsLayer(string.Empty, json));
        reader.CheckMembers(type, whole, (key, known) => $"there is no field \"{key}\"; there are {known}");
        var config = (TaggerConfig)reader.Read(type, whole, mustBeComplete: true);
        foreach (var fault in reader.Faults)
        {
            faults.Add(fault);
        }

        return new ConfigFile(path, config);
    }

    private static JsonObject Parse(string path, string text, ICollection<string> faults)
    {
        try
        {
            return SettingsJson.Parse(text, faults) ?? throw new UsageException($"The config {path} is no JSON object.");
        }
        catch (JsonException exception)
        {
            throw new UsageException(
                $"The config {path} is not JSON at line {exception.LineNumber + 1}, character {exception.BytePositionInLine + 1}.",
                exception);
        }
        catch (InvalidOperationException exception)
        {
            throw new UsageException(
                $"The config {path} holds half a surrogate pair (an escape such as \\ud800 without its partner).", exception);
        }
    }

    private static string ReadText(string path)
    {
        if (!File.Exists(path))
        {
            throw new UsageException(Directory.Exists(path)
                ? $"{path} is a folder; name the config in it."
                : $"There is no config {path}; 'riveg train tagger --schema' prints what one holds.");
        }

        try
        {
            using var file = File.OpenRead(path);
            var bytes = new byte[MostBytes + 1];
            var count = file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false);
            return count > MostBytes
                ? throw new UsageException($"The file {path} is no config: it has more than {MostBytes} bytes.")
                : new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(WithoutMark(bytes.AsSpan(0, count)));
        }
        catch (DecoderFallbackException exception)
        {
            throw new UsageException($"The config {path} is not UTF-8.", exception);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new UsageException($"The config {path} cannot be read: {exception.Message}", exception);
        }
    }

    private static ReadOnlySpan<byte> WithoutMark(ReadOnlySpan<byte> bytes) =>
        bytes.StartsWith(Encoding.UTF8.Preamble) ? bytes[Encoding.UTF8.Preamble.Length..] : bytes;
}
