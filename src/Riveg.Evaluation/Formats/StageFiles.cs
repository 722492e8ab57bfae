using System.Globalization;
using System.Text.Json;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Formats;

/// <summary>
/// The files that the authors' stages hand to each other (docs/method.md): entailment's output
/// <c>OFAVE_to_OFAREC*.txt</c>,
/// grounding's output <c>refcoco_val_predict*.json</c>, and the gold <c>GMNER_finall_label*.txt</c>.
/// </summary>
/// <param name="Predicted">In the file's order.</param>
/// <param name="Gold">In the file's order.</param>
public sealed record StageFiles(IReadOnlyList<StageFileEntity> Predicted, IReadOnlyList<StageFileEntity> Gold)
{
    /// <summary>
    /// What does not fit together and was scored all the same, one line each: boxes that are left over, that are none or in fractions,
    /// types that are none of the
    /// four. Predictions without gold and gold without predictions are scores, not faults.
    /// </summary>
    public IReadOnlyList<string> Faults { get; init; } = [];

    private const string Separator = "###";
    private const string PredictionMark = "Imageid:";

    /// <summary>Reads the three files of a folder.</summary>
    /// <exception cref="DatasetException">A file is missing or broken; the message names the line.</exception>
    public static StageFiles Read(string folder)
    {
        if (!Directory.Exists(folder))
        {
            throw new DatasetException($"There is no folder {folder} with stage files.");
        }

        var faults = new List<string>();
        var predicted = ReadPredicted(folder, faults);
        var gold = ReadGold(Find(folder, "GMNER_finall_label*.txt", faults));
        faults.AddRange(predicted.Concat(gold).SelectMany(FindFaults));
        return new StageFiles(predicted, gold) { Faults = faults };
    }

    /// <summary>Reads the predictions of a folder alone, to be scored against the gold of a data set.</summary>
    /// <exception cref="DatasetException">A file is missing or broken; the message names the line.</exception>
    public static StageFiles ReadPredicted(string folder)
    {
        ArgumentNullException.ThrowIfNull(folder);
        var faults = new List<string>();
        var predicted = ReadPredicted(folder, faults);
        return new StageFiles(predicted, []) { Faults = faults };
    }

    private static List<StageFileEntity> ReadPredicted(string folder, List<string> faults)
    {
        var boxesPath = Find(folder, "refcoco_val_predict*.json", faults);
        var boxes = ReadBoxes(boxesPath);
        var predicted = ReadPredicted(Find(folder, "OFAVE_to_OFAREC*.txt", faults), boxes);
        if (boxes.TryPeek(out var left))
        {
            faults.Add(
                $"{boxesPath}: {boxes.Count} boxes more than groundable lines, from that of {left.Id} on; the files are not of one run.");
        }

        return predicted;
    }

