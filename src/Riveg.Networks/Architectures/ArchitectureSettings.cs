using System.Text.Json;
using Riveg.Networks.Checkpoints;

namespace Riveg.Networks.Architectures;

/// <summary>What shapes do not tell: the fields of configuration files (<c>config.json</c>), by their official names.</summary>
public sealed class ArchitectureSettings
{
    private const string HuggingFace = "config.json";
    private const string ModelScope = "configuration.json";

    private readonly IReadOnlyList<(string Source, JsonElement Fields)> files;

    private ArchitectureSettings(IReadOnlyList<(string Source, JsonElement Fields)> files) => this.files = files;

    /// <summary>No configuration: the published constants hold.</summary>
    public static ArchitectureSettings None { get; } = new([]);

    /// <summary>Where the fields come from, for messages.</summary>
    public string Source => files.Count == 0 ? "(no configuration)" : string.Join(" and ", files.Select(f => f.Source));

    /// <summary>Whether no file states anything.</summary>
    public bool IsEmpty => files.Count == 0;

    /// <summary>Reads a JSON file of fields, or one with the fields below <c>config</c>.</summary>
    /// <exception cref="CheckpointException">The file is missing or is no JSON object.</exception>
    public static ArchitectureSettings Load(string path) => new([Read(path)]);

    /// <summary>
    /// Reads what lies beside a checkpoint: Hugging Face's <c>config.json</c>, and behind it ModelScope's <c>configuration.json</c>, which is
    /// asked for what the first does not state. <see cref="None"/> where neither lies there.
    /// </summary>
    /// <param name="checkpointPath">The checkpoint.</param>
    /// <exception cref="CheckpointException">A file is no JSON object.</exception>
    public static ArchitectureSettings Beside(string checkpointPath)
    {
        ArgumentException.ThrowIfNullOrEmpty(checkpointPath);
        var folder = Path.GetDirectoryName(Path.GetFullPath(checkpointPath))!;
        var found = new[] { HuggingFace, ModelScope }.Select(n => Path.Combine(folder, n)).Where(File.Exists).Select(Read).ToList();
        return found.Count == 0 ? None : new(found);
    }

    /// <summary>A positive integer, or the published one where the field is missing.</summary>
    /// <exception cref="CheckpointException">The field is no such integer.</exception>
    public int Integer(string name, int published) => Integer(name) ?? published;

    /// <summary>A positive integer; null where the field is missing.</summary>
    /// <exception cref="CheckpointException">The field is no such integer.</exception>
    public int? Integer(string name) => Find(name) is not { } field ? null
        : field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetInt32(out var number) && number >= 0 ? number
        : throw new CheckpointException($"{field.Source}: '{name}' is {Shown(field.Value)}; give an integer that is not negative.");

    /// <summary>A number, or the published one where the field is missing.</summary>
    /// <exception cref="CheckpointException">The field is no number.</exception>
    public float Single(string name, float published) => Find(name) is not { } field ? published
        : field.Value.ValueKind == JsonValueKind.Number && field.Value.TryGetSingle(out var number) ? number
        : throw new CheckpointException($"{field.Source}: '{name}' is {Shown(field.Value)}; give a number.");

    /// <summary>A text; null where the field is missing or null.</summary>
    /// <exception cref="CheckpointException">The field is no text.</exception>
    public string? Text(string name) => Find(name) is not { } field || field.Value.ValueKind == JsonValueKind.Null ? null
        : field.Value.ValueKind == JsonValueKind.String ? field.Value.GetString()
        : throw new CheckpointException($"{field.Source}: '{name}' is {Shown(field.Value)}; give a text.");

    /// <summary>Whether something holds; null where the field is missing or null.</summary>
    /// <exception cref="CheckpointException">The field is neither true nor false.</exception>
    public bool? Boolean(string name) => Find(name) is not { } field || field.Value.ValueKind == JsonValueKind.Null ? null
        : field.Value.ValueKind is JsonValueKind.True or JsonValueKind.False ? field.Value.GetBoolean()
        : throw new CheckpointException($"{field.Source}: '{name}' is {Shown(field.Value)}; give true or false.");

    /// <summary>The fields of an object within the configuration; <see cref="None"/> where it is missing.</summary>
    /// <param name="name">Its name, such as <c>vision_config</c>.</param>
    public ArchitectureSettings Section(string name)
    {
        var sections = files
            .SelectMany(f => Scopes(f.Fields).Select(s => (f.Source, Value: s.TryGetProperty(name, out var value) ? value : default)))
            .Where(s => s.Value.ValueKind == JsonValueKind.Object)
            .ToList();
        return sections.Count == 0 ? None : new(sections);
    }

