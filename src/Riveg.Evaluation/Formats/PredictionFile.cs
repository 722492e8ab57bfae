using System.Text.Json;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;

namespace Riveg.Evaluation.Formats;

/// <summary>
/// Reads a file of predictions: JSON lines, one JSON array, or either packed with gzip; each in Riveg's own form or in the small one of
/// <see cref="AnnotationForms"/>, where a post's text may be left out.
/// </summary>
/// <param name="path">Names the file in faults.</param>
/// <param name="textOf">
/// Gives the text of the next post with an id, for predictions without one; the text is null where there is no such post, the function
/// where nobody knows texts.
/// </param>
internal sealed class PredictionFile(string path, Func<string, string?>? textOf) : IJsonItemParser<AnnotationLine>
{
    /// <summary>Reads the file; what is broken is an item with its fault, and the reading goes on.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public IEnumerable<AnnotationLine> Read()
    {
        using var file = File.OpenRead(path);
        foreach (var line in JsonItems.ReadAsync(file, this).ToBlockingEnumerable())
        {
            yield return line;
        }
    }

    /// <inheritdoc />
    public AnnotationLine ParseLine(ReadOnlyMemory<byte> line, int number)
    {
        if (Utf8LineReader.FindFault(line.Span) is { } fault)
        {
            return Unreadable(number, fault);
        }

        try
        {
            using var document = JsonDocument.Parse(line);
            return ParseElement(document.RootElement, number);
        }
        catch (JsonException exception)
        {
            return Unreadable(number, $"not JSON at character {(exception.BytePositionInLine ?? 0) + 1}");
        }
    }

    /// <inheritdoc />
    public AnnotationLine ParseElement(JsonElement element, int number)
    {
        try
        {
            var result = Parse(element);
            return new AnnotationLine(number, result, null) { Unscored = [.. Unscored(element, result)] };
        }
        catch (Exception exception) when (exception is FormatException or InvalidOperationException)
        {
            // Kinds are looked at before values are read, so an invalid operation is an escape such as \ud800 that has no partner.
            return Unreadable(number, exception is InvalidOperationException ? "a string holds half a surrogate pair" : exception.Message);
        }
    }

    /// <inheritdoc />
    public AnnotationLine TooLong(int number) =>
        Unreadable(number, $"the prediction is longer than {Utf8LineReader.MostBytes >> 20} MiB");

    /// <inheritdoc />
    public AnnotationLine Broken(int number, JsonException exception) => new(
        number, null, $"{path}:{exception.LineNumber + 1}: not JSON at character {exception.BytePositionInLine + 1}; correct it: "
            + "nothing behind it is read.");

    /// <inheritdoc />
    public AnnotationLine BrokenArchive(int number, string what) =>
        new(number, null, $"{path}: {what}; fetch the file again: nothing is read from prediction {number} on.");

    // What was read for want of a score is none.
    private static IEnumerable<AnnotatedEntity> Unscored(JsonElement root, AnnotationResult result) =>
        root.TryGetProperty("entities", out var list) && list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray().Zip(result.Entities).Where(e => !HasValue(e.First, "score")).Select(e => e.Second)
            : [];

    private static bool HasValue(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null;

    // Other systems do not say what they judged: what has no box, or one of zeros, is not in the picture, as evaluate counts it. Riveg says
    // who judged.
    private static AnnotationResult Judged(JsonElement root, AnnotationResult result) =>
        HasValue(root, "provenance") || result.Image?.Fault is not null
            ? result
            : result with
            {
                Entities =
                [
                    .. result.Entities
                        .Select(e => e with { Regions = [.. e.Regions.Where(r => !BoxCheck.IsNone(r.Box))] })
                        .Select(e => e.Presence == EntityPresence.NotJudged && e.Fault is null
                            ? e with { Presence = EntityPresence.NotInPicture }
                            : e),
                ],
            };

    private AnnotationLine Unreadable(int number, string what) => new(number, null, $"{path}:{number}: {what}");

    private AnnotationResult Parse(JsonElement root)
    {
        if (root.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("a prediction is a JSON object");
        }

        var id = root.TryGetProperty("id", out var own) ? own.ValueKind switch
        {
            JsonValueKind.String => own.GetString()!,
            JsonValueKind.Number => own.GetRawText(),
            _ => throw new FormatException("\"id\" is no string"),
        }
        : throw new FormatException("\"id\" is missing");
        if (!root.TryGetProperty("error", out var error) || error.ValueKind == JsonValueKind.Null)
        {
            _ = AnnotationForms.Entities(root);
        }

        if (root.TryGetProperty("text", out var text))
        {
            return Judged(root, AnnotationForms.Read(
                root, id, text.ValueKind == JsonValueKind.String ? text.GetString()! : throw new FormatException("\"text\" is no string")));
        }

        if (textOf is null)
        {
            throw new FormatException("\"text\" is missing; name the data set that has the post");
        }

        return textOf(id) is { } known
            ? Judged(root, AnnotationForms.Read(root, id, known))
            : throw new FormatException($"the gold posts have no {id}; it is passed over.");
    }
}