    private static IEnumerable<string> FindFaults(StageFileEntity entity)
    {
        if (!EntityType.Coarse.Contains(EntityType.Parse(entity.Type)))
        {
            yield return $"{entity.Location}: \"{entity.Type}\" is none of the types PER, LOC, ORG, OTHER and MISC.";
        }

        foreach (var box in entity.Boxes)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"the box {box.X0} {box.Y0} {box.X1} {box.Y1}");
            if (!box.IsProper)
            {
                yield return $"{entity.Location}: {text} is no box: its corners are reversed, without area or no finite numbers.";
            }
            else if (BoxCheck.IsInFractions(box, null))
            {
                yield return $"{entity.Location}: {text} is in fractions of the picture, not in pixels.";
            }
        }
    }

    private static string Find(string folder, string pattern, List<string> faults)
    {
        var found = Directory.GetFiles(folder, pattern).Order(StringComparer.Ordinal).ToList();
        if (found.Count == 0)
        {
            throw new DatasetException(
                $"The folder {folder} has no {pattern}; the stage files are OFAVE_to_OFAREC*.txt, refcoco_val_predict*.json and "
                    + "GMNER_finall_label*.txt.");
        }

        if (found.Count > 1)
        {
            faults.Add($"{folder}: {found.Count} files are called {pattern}; {Path.GetFileName(found[0])} is scored.");
        }

        return found[0];
    }

    private static Queue<(string Id, Box Box)> ReadBoxes(string path)
    {
        try
        {
            using var document = JsonFile.Parse(path);
            return new Queue<(string, Box)>(document.RootElement.EnumerateArray().Select(e =>
            {
                var box = e.GetProperty("box").EnumerateArray().Select(v => v.GetDouble()).ToArray();
                return box.Length == 4
                    ? (e.GetProperty("uniq_id").GetString()!, new Box(box[0], box[1], box[2], box[3]))
                    : throw new DatasetException($"{path}: a box has {box.Length} numbers instead of 4.");
            }));
        }
        catch (Exception exception) when (
            exception is JsonException or InvalidOperationException or KeyNotFoundException or FormatException)
        {
            throw new DatasetException($"{path} is no list of {{\"uniq_id\", \"box\"}}.", exception);
        }
    }

    private static List<StageFileEntity> ReadPredicted(string path, Queue<(string Id, Box Box)> boxes)
    {
        var entities = new List<StageFileEntity>();
        foreach (var (line, number) in Lines(path))
        {
            var parts = line.Split(Separator);
            if (parts.Length < 4 || !parts[0].StartsWith(PredictionMark, StringComparison.Ordinal))
            {
                throw Broken(path, number);
            }

            var id = parts[0][PredictionMark.Length..];
            Box[] own = [];
            if (IsGroundable(parts[^1], path, number))
            {
                if (!boxes.TryDequeue(out var next) || next.Id != id)
                {
                    throw new DatasetException(
                        $"{path}:{number}: the next box of refcoco_val_predict is for {next.Id ?? "nothing"}, not for {id}; the files "
                            + "are not of one run.");
                }

                own = [next.Box];
            }

            entities.Add(Create(id.Split('#')[0], parts[1], own, path, number));
        }

        return entities;
    }

    private static List<StageFileEntity> ReadGold(string path)
    {
        var entities = new List<StageFileEntity>();
        foreach (var (line, number) in Lines(path))
        {
            var parts = line.Split(Separator);
            if (parts.Length < 5)
            {
                throw Broken(path, number);
            }

            entities.Add(
                Create(
                    parts[0],
                    parts[1],
                    !IsGroundable(parts[^2], path, number)
                        ? []
                        : [.. parts[^1].Split('&', StringSplitOptions.RemoveEmptyEntries).Select(b => ReadBox(b, path, number))],
                    path,
                    number));
        }

        return entities;
    }

    private static bool IsGroundable(string text, string path, int number) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) ? value != 0 : throw Broken(path, number);

    private static Box ReadBox(string text, string path, int number)
    {
        var values = text.Trim().TrimStart('[').TrimEnd(']').Split(',');
        var box = new double[4];
        for (var i = 0; i < 4; i++)
        {
            if (values.Length != 4 || !double.TryParse(values[i], NumberStyles.Float, CultureInfo.InvariantCulture, out box[i]))
            {
                throw Broken(path, number);
            }
        }

        return new Box(box[0], box[1], box[2], box[3]);
    }

    // "name(TYPE)"; a name may itself hold parentheses.
    private static StageFileEntity Create(string image, string named, Box[] boxes, string path, int number)
    {
        var open = named.LastIndexOf('(');
        return open > 0 && named.EndsWith(')') && !string.IsNullOrWhiteSpace(named[(open + 1)..^1])
            ? new StageFileEntity(
                image, named[..open], named[(open + 1)..^1], [.. boxes.Where(b => !BoxCheck.IsNone(b))]) { File = path, Line = number }
            : throw Broken(path, number);
    }

    private static IEnumerable<(string Line, int Number)> Lines(string path)
    {
        foreach (var line in TextLines.Read(path))
        {
            if (line.Fault is { } fault)
            {
                throw new DatasetException($"{path}:{line.Number}: {fault}; save the file as UTF-8.");
            }

            if (!string.IsNullOrWhiteSpace(line.Text))
            {
                yield return (line.Text, line.Number);
            }
        }
    }

    private static DatasetException Broken(string path, int number) => new($"{path}:{number}: the line is not of the authors' form.");
}

/// <summary>An entity of a stage file.</summary>
/// <param name="Image">The picture's file name.</param>
/// <param name="Name">The surface.</param>
/// <param name="Type">The type as it is written.</param>
/// <param name="Boxes">Empty where the entity is not in the picture.</param>
public sealed record StageFileEntity(string Image, string Name, string Type, IReadOnlyList<Box> Boxes)
{
    /// <summary>Where it stands, as <c>file:line</c>.</summary>
    public string Location => Line == 0 ? File : $"{File}:{Line}";

    /// <summary>The file in which it stands.</summary>
    public string File { get; init; } = string.Empty;

    /// <summary>Its line, from 1; 0 where it stands in no file.</summary>
    public int Line { get; init; }
}