    /// <summary>Refuses a configuration of something that is not implemented.</summary>
    /// <param name="name">The field.</param>
    /// <param name="implemented">What it may state; where it is missing, the first of these holds.</param>
    /// <exception cref="CheckpointException">It states something else.</exception>
    public void RequireOneOf(string name, params ReadOnlySpan<string> implemented)
    {
        var stated = Find(name);
        if (stated is not { Value.ValueKind: not JsonValueKind.Null } field
            || (field.Value.ValueKind == JsonValueKind.String && implemented.Contains(field.Value.GetString())))
        {
            return;
        }

        throw new CheckpointException(
            $"{field.Source}: '{name}' is {Shown(field.Value)}, which Riveg does not implement; it implements "
            + $"{string.Join(" and ", implemented.ToArray().Select(i => $"\"{i}\""))}. "
            + "If that file is not this checkpoint's, give the right one with --config.");
    }

    /// <summary>Refuses a configuration of something that is not implemented.</summary>
    /// <param name="name">The field.</param>
    /// <param name="implemented">What it may state; a missing field is right.</param>
    /// <exception cref="CheckpointException">It states the contrary.</exception>
    public void RequireBoolean(string name, bool implemented)
    {
        if (Boolean(name) is { } stated && stated != implemented)
        {
            throw new CheckpointException(
                $"{Find(name)!.Value.Source}: '{name}' is {(stated ? "true" : "false")}, which Riveg does not implement. "
                + "If that file is not this checkpoint's, give the right one with --config.");
        }
    }

    /// <summary>Refuses a configuration of another checkpoint: a size that it states differs from the weights' own.</summary>
    /// <param name="name">The field.</param>
    /// <param name="actual">What the weights have.</param>
    /// <exception cref="CheckpointException">It states something else.</exception>
    public void RequireSame(string name, int actual)
    {
        if (Find(name) is { Value.ValueKind: JsonValueKind.Number } && Integer(name) is { } stated && stated != actual)
        {
            throw new CheckpointException(
                $"{Find(name)!.Value.Source}: '{name}' is {stated}, but the weights have {actual}; "
                + "it is the configuration of another checkpoint, give the right one with --config.");
        }
    }

    /// <summary>
    /// The labels in the order of their indices: <c>id2label</c> or <c>id_to_label</c>, as Hugging Face and AdaSeq write it ({"0": "O", ...})
    /// or as a list; or <c>label2id</c> or <c>label_to_id</c>, the other way round. ModelScope has them below <c>model</c> or
    /// <c>preprocessor</c>. Null where the file has none.
    /// </summary>
    /// <exception cref="CheckpointException">The indices are not 0, 1, 2, ... or a label is no text.</exception>
    public IReadOnlyList<string>? Labels() => LabelLists().FirstOrDefault();

    /// <summary>The labels of a classifier of that many; where several lists are stated, the one that fits.</summary>
    /// <param name="count">How many labels the classifier has.</param>
    /// <returns>The list that fits, else the first one; null where there is none.</returns>
    /// <exception cref="CheckpointException">The indices are not 0, 1, 2, ... or a label is no text.</exception>
    public IReadOnlyList<string>? Labels(int count)
    {
        var lists = LabelLists().ToList();
        return lists.Find(l => l.Count == count) ?? lists.FirstOrDefault();
    }

    internal void RequireDivisor(string name, int divisor, int width)
    {
        if (divisor <= 0 || width % divisor != 0)
        {
            throw new CheckpointException(
                $"{Source}: {divisor} heads do not divide the width {width}; give the right '{name}' in --config.");
        }
    }

    private static (string Source, JsonElement Fields) Read(string path)
    {
        try
        {
            var root = JsonElement.Parse(SmallFile.ReadAllBytes(path), new JsonDocumentOptions { AllowDuplicateProperties = false });
            if (root.ValueKind == JsonValueKind.Object)
            {
                return (path, root.TryGetProperty("config", out var inner) && inner.ValueKind == JsonValueKind.Object ? inner : root);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            throw new CheckpointException($"{path}: cannot be read as a configuration: {e.Message}", e);
        }

        throw new CheckpointException($"{path}: is no configuration; give a JSON object such as the model's config.json.");
    }

    /// <summary>Where a file may state a field: at its root, or as ModelScope has it, below <c>model</c> or <c>preprocessor</c>.</summary>
    private static IEnumerable<JsonElement> Scopes(JsonElement fields)
    {
        yield return fields;
        foreach (var name in new[] { "model", "preprocessor" })
        {
            if (fields.TryGetProperty(name, out var inner) && inner.ValueKind == JsonValueKind.Object)
            {
                yield return inner;
            }
        }
    }

    /// <summary>A value for a message, which shows a part of a long one.</summary>
    private static string Shown(JsonElement value)
    {
        const int Longest = 100;
        var text = value.GetRawText();
        return text.Length <= Longest ? text : $"{text.AsSpan(0, Longest)}...";
    }

    private (string Source, JsonElement Value)? Find(string name)
    {
        foreach (var (source, fields) in files)
        {
            foreach (var scope in Scopes(fields))
            {
                if (scope.TryGetProperty(name, out var value))
                {
                    return (source, value);
                }
            }
        }

        return null;
    }

    private IEnumerable<IReadOnlyList<string>> LabelLists()
    {
        foreach (var (source, fields) in files)
        {
            foreach (var scope in Scopes(fields))
            {
                foreach (var name in new[] { "id_to_label", "id2label", "label_to_id", "label2id" })
                {
                    if (scope.TryGetProperty(name, out var value) && ReadLabels(source, name, value) is { } labels)
                    {
                        yield return labels;
                    }
                }
            }
        }
    }

    private static IReadOnlyList<string>? ReadLabels(string source, string name, JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().Select(Label)];
        }

        if (value.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var isInverse = name is "label_to_id" or "label2id";
        var byIndex = new Dictionary<string, string>();
        foreach (var entry in value.EnumerateObject())
        {
            var (index, label) = isInverse ? (entry.Value.GetRawText(), entry.Name) : (entry.Name, Label(entry.Value));
            if (!byIndex.TryAdd(index, label))
            {
                throw new CheckpointException($"{source}: '{name}' has two labels with the index {Shown(entry.Value)}; number them from 0.");
            }
        }

        return [.. Enumerable.Range(0, byIndex.Count).Select(i => byIndex.TryGetValue($"{i}", out var label)
            ? label
            : throw new CheckpointException(
                $"{source}: '{name}' has {byIndex.Count} labels but none with the index {i}; number them from 0."))];

        string Label(JsonElement label) => label.ValueKind == JsonValueKind.String
            ? label.GetString()!
            : throw new CheckpointException($"{source}: the label {Shown(label)} is no text.");
    }
}
