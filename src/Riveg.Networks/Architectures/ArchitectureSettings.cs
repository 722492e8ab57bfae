using System.Text.Json;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Architectures;

/// <summary>What shapes do not tell: the fields of a configuration file (<c>config.json</c>), by their official names.</summary>
public sealed class ArchitectureSettings
{
    private readonly JsonElement fields;

    private ArchitectureSettings(string source, JsonElement fields)
    {
        Source = source;
        this.fields = fields;
    }

    /// <summary>No configuration: the published constants hold.</summary>
    public static ArchitectureSettings None { get; } = new("(no configuration)", JsonElement.Parse("{}"));

    /// <summary>Where the fields come from, for messages.</summary>
    public string Source { get; }

    /// <summary>Reads a JSON file of fields, or one with the fields below <c>config</c>.</summary>
    /// <exception cref="CheckpointException">The file is missing or is no JSON object.</exception>
    public static ArchitectureSettings Load(string path)
    {
        try
        {
            var root = JsonElement.Parse(SmallFile.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (root.ValueKind == JsonValueKind.Object)
            {
                return new(path, root.TryGetProperty("config", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CheckpointException($"{path}: cannot be read as a configuration: {e.Message}", e);
        }

        throw new CheckpointException($"{path}: is no configuration; give a JSON object such as the model's config.json.");
    }

    /// <summary>A positive integer, or the published one where the field is missing.</summary>
    /// <exception cref="CheckpointException">The field is no such integer.</exception>
    public int Integer(string name, int published)
    {
        if (!fields.TryGetProperty(name, out var value))
        {
            return published;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= 0
            ? number
            : throw new CheckpointException($"{Source}: '{name}' is {value.GetRawText()}; give an integer that is not negative.");
    }

    /// <summary>A number, or the published one where the field is missing.</summary>
    /// <exception cref="CheckpointException">The field is no number.</exception>
    public float Single(string name, float published)
    {
        if (!fields.TryGetProperty(name, out var value))
        {
            return published;
        }

        return value.ValueKind == JsonValueKind.Number && value.TryGetSingle(out var number)
            ? number
            : throw new CheckpointException($"{Source}: '{name}' is {value.GetRawText()}; give a number.");
    }

    /// <summary>
    /// The labels in the order of their indices: <c>id2label</c> as Hugging Face writes it ({"0": "O", ...}) or <c>id_to_label</c> as a
    /// list. Null where the file has neither.
    /// </summary>
    /// <exception cref="CheckpointException">The indices are not 0, 1, 2, ... or a label is no text.</exception>
    public IReadOnlyList<string>? Labels()
    {
        if (fields.TryGetProperty("id_to_label", out var list) && list.ValueKind == JsonValueKind.Array)
        {
            return [.. list.EnumerateArray().Select(Text)];
        }

        if (!fields.TryGetProperty("id2label", out var map) || map.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var byIndex = map.EnumerateObject().ToDictionary(p => p.Name, p => Text(p.Value));
        return [.. Enumerable.Range(0, byIndex.Count).Select(i => byIndex.TryGetValue($"{i}", out var label)
            ? label
            : throw new CheckpointException(
                $"{Source}: 'id2label' has {byIndex.Count} labels but none with the index {i}; number them from 0."))];

        string Text(JsonElement label) => label.ValueKind == JsonValueKind.String
            ? label.GetString()!
            : throw new CheckpointException($"{Source}: the label {label.GetRawText()} is no text.");
    }

    internal void RequireDivisor(string name, int divisor, int width)
    {
        if (divisor <= 0 || width % divisor != 0)
        {
            throw new CheckpointException(
                $"{Source}: {divisor} heads do not divide the width {width}; give the right '{name}' in --config.");
        }
    }
}
