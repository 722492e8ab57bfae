using System.Text.Encodings.Web;
using System.Text.Json;
using Riveg.Evaluation.LabelStudio;
using Riveg.Posts;

namespace Riveg.Evaluation.Exports;

/// <summary>Label Studio's tasks as one JSON array, a task a line, each with one prediction; the labelling config goes beside it.</summary>
internal class LabelStudioExport(Stream stream, ExportOptions options) : BufferedExport(stream)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly CountedLosses losses = new();
    private readonly HashSet<EntityType> types = [.. options.Types];
    private int tasks;

    /// <inheritdoc />
    public override IReadOnlyList<string> Losses => losses.Lines;

    /// <inheritdoc />
    public override IReadOnlyList<ExportCompanion> Companions =>
        [new ExportCompanion(".config.xml", "the labelling config", LabelStudioConfig.ToXml(types))];

    /// <inheritdoc />
    protected sealed override void Begin(AnnotationResult? first) => Buffer.Write("["u8);

    /// <inheritdoc />
    protected sealed override void Write(AnnotationResult result)
    {
        Buffer.Write(tasks++ == 0 ? "\n"u8 : ",\n"u8);
        types.UnionWith(result.Entities.Select(e => e.Type));
        losses.Add(
            "box is left out: it is not inside its picture, or the size of that is not known.",
            "boxes are left out: they are not inside their pictures, or the sizes of those are not known.",
            result.Entities.Sum(e => e.Regions.Count(r => LabelStudioRegions.PercentOf(r, result.Image?.Size) is null)));
        using var writer = new Utf8JsonWriter(Buffer, Compact);
        writer.WriteStartObject();
        WriteData(writer, result);
        WriteMarks(writer, result);
        writer.WriteEndObject();
    }

    /// <summary>What is known of the post beside its text.</summary>
    protected virtual (string? Knowledge, IReadOnlyList<string> Captions) EvidenceOf(AnnotationResult result) =>
        (result.Provenance?.AuxiliaryKnowledge, result.Provenance?.Captions ?? []);

    /// <summary>Writes what is marked in the task.</summary>
    protected virtual void WriteMarks(Utf8JsonWriter writer, AnnotationResult result)
    {
        writer.WriteStartArray("predictions");
        LabelStudioPrediction.Write(writer, result);
        writer.WriteEndArray();
    }

    /// <inheritdoc />
    protected sealed override void End() => Buffer.Write("\n]\n"u8);

    // A task without the field of its picture is refused by an import.
    private void WriteData(Utf8JsonWriter writer, AnnotationResult result)
    {
        writer.WriteStartObject("data");
        writer.WriteString("id", result.PostId);
        writer.WriteString("text", result.Text);
        writer.WriteString("image", result.Image is { } image ? options.PicturePrefix + image.Path : string.Empty);
        var (knowledge, captions) = EvidenceOf(result);
        if (knowledge is not null)
        {
            writer.WriteString("knowledge", knowledge);
        }

        if (captions.Count > 0)
        {
            writer.WriteStartArray("captions");
            foreach (var caption in captions)
            {
                writer.WriteStringValue(caption);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }
}
