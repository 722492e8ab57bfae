using System.Text.Json;
using System.Text.RegularExpressions;
using Riveg.Evaluation.LabelStudio;
using Riveg.Formats;
using Riveg.Regions;

namespace Riveg.Evaluation.Datasets;

/// <summary>The tasks of a Label Studio export as JSON.</summary>
internal sealed partial class LabelStudioTasks(GoldJson gold, string path, List<DatasetFault> faults) : ForeignPosts(gold, path, faults)
{
    /// <inheritdoc />
    protected override void Rewrite(JsonElement item, Utf8JsonWriter writer, Action<DatasetFaultKind, string> tell)
    {
        if (item.ValueKind != JsonValueKind.Object || !item.TryGetProperty("data", out var data) || data.ValueKind != JsonValueKind.Object)
        {
            throw new FormatException("no task of a Label Studio export: \"data\" is missing (export as JSON, not as JSON-MIN)");
        }

        var (text, picture) = ContentOf(data);
        var task = LabelStudioTask.Read(item, text, message => tell(DatasetFaultKind.BrokenEntity, message));
        writer.WriteStartObject();
        WriteId(writer, data, item);
        writer.WriteString("text", text);
        WriteImage(writer, picture, task.Size);
        WriteEvidence(writer, data);
        writer.WriteStartArray("entities");
        foreach (var span in task.Spans)
        {
            WriteSpan(writer, span, task.Size);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // The fields of tasks are called as their project likes it. A text that is no picture's address is the text.
    private static (string Text, string? Picture) ContentOf(JsonElement data)
    {
        var strings = data.EnumerateObject()
            .Where(f => f.Value.ValueKind == JsonValueKind.String && f.Name is not ("id" or "knowledge"))
            .Select(f => (f.Name, Value: f.Value.GetString()!))
            .ToList();
        var pictures = strings.Where(f => f.Name == "image" || IsPicture(f.Value)).ToList();
        var texts = strings.Except(pictures).ToList();
        var text = texts.Find(f => f.Name == "text").Value ?? (texts.Count == 1 ? texts[0].Value : null);
        var picture = pictures.Find(f => f.Name == "image").Value ?? pictures.FirstOrDefault().Value;
        return (
            text ?? throw new FormatException("the task's \"data\" has no \"text\", and not just one other field that could be it"),
            string.IsNullOrWhiteSpace(picture) ? null : PathOf(picture));
    }

    private static bool IsPicture(string value) =>
        !value.Any(char.IsWhiteSpace) && value.Contains('/', StringComparison.Ordinal)
            && PictureFolders.NameOf(value) != value[(value.LastIndexOf('/') + 1)..];

    // Label Studio serves pictures from where it keeps them; people have them as files.
    private static string PathOf(string address)
    {
        if (LocalFile().Match(address) is { Success: true } local)
        {
            return Uri.UnescapeDataString(local.Groups["path"].Value);
        }

        if (Upload().Match(address) is { Success: true } upload)
        {
            return Uri.UnescapeDataString(upload.Groups["name"].Value);
        }

        return Remote().Match(address) is { Success: true } remote ? Uri.UnescapeDataString(remote.Groups["path"].Value) : address;
    }

    private static void WriteId(Utf8JsonWriter writer, JsonElement data, JsonElement task)
    {
        foreach (var element in new[] { data, task })
        {
            if (element.TryGetProperty("id", out var id) && id.ValueKind is JsonValueKind.String or JsonValueKind.Number)
            {
                writer.WritePropertyName("id");
                id.WriteTo(writer);
                return;
            }
        }
    }

    private static void WriteImage(Utf8JsonWriter writer, string? picture, ImageSize? size)
    {
        if (picture is null)
        {
            return;
        }

        writer.WriteStartObject("image");
        writer.WriteString("path", picture);
        if (size is { } known)
        {
            writer.WriteNumber("width", known.Width);
            writer.WriteNumber("height", known.Height);
        }

        writer.WriteEndObject();
    }

    private static void WriteEvidence(Utf8JsonWriter writer, JsonElement data)
    {
        if (data.TryGetProperty("knowledge", out var knowledge) && knowledge.ValueKind == JsonValueKind.String)
        {
            writer.WriteString("knowledge", knowledge.GetString());
        }

        if (data.TryGetProperty("captions", out var captions) && captions.ValueKind == JsonValueKind.Array
            && captions.EnumerateArray().All(c => c.ValueKind == JsonValueKind.String))
        {
            writer.WritePropertyName("captions");
            captions.WriteTo(writer);
        }
    }

    private static void WriteSpan(Utf8JsonWriter writer, MarkedSpan span, ImageSize? size)
    {
        writer.WriteStartObject();
        writer.WriteNumber("start", span.Span.Start);
        writer.WriteNumber("end", span.Span.End);
        writer.WriteString("type", span.Label);
        writer.WriteStartArray("regions");
        foreach (var region in GoldRegions.Pair(span.Boxes, span.Masks))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("box");
            foreach (var side in new[] { region.Box.X0, region.Box.Y0, region.Box.X1, region.Box.Y1 })
            {
                writer.WriteNumberValue(side);
            }

            writer.WriteEndArray();
            if (size is null)
            {
                writer.WriteString("unit", "relative");
            }

            if (region.Mask is { } mask)
            {
                writer.WriteMask("mask", mask);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    [GeneratedRegex(@"/data/local-files/?\?d=(?<path>[^&]+)", RegexOptions.CultureInvariant)]
    private static partial Regex LocalFile();

    [GeneratedRegex("/data/upload/(?:[0-9]+/)?(?:[0-9a-f]{8}-)?(?<name>[^/?#]+)$", RegexOptions.CultureInvariant)]
    private static partial Regex Upload();

    [GeneratedRegex("^[a-z][a-z0-9+.-]*://[^/]+/(?<path>[^?#]+)", RegexOptions.CultureInvariant)]
    private static partial Regex Remote();
}
