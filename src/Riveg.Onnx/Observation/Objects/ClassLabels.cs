using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.RegularExpressions;
using Riveg.Onnx.Sessions;

namespace Riveg.Onnx.Observation.Objects;

/// <summary>The names of a detector's classes, by number. Immutable.</summary>
internal static partial class ClassLabels
{
    /// <summary>The setting that stands for COCO's 80 classes.</summary>
    public const string Coco = "coco";

    // Far above any list of classes.
    private const long MaxBytes = 4 << 20;

    private static readonly string[] MetadataKeys = ["names", "labels", "classes", "class_names", "id2label"];
    private static readonly string[] SideFiles = ["labels.txt", "classes.txt", "coco.names", "labels.json", "classes.json", "config.json"];

    /// <summary>The 80 classes of COCO, in the order of all detectors that know just these.</summary>
    public static IReadOnlyList<string> CocoNames { get; } =
    [
        "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat", "traffic light",
        "fire hydrant", "stop sign", "parking meter", "bench", "bird", "cat", "dog", "horse", "sheep", "cow",
        "elephant", "bear", "zebra", "giraffe", "backpack", "umbrella", "handbag", "tie", "suitcase", "frisbee",
        "skis", "snowboard", "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard", "tennis racket", "bottle",
        "wine glass", "cup", "fork", "knife", "spoon", "bowl", "banana", "apple", "sandwich", "orange",
        "broccoli", "carrot", "hot dog", "pizza", "donut", "cake", "chair", "couch", "potted plant", "bed",
        "dining table", "toilet", "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven",
        "toaster", "sink", "refrigerator", "book", "clock", "vase", "scissors", "teddy bear", "hair drier", "toothbrush",
    ];

    /// <summary>
    /// The names of a model: those of the setting, else of the model's own metadata, else of a file beside it, else COCO's where the model
    /// has as many classes.
    /// </summary>
    /// <param name="session">The model.</param>
    /// <param name="setting">A file, or <see cref="Coco"/>; null where nothing is set.</param>
    /// <param name="classes">How many the outputs show; null where they do not.</param>
    /// <returns>The names, and where they are from.</returns>
    /// <exception cref="InvalidDataException">There are none, or they cannot be read.</exception>
    /// <exception cref="FileNotFoundException">The setting's file is not there.</exception>
    public static (IReadOnlyList<string> Names, string From) Of(OnnxSession session, string? setting, int? classes)
    {
        if (setting is { } file && file != Coco)
        {
            return (Read(file), file);
        }

        if (setting == Coco)
        {
            return (CocoNames, "COCO");
        }

        foreach (var key in MetadataKeys)
        {
            if (session.Metadata.TryGetValue(key, out var text) && Parse(text) is { Count: > 0 } names)
            {
                return (names, $"the model's metadata \"{key}\"");
            }
        }

        foreach (var side in Beside(session.Path).Where(File.Exists))
        {
            // A JSON file may be about something else; a text of that name is not.
            if (!IsJson(side) || TryRead(side) is not null)
            {
                return (Read(side), side);
            }
        }

        return classes == CocoNames.Count
            ? (CocoNames, "COCO")
            : throw new InvalidDataException(
                $"{session.Path} tells no names of its classes{(classes is { } count ? $", of which it has {count}" : string.Empty)}; "
                + $"put {Path.ChangeExtension(Path.GetFileName(session.Path), ".txt")} with one a line beside it, "
                + "or name such a file (or \"coco\") in the setting \"labels\".");
    }

    /// <summary>Reads a file of names.</summary>
    /// <exception cref="InvalidDataException">It holds none.</exception>
    /// <exception cref="FileNotFoundException">It is not there.</exception>
    public static IReadOnlyList<string> Read(string path)
    {
        if (!File.Exists(path))
        {
            throw new FileNotFoundException(
                $"There is no file of labels {path}; mend \"labels\", or give \"coco\" for the 80 classes of COCO.", path);
        }

        var names = TryRead(path) ?? throw new InvalidDataException(
            $"{path} holds no names of classes; wanted is one name a line, no line empty, "
            + "or JSON: a list of names, or numbers with names.");
        var numbers = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < names.Count; i++)
        {
            if (!numbers.TryAdd(names[i], i) && !IsUnused(names[i]))
            {
                throw new InvalidDataException(
                    $"{path} names the classes {numbers[names[i]]} and {i} both \"{names[i]}\"; give each class a name of its own.");
            }
        }

