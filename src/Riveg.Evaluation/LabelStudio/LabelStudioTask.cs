using System.Text.Json;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.LabelStudio;

/// <summary>
/// What people (or else a model) marked in one task of a Label Studio export: the spans of its text, and the boxes and masks that relations
/// lead to from each. What cannot be read is told and left out; nothing in the file is taken to be what it should be.
/// </summary>
internal sealed class LabelStudioTask
{
    private const int MostPixels = 100_000_000;

    private readonly Action<string> tell;
    private readonly Dictionary<string, MarkedSpan> spans = [];
    private readonly Dictionary<string, Box> boxes = [];
    private readonly Dictionary<string, Mask> masks = [];
    private readonly Dictionary<string, List<string>> joined = [];
    private readonly Dictionary<string, int> passedOver = [];

    private LabelStudioTask(ImageSize? size, Action<string> tell)
    {
        Size = size;
        this.tell = tell;
    }

    /// <summary>The picture's size as the first region says that does; null where none does.</summary>
    public ImageSize? Size { get; }

    /// <summary>The spans in the file's order, each with what is joined to it.</summary>
    public IReadOnlyList<MarkedSpan> Spans { get; private set; } = [];

    /// <summary>Reads a task.</summary>
    /// <param name="task">An object.</param>
    /// <param name="text">The task's text.</param>
    /// <param name="tell">Told what is left out, one line each.</param>
    /// <exception cref="FormatException">Nothing is marked in it, not even that nothing is there.</exception>
    public static LabelStudioTask Read(JsonElement task, string text, Action<string> tell)
    {
        var items = ResultOf(task).EnumerateArray().ToList();
        var read = new LabelStudioTask(items.Select(SizeOf).FirstOrDefault(s => s is not null), tell);
        foreach (var item in items)
        {
            read.ReadItem(item, text);
        }

        foreach (var (type, count) in read.passedOver)
        {
            tell($"{count} of its marks are of the type \"{type}\", which is not read.");
        }

        read.Join();
        return read;
    }

    // Of several annotations the ground truth, or else the last that was not skipped; predictions where nobody annotated.
    private static JsonElement ResultOf(JsonElement task)
    {
        var annotations = Objects(task, "annotations")
            .Concat(Objects(task, "completions"))
            .Where(a => !IsTrue(a, "was_cancelled") && !IsTrue(a, "skipped"))
            .ToList();
        var chosen = annotations.Exists(a => IsTrue(a, "ground_truth"))
            ? annotations.Find(a => IsTrue(a, "ground_truth"))
            : annotations.Count > 0 ? annotations[^1] : Objects(task, "predictions").LastOrDefault();
        return chosen.ValueKind == JsonValueKind.Object
            && chosen.TryGetProperty("result", out var result) && result.ValueKind == JsonValueKind.Array
            ? result
            : throw new FormatException("nobody annotated the task: it has no \"annotations\" or \"predictions\" with a \"result\"");
    }

    private void ReadItem(JsonElement item, string text)
    {
        if (item.ValueKind != JsonValueKind.Object)
        {
            tell("a mark of its \"result\" is no object; it is left out.");
            return;
        }

        var type = Text(item, "type") ?? "?";
        try
        {
            if (type == "relation")
            {
                ReadRelation(item);
            }
            else if (Text(item, "id") is not { } id
                || !item.TryGetProperty("value", out var value) || value.ValueKind != JsonValueKind.Object)
            {
                tell($"a mark of the type \"{type}\" has no \"id\" or no \"value\"; it is left out.");
            }
            else if (type is "labels" or "hypertextlabels" && value.TryGetProperty("start", out _) && value.TryGetProperty("end", out _))
            {
                spans[id] = ReadSpan(value, type, text);
            }
            else if (type is "rectanglelabels" or "rectangle")
            {
                boxes[id] = ReadBox(item, value);
            }
            else if (type is "brushlabels" or "brush")
            {
                masks[id] = ReadMask(item, value);
            }
            else if (type != "labels")
            {
                passedOver[type] = passedOver.GetValueOrDefault(type) + 1;
            }
        }
        catch (FormatException exception)
        {
            tell($"{exception.Message}; it is left out.");
        }
    }

