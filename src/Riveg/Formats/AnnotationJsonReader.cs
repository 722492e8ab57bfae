using System.Text.Json;
using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Formats;

/// <summary>Reads what <see cref="AnnotationJsonWriter"/> writes; fields that it does not know are passed over. Thread-safe.</summary>
internal static class AnnotationJsonReader
{
    private const int LongestShown = 20;

    /// <summary>Reads JSON lines, one annotation each; a broken line is an item with its fault, and the reading goes on.</summary>
    /// <param name="reader">The lines; stays open.</param>
    /// <param name="sourceName">Names the source in faults.</param>
    public static IEnumerable<AnnotationLine> ReadLines(TextReader reader, string sourceName)
    {
        ArgumentNullException.ThrowIfNull(reader);
        for (var number = 1; reader.ReadLine() is { } line; number++)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                yield return ReadLine(line, sourceName, number);
            }
        }
    }

    /// <summary>Reads JSON lines of a file; a broken line is an item with its fault, and the reading goes on.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IEnumerable<AnnotationLine> ReadFile(string path)
    {
        using var stream = InputStream.OpenFile(path);
        var lines = new Utf8LineReader(stream);
        while (lines.Read() is { } line)
        {
            var text = Utf8LineReader.Decode(line.Span, out var fault);
            if (fault is not null)
            {
                yield return new AnnotationLine(lines.Number, null, $"{path}:{lines.Number}: {fault}");
            }
            else if (!string.IsNullOrWhiteSpace(text))
            {
                yield return ReadLine(text, path, lines.Number);
            }
        }
    }

    /// <summary>Reads one annotation.</summary>
    /// <exception cref="FormatException">The JSON is not an annotation; the message says what is wrong.</exception>
    public static AnnotationResult Read(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("an annotation is a JSON object");
        }

        var text = Text(root, "text");
        AnnotationFormat.Check(root);
        var offsets = ReadOffsets(root);
        var image = ReadImage(root);
        return new AnnotationResult
        {
            PostId = Text(root, "id"),
            Text = text,
            Image = image,
            Error = ReadError(root),
            Faults = [.. List(root, "faults").Select(ReadFault)],
            Entities = [.. List(root, "entities")
                .Select(e => ReadEntity(e, text, offsets))
                .Select(e => e with { Presence = PresenceOf(e, image) })],
            Observations = [.. List(root, "observations").Select(ReadObservation)],
            Provenance = ReadProvenance(root),
        };
    }

    // What no field says follows from the others, as in the pipeline.
    private static EntityPresence PresenceOf(AnnotatedEntity entity, AnnotatedImage? image) =>
        image is null || (image.Fault is null && entity.Fault is null && entity.Entailment is not null)
            ? EntityPresence.NotInPicture
            : EntityPresence.NotJudged;

    private static OffsetUnit ReadOffsets(JsonElement root) => OptionalText(root, "offsets") switch
    {
        null or "utf-16" => OffsetUnit.Utf16,
        "code-points" => OffsetUnit.CodePoints,
        var other => throw new FormatException($"\"offsets\" is \"{other}\", neither \"utf-16\" nor \"code-points\""),
    };

    private static AnnotationLine ReadLine(string line, string sourceName, int number)
    {
        try
        {
            using var document = JsonDocument.Parse(line);
            return new AnnotationLine(number, Read(document.RootElement), null) { Offsets = ReadOffsets(document.RootElement) };
        }
        catch (Exception exception) when (exception is JsonException or FormatException or InvalidOperationException)
        {
            var what = exception switch
            {
                JsonException json => $"not JSON at character {(json.BytePositionInLine ?? 0) + 1}",

                // Kinds are looked at before values are read, so this is left.
                InvalidOperationException => "a string holds half a surrogate pair",
                _ => exception.Message,
            };
            return new AnnotationLine(number, null, $"{sourceName}:{number}: {what}");
        }
    }

    private static AnnotatedImage? ReadImage(JsonElement root)
    {
        if (!root.TryGetProperty("image", out var image) || image.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (image.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("\"image\" is no object with \"path\"");
        }

        ImageSize? size = null;
        if (image.TryGetProperty("width", out _) && image.TryGetProperty("height", out _))
        {
            var (width, height) = (Integer(image, "width"), Integer(image, "height"));
            size = width >= 1 && height >= 1
                ? new ImageSize(width, height)
                : throw new FormatException($"a picture of {width} x {height} pixels cannot be");
        }

        return new AnnotatedImage(Word(image, "path"), size)
        {
            File = OptionalText(image, "file"),
            Fault = OptionalText(image, "fault") is { } fault ? new Fault(FaultKind.Unanswered, AnnotatedImage.Stage, fault) : null,
            Warning = OptionalText(image, "warning"),
            Unseen = image.TryGetProperty("unseen", out var unseen) && unseen.ValueKind == JsonValueKind.True,
        };
    }

    private static Fault? ReadError(JsonElement root) =>
        root.TryGetProperty("error", out var error) && error.ValueKind != JsonValueKind.Null ? ReadFault(error) : null;

    private static Fault ReadFault(JsonElement fault) => fault.ValueKind == JsonValueKind.Object
        ? new Fault(FaultKind.Unanswered, OptionalText(fault, "stage") ?? "unknown", OptionalText(fault, "message") ?? "no message")
        : throw new FormatException("a fault is no object");

    private static PictureObservation ReadObservation(JsonElement seen)
    {
        var kind = AnnotationFormat.KindOf(Text(seen, "kind"));
        var words = OptionalText(seen, "text") ?? Text(seen, "label");
        return new PictureObservation(
            kind,
            words.Length > 0 ? words : throw new FormatException("an observation has an empty text"),
            OptionalText(seen, "source") ?? "unknown")
        {
            Box = Has(seen, "box", out _) ? ReadBox(seen) : null,
            Score = OptionalNumber(seen, "score"),
        };
    }

    private static Candidate ReadCandidate(JsonElement candidate) => new(
        ReadPlace(candidate),
        OptionalText(candidate, "source") ?? "unknown",
        OptionalText(candidate, "reason") ?? string.Empty,
        Has(candidate, "chosen", out var chosen) && chosen.ValueKind == JsonValueKind.True);

    private static AnnotatedEntity ReadEntity(JsonElement entity, string text, OffsetUnit offsets)
    {
        int start = Integer(entity, "start"), end = Integer(entity, "end");
        if (offsets == OffsetUnit.CodePoints)
        {
            (start, end) = (ToUtf16(text, start), ToUtf16(text, end));
        }

        if (start < 0 || end <= start || end > text.Length)
        {
            throw new FormatException($"an entity at [{start}, {end}) lies outside the text of {text.Length} characters");
        }

        var span = new TextSpan(start, end);
        if (OptionalText(entity, "text") is { } words && words != span.Of(text))
        {
            throw new FormatException(
                $"the entity \"{words}\" is not what stands at [{start}, {end}), \"{span.Of(text)}\"; "
                + "are its offsets in the unit that \"offsets\" says?");
        }

        return new AnnotatedEntity
        {
            Mention = new Mention(span, EntityType.Parse(Word(entity, "type")), OptionalNumber(entity, "score") ?? 1),
            Text = span.Of(text),
            Expansion = OptionalText(entity, "expansion"),
            Entailment = OptionalNumber(entity, "entailment"),
            EntailmentAnswer = OptionalText(entity, "entailmentAnswer"),
            EntailmentIsFlatGuess = entity.TryGetProperty("entailmentIsFlatGuess", out var flat) && flat.ValueKind == JsonValueKind.True,
            Regions = [.. List(entity, "regions").Select(ReadRegion)],
            Candidates = [.. List(entity, "candidates").Select(ReadCandidate)],
            Fault = entity.TryGetProperty("fault", out var fault) && fault.ValueKind != JsonValueKind.Null ? ReadFault(fault) : null,
        };
    }

    private static Region ReadRegion(JsonElement region) =>
        ReadPlace(region) with { Mask = ReadMask(region), RawAnswer = OptionalText(region, "answer") };

    private static Region ReadPlace(JsonElement region) => new(ReadBox(region), OptionalNumber(region, "score") ?? 1)
    {
        Unit = OptionalText(region, "unit") switch
        {
            null or "pixels" => RegionUnit.Pixels,
            "relative" => RegionUnit.Relative,
            var other => throw new FormatException($"a region's \"unit\" is \"{other}\", neither \"pixels\" nor \"relative\""),
        },
    };

    private static Box ReadBox(JsonElement region)
    {
        var box = List(region, "box")
            .Select(v => Number(v) ?? throw new FormatException("a box holds something that is no number"))
            .ToArray();
        return box.Length == 4
            ? new Box(box[0], box[1], box[2], box[3])
            : throw new FormatException($"a box has {box.Length} numbers instead of 4");
    }

    private static Mask? ReadMask(JsonElement region)
    {
        if (!region.TryGetProperty("mask", out var mask) || mask.ValueKind == JsonValueKind.Null)
        {
            return null;
        }

        if (mask.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("a mask is no object with \"size\" and \"counts\"");
        }

        var size = List(mask, "size").Select(v => v.ValueKind == JsonValueKind.Number && v.TryGetInt32(out var side) ? side : 0).ToArray();
        var read = size is [var height and >= 1, var width and >= 1]
            ? Mask.FromCocoString(width, height, Text(mask, "counts"))
            : throw new FormatException("a mask's \"size\" is no pair [height, width]");
        return mask.TryGetProperty("placeholder", out var placeholder) && placeholder.ValueKind == JsonValueKind.True
            ? read.AsPlaceholder()
            : read;
    }

    private static Provenance? ReadProvenance(JsonElement root)
    {
        if (!root.TryGetProperty("provenance", out var provenance) || provenance.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        var stages = new Dictionary<string, StageInfo>();
        if (provenance.TryGetProperty("stages", out var list) && list.ValueKind == JsonValueKind.Object)
        {
            foreach (var stage in list.EnumerateObject())
            {
                stages[stage.Name] = ReadStage(stage.Value);
            }
        }

        return new Provenance
        {
            Profile = OptionalText(provenance, "profile") ?? "unknown",
            Version = OptionalText(provenance, "version") ?? "unknown",
            Stages = stages,
            Picture = OptionalText(provenance, "picture") switch
            {
                "seen" => PictureUse.Seen,
                "unseen" => PictureUse.Unseen,
                "unreadable" => PictureUse.Unreadable,
                _ => PictureUse.None,
            },
            Decision = OptionalText(provenance, "decision"),
            MinScore = OptionalNumber(provenance, "minScore") ?? 0,
            HasCandidates = provenance.TryGetProperty("candidates", out var candidates) && candidates.ValueKind == JsonValueKind.True,
            HasObservations = !provenance.TryGetProperty("observations", out var seen) || seen.ValueKind != JsonValueKind.False,
            AuxiliaryKnowledge = OptionalText(provenance, "knowledge"),
            Captions = [.. List(provenance, "captions").Select(
                c => c.ValueKind == JsonValueKind.String ? c.GetString()! : throw new FormatException("a caption is no string"))],
        };
    }

    private static StageInfo ReadStage(JsonElement stage)
    {
        var details = new Dictionary<string, string>();
        foreach (var field in stage.ValueKind == JsonValueKind.Object
            ? stage.EnumerateObject()
            : throw new FormatException("a stage of the provenance is no object"))
        {
            if (field.Name is not ("implementation" or "model" or "sha256"))
            {
                details[field.Name] = field.Value.ToString();
            }
        }

        return new StageInfo(OptionalText(stage, "implementation") ?? "unknown")
        {
            Model = OptionalText(stage, "model"),
            ModelSha256 = OptionalText(stage, "sha256"),
            Details = details,
        };
    }

    private static bool Has(JsonElement element, string name, out JsonElement value) => element.ValueKind == JsonValueKind.Object
        ? element.TryGetProperty(name, out value)
        : throw new FormatException($"where an object with \"{name}\" belongs stands something else");

    private static string Word(JsonElement element, string name) =>
        Text(element, name) is var word && !string.IsNullOrWhiteSpace(word) ? word : throw new FormatException($"\"{name}\" is empty");

    private static string Text(JsonElement element, string name) =>
        OptionalText(element, name) ?? throw new FormatException($"\"{name}\" is missing");

    private static string? OptionalText(JsonElement element, string name) =>
        !Has(element, name, out var value) || value.ValueKind == JsonValueKind.Null
        ? null
        : value.ValueKind == JsonValueKind.String ? value.GetString() : throw new FormatException($"\"{name}\" is no string");

    private static int Integer(JsonElement element, string name) =>
        Has(element, name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number)
        ? number
        : throw new FormatException($"\"{name}\" is missing or no whole number");

    private static double? OptionalNumber(JsonElement element, string name) =>
        !Has(element, name, out var value) || value.ValueKind == JsonValueKind.Null
        ? null
        : Number(value) ?? throw new FormatException($"\"{name}\" is no number");

    // 1e999 is read as infinity, which JSON cannot be written with.
    private static double? Number(JsonElement value) =>
        value.ValueKind != JsonValueKind.Number ? null
        : value.TryGetDouble(out var number) && double.IsFinite(number) ? number
        : throw new FormatException($"the number {Shown(value.GetRawText())} is too large");

    private static string Shown(string number) => number.Length <= LongestShown ? number : $"{number[..LongestShown]}...";

    private static IEnumerable<JsonElement> List(JsonElement element, string name) =>
        !Has(element, name, out var value) || value.ValueKind == JsonValueKind.Null
        ? []
        : value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new FormatException($"\"{name}\" is no list");

    private static int ToUtf16(string text, int codePoints)
    {
        var index = 0;
        for (; codePoints > 0 && index < text.Length; codePoints--)
        {
            index += index + 1 < text.Length && char.IsSurrogatePair(text[index], text[index + 1]) ? 2 : 1;
        }

        return codePoints == 0 ? index : -1;
    }
}

/// <summary>One line of a file of annotations.</summary>
/// <param name="Number">The line's number, from 1.</param>
/// <param name="Result">What it says; null where it cannot be read.</param>
/// <param name="Fault">Why it cannot be read, with its place; null where it can.</param>
internal sealed record AnnotationLine(int Number, AnnotationResult? Result, string? Fault)
{
    /// <summary>Those of its entities whose score is said by no field.</summary>
    public IReadOnlyList<AnnotatedEntity> Unscored { get; init; } = [];

    /// <summary>What the line's offsets count; the result's own are UTF-16 always.</summary>
    public OffsetUnit Offsets { get; init; }
}