        return names;
    }

    // COCO's numbers have gaps, which DETR's lists fill with this.
    private static bool IsUnused(string name) => name.ToUpperInvariant() is "N/A" or "NA" or "-" or "NONE" or "UNUSED" or "BACKGROUND";

    private static bool IsJson(string path) => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase);

    /// <summary>
    /// Reads names: JSON, a dictionary as Python writes it, or one a line; null where the text is none of these or leaves a number out.
    /// </summary>
    internal static IReadOnlyList<string>? Parse(string text)
    {
        text = text.Trim('\uFEFF', ' ', '\t', '\r', '\n');
        if (text.Length == 0)
        {
            return null;
        }

        if (text[0] is '{' or '[')
        {
            return ParseJson(text) ?? ParsePython(text);
        }

        string[] names = text.Contains('\n', StringComparison.Ordinal)
            ? text.Split('\n', StringSplitOptions.TrimEntries)
            : text.Split(',', StringSplitOptions.TrimEntries);
        return names.All(n => n.Length is > 0 and < 200) ? names : null;
    }

    private static IEnumerable<string> Beside(string model)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(model))!;
        string[] own = [".txt", ".names", ".json"];
        return own.Select(ending => Path.ChangeExtension(model, ending)).Concat(SideFiles.Select(f => Path.Combine(folder, f)));
    }

    [SuppressMessage("ApiDesign", "RS0030:Do not use banned APIs", Justification = "A small file, whose size is looked at before.")]
    private static IReadOnlyList<string>? TryRead(string path) =>
        new FileInfo(path).Length <= MaxBytes ? Parse(File.ReadAllText(path)) : null;

    private static IReadOnlyList<string>? ParseJson(string text)
    {
        try
        {
            using var document = JsonDocument.Parse(text);
            return Names(document.RootElement);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static IReadOnlyList<string>? Names(JsonElement json)
    {
        if (json.ValueKind == JsonValueKind.Array)
        {
            var names = json.EnumerateArray().Select(Name).OfType<string>().ToList();
            return names.Count == json.GetArrayLength() && names.Count > 0 ? names : null;
        }

        if (json.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        foreach (var key in MetadataKeys)
        {
            if (json.TryGetProperty(key, out var inner) && inner.ValueKind is JsonValueKind.Object or JsonValueKind.Array)
            {
                return Names(inner);
            }
        }

        return InOrder(json.EnumerateObject().Select(p => (p.Name, Name(p.Value))));
    }

    private static string? Name(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.String => value.GetString(),
        JsonValueKind.Object when value.TryGetProperty("name", out var name) && name.ValueKind == JsonValueKind.String => name.GetString(),
        _ => null,
    };

    // {0: 'person', 1: "bicycle"}
    private static IReadOnlyList<string>? ParsePython(string text)
    {
        var entries = PythonEntry().Matches(text);
        return InOrder(entries.Select(e => (e.Groups["number"].Value, (string?)(e.Groups["one"].Value + e.Groups["two"].Value))));
    }

    private static IReadOnlyList<string>? InOrder(IEnumerable<(string Number, string? Name)> entries)
    {
        var names = new SortedDictionary<int, string>();
        foreach (var (number, name) in entries)
        {
            if (!int.TryParse(number, out var key) || name is null || !names.TryAdd(key, name))
            {
                return null;
            }
        }

        return names.Count > 0 && names.Keys.First() == 0 && names.Keys.Last() == names.Count - 1 ? [.. names.Values] : null;
    }

    [GeneratedRegex("""(?<number>\d+)\s*:\s*(?:'(?<one>[^']*)'|"(?<two>[^"]*)")""", RegexOptions.NonBacktracking)]
    private static partial Regex PythonEntry();
}