    private MarkedSpan ReadSpan(JsonElement value, string type, string text)
    {
        var said = Text(value, "text");
        if (Integer(value, "start") is not { } start || Integer(value, "end") is not { } end
            || SpanOf(text, start, end, said) is not { } span)
        {
            throw new FormatException($"a span's \"start\" or \"end\" is no place in the text of {text.Length} characters");
        }

        var words = span.Of(text);
        if (said is not null && Plain(said) != Plain(words))
        {
            throw new FormatException($"the span [{start}, {end}) is \"{words}\", and its \"text\" says \"{said}\"");
        }

        var labels = value.TryGetProperty(type, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(l => l.ValueKind == JsonValueKind.String).Select(l => l.GetString()!).ToList()
            : [];
        if (labels.Count == 0 || string.IsNullOrWhiteSpace(labels[0]))
        {
            throw new FormatException($"the span \"{words}\" has no label");
        }

        if (labels.Count > 1)
        {
            tell($"the span \"{words}\" has {labels.Count} labels; the first counts, \"{labels[0]}\".");
        }

        return new MarkedSpan(span, labels[0]);
    }

    // Offsets count code points; before Label Studio 1.4 they counted UTF-16 units, which the words then tell.
    private static TextSpan? SpanOf(string text, int start, int end, string? said)
    {
        var points = new CodePoints(text);
        TextSpan? span = points.ToUtf16(start) is { } from && points.ToUtf16(end) is { } to && from <= to ? new TextSpan(from, to) : null;
        TextSpan? units = start >= 0 && start <= end && end <= text.Length ? new TextSpan(start, end) : null;
        return said is not null && units?.Of(text) == said && span?.Of(text) != said ? units : span;
    }

    private Box ReadBox(JsonElement item, JsonElement value)
    {
        if (Number(value, "x") is not { } x || Number(value, "y") is not { } y || Number(value, "width") is not { } width
            || Number(value, "height") is not { } height)
        {
            throw new FormatException("a box has no numbers \"x\", \"y\", \"width\" and \"height\"");
        }

        RefuseTurned(item);
        var turn = Number(value, "rotation") ?? 0;
        var size = SizeOf(item) ?? Size;

        // Percent, and a turn around the left top corner that needs sides of one unit.
        var (w, h) = ((size?.Width ?? 1) / 100.0, (size?.Height ?? 1) / 100.0);
        if (turn != 0 && size is null)
        {
            throw new FormatException("a box is turned, and \"original_width\" and \"original_height\" are missing");
        }

        var (sin, cos) = Math.SinCos(turn / 180 * Math.PI);
        (double X, double Y)[] corners = [(0, 0), (width * w, 0), (0, height * h), (width * w, height * h)];
        var turned = corners.Select(c => (X: (x * w) + (c.X * cos) - (c.Y * sin), Y: (y * h) + (c.X * sin) + (c.Y * cos))).ToList();
        return new Box(
            Rounded(turned.Min(c => c.X)), Rounded(turned.Min(c => c.Y)), Rounded(turned.Max(c => c.X)), Rounded(turned.Max(c => c.Y)));
    }

    private Mask ReadMask(JsonElement item, JsonElement value)
    {
        if (Text(value, "format") is { } format && format != "rle")
        {
            throw new FormatException($"a brush is in the format \"{format}\", not in \"rle\"");
        }

        if (!value.TryGetProperty("rle", out var rle) || rle.ValueKind != JsonValueKind.Array)
        {
            throw new FormatException("a brush has no \"rle\"");
        }

        RefuseTurned(item);
        if (SizeOf(item) is not { } size)
        {
            throw new FormatException("a brush has no \"original_width\" and \"original_height\" from 1 on, of 100 million pixels at most");
        }

        var packed = new byte[rle.GetArrayLength()];
        var i = 0;
        foreach (var part in rle.EnumerateArray())
        {
            packed[i++] = part.ValueKind == JsonValueKind.Number && part.TryGetByte(out var known)
                ? known
                : throw new FormatException($"number {i} of a brush's \"rle\" is no byte");
        }

        var mask = BrushRle.Decode(packed, size.Width, size.Height);
        return mask.Area > 0 ? mask : throw new FormatException("a brush has no pixel");
    }

    private void ReadRelation(JsonElement item)
    {
        if (Text(item, "from_id") is not { } from || Text(item, "to_id") is not { } to)
        {
            throw new FormatException("a relation has no \"from_id\" or \"to_id\"");
        }

        (joined.TryGetValue(from, out var there) ? there : joined[from] = []).Add(to);
        (joined.TryGetValue(to, out var back) ? back : joined[to] = []).Add(from);
    }

    // What relations lead to from a span, in either direction, but not through another span.
    private void Join()
    {
        var owned = new HashSet<string>();
        Spans =
        [
            .. spans.Select(s =>
            {
                var reached = Reach(s.Key);
                owned.UnionWith(reached);
                return s.Value with
                {
                    Boxes = [.. reached.Where(boxes.ContainsKey).Select(id => boxes[id])],
                    Masks = [.. reached.Where(masks.ContainsKey).Select(id => masks[id])],
                };
            }),
        ];
        var alone = boxes.Keys.Concat(masks.Keys).Count(id => !owned.Contains(id));
        if (alone > 0)
        {
            tell(alone == 1
                ? "one of its boxes and masks is joined to no name by a relation; it is left out."
                : $"{alone} of its boxes and masks are joined to no name by a relation; they are left out.");
        }
    }

    private List<string> Reach(string start)
    {
        var reached = new List<string>();
        var seen = new HashSet<string> { start };
        var next = new Queue<string>([start]);
        while (next.TryDequeue(out var here))
        {
            foreach (var id in (joined.GetValueOrDefault(here) ?? []).Where(i => !spans.ContainsKey(i) && seen.Add(i)))
            {
                reached.Add(id);
                next.Enqueue(id);
            }
        }

        return reached;
    }

    private static void RefuseTurned(JsonElement item)
    {
        if (Number(item, "image_rotation") is { } turned && turned % 360 != 0)
        {
            throw new FormatException("a mark was made in a picture that was turned on the screen (\"image_rotation\")");
        }
    }

    private static ImageSize? SizeOf(JsonElement item) =>
        item.ValueKind == JsonValueKind.Object
            && Integer(item, "original_width") is { } width and >= 1 && Integer(item, "original_height") is { } height and >= 1
            && (long)width * height <= MostPixels
            ? new ImageSize(width, height)
            : null;

    // A page shows lines and blanks otherwise than the text has them.
    private static string Plain(string text) =>
        string.Join(' ', text.Replace("\\n", "\n", StringComparison.Ordinal).Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    private static double Rounded(double value) => Math.Round(value, 6);

    private static IEnumerable<JsonElement> Objects(JsonElement task, string name) =>
        task.TryGetProperty(name, out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object)
            : [];

    private static bool IsTrue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.True;

    private static string? Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    private static int? Integer(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
            ? number
            : null;

    private static double? Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var number)
            && double.IsFinite(number)
            ? number
            : null;
}

/// <summary>A span of a task's text, with what is joined to it.</summary>
/// <param name="Span">In UTF-16 units.</param>
/// <param name="Label">Its label.</param>
internal sealed record MarkedSpan(TextSpan Span, string Label)
{
    /// <summary>Boxes in pixels; in fractions where the task says no size.</summary>
    public IReadOnlyList<Box> Boxes { get; init; } = [];

    /// <summary>Masks of the picture's size.</summary>
    public IReadOnlyList<Mask> Masks { get; init; } = [];
}
