using System.Text.Encodings.Web;
using System.Text.Json;
using Riveg.Regions;

namespace Riveg.Evaluation.LabelStudio;

/// <summary>
/// Writes an annotation as one prediction of Label Studio that holds all its regions: spans of the text, boxes in percent of the picture,
/// masks, and relations from each span to its boxes and from each box to its mask. Offsets count code points, as Label Studio's front
/// end does since 1.4.
/// </summary>
public static class LabelStudioPrediction
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes a prediction: <c>{"model_version","score","result":[...]}</c>.</summary>
    /// <param name="writer">Where to.</param>
    /// <param name="result">The annotation.</param>
    /// <param name="config">What the labelling config calls its tags and labels; that of <see cref="LabelStudioConfig"/> if null.</param>
    public static void Write(Utf8JsonWriter writer, AnnotationResult result, LabelStudioConfig? config = null)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(result);
        writer.WriteStartObject();
        writer.WriteString("model_version", VersionOf(result));
        if (result.Entities.Count > 0)
        {
            writer.WriteNumber("score", Rounded(result.Entities.Average(e => Finite(e.Score))));
        }

        WriteResult(writer, result, config ?? LabelStudioConfig.Own, withScores: true);
        writer.WriteEndObject();
    }

    /// <summary>The same as UTF-8.</summary>
    /// <param name="result">The annotation.</param>
    /// <param name="config">As for <see cref="Write"/>.</param>
    public static byte[] ToUtf8(AnnotationResult result, LabelStudioConfig? config = null)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream, Compact))
        {
            Write(writer, result, config);
        }

        return stream.ToArray();
    }

    /// <summary>Writes the property <c>result</c>, with all regions and relations.</summary>
    internal static void WriteResult(Utf8JsonWriter writer, AnnotationResult result, LabelStudioConfig config, bool withScores)
    {
        writer.WriteStartArray("result");
        var number = 0;
        foreach (var entity in result.Entities)
        {
            number++;
            new LabelStudioRegions(writer, result, config.Names, config.LabelsOf(entity.Type), withScores).Write(entity, $"e{number}");
        }

        writer.WriteEndArray();
    }

    /// <summary>Who made a prediction, such as <c>riveg-light-0.2.0</c>.</summary>
    internal static string VersionOf(AnnotationResult result) =>
        result.Provenance is { } origin ? $"riveg-{origin.Profile}-{origin.Version}" : "riveg";

    internal static double Finite(double score) => double.IsFinite(score) ? score : 0;

    internal static double Rounded(double score) => Math.Round(Finite(score), 4);
}

/// <summary>Writes the regions and relations of entities of one post.</summary>
internal sealed class LabelStudioRegions(
    Utf8JsonWriter writer,
    AnnotationResult post,
    LabelStudioNames names,
    (string? Span, string? Box, string? Mask) labels,
    bool withScores)
{
    // A writer keeps what is pending in one piece of memory, and a mask may have millions of bytes.
    private const int MostPending = 1 << 16;

    private readonly bool hasSpan = names.Labels is not null && labels.Span is not null;

    /// <summary>Writes an entity.</summary>
    /// <param name="entity">The entity.</param>
    /// <param name="id">Its id; those of its boxes and masks begin with it.</param>
    public void Write(AnnotatedEntity entity, string id)
    {
        if (hasSpan)
        {
            WriteSpan(entity, id);
        }

        for (var i = 0; i < entity.Regions.Count; i++)
        {
            var region = entity.Regions[i];
            var (box, mask) = ($"{id}-box{i + 1}", $"{id}-mask{i + 1}");
            var hasBox = names.Boxes is not null && labels.Box is not null && PercentOf(region, post.Image?.Size) is not null;
            if (hasBox)
            {
                WriteBox(entity, region, box);
                WriteRelation(hasSpan, id, box);
            }

            if (names.Masks is not null && labels.Mask is not null && region.Mask is { } shape)
            {
                WriteMask(region, shape, mask);
                WriteRelation(hasBox || hasSpan, hasBox ? box : id, mask);
            }
        }
    }

    /// <summary>A region's box in percent of its picture, inside it; null where that cannot be said or nothing of it is inside.</summary>
    public static Box? PercentOf(Region region, ImageSize? size)
    {
        const int Whole = 100;
        var fractions = region.Unit == RegionUnit.Relative ? region.Box
            : size is { } known
                ? new Box(
                    region.Box.X0 / known.Width, region.Box.Y0 / known.Height, region.Box.X1 / known.Width, region.Box.Y1 / known.Height)
                : default;
        var inside = new Box(
            Math.Clamp(fractions.X0, 0, 1) * Whole,
            Math.Clamp(fractions.Y0, 0, 1) * Whole,
            Math.Clamp(fractions.X1, 0, 1) * Whole,
            Math.Clamp(fractions.Y1, 0, 1) * Whole);
        return inside.IsProper ? inside : null;
    }

    private void WriteSpan(AnnotatedEntity entity, string id)
    {
        var span = entity.Span.ToCodePoints(post.Text);
        Begin(id, names.Labels!, names.Text, "labels", entity.Score);
        writer.WriteStartObject("value");
        writer.WriteNumber("start", span.Start);
        writer.WriteNumber("end", span.End);
        writer.WriteString("text", entity.Text);
        WriteLabel("labels", labels.Span!);
        writer.WriteEndObject();
        if (entity.Expansion is { } expansion)
        {
            writer.WriteStartObject("meta");
            writer.WriteStartArray("text");
            writer.WriteStringValue(expansion);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private void WriteBox(AnnotatedEntity entity, Region region, string id)
    {
        var percent = PercentOf(region, post.Image?.Size)!.Value;
        Begin(id, names.Boxes!, names.Image, "rectanglelabels", region.Score);
        WriteSize(post.Image?.Size ?? (region.Mask is { } mask ? new ImageSize(mask.Width, mask.Height) : null));
        writer.WriteStartObject("value");
        writer.WriteNumber("x", percent.X0);
        writer.WriteNumber("y", percent.Y0);
        writer.WriteNumber("width", percent.Width);
        writer.WriteNumber("height", percent.Height);
        writer.WriteNumber("rotation", 0);
        WriteLabel("rectanglelabels", labels.Box!);
        writer.WriteEndObject();
        writer.WriteStartObject("meta");
        writer.WriteStartArray("text");
        writer.WriteStringValue(entity.Text);
        writer.WriteEndArray();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteMask(Region region, Mask mask, string id)
    {
        Begin(id, names.Masks!, names.Image, "brushlabels", region.Score);
        WriteSize(new ImageSize(mask.Width, mask.Height));
        writer.WriteStartObject("value");
        writer.WriteString("format", "rle");
        writer.WriteStartArray("rle");
        foreach (var part in BrushRle.Encode(mask))
        {
            writer.WriteNumberValue(part);
            if (writer.BytesPending > MostPending)
            {
                writer.Flush();
            }
        }

        writer.WriteEndArray();
        WriteLabel("brushlabels", labels.Mask!);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteRelation(bool isThere, string from, string to)
    {
        if (!isThere)
        {
            return;
        }

        writer.WriteStartObject();
        writer.WriteString("from_id", from);
        writer.WriteString("to_id", to);
        writer.WriteString("type", "relation");
        writer.WriteString("direction", "right");
        writer.WriteEndObject();
    }

    private void Begin(string id, string from, string to, string type, double score)
    {
        writer.WriteStartObject();
        writer.WriteString("id", id);
        writer.WriteString("from_name", from);
        writer.WriteString("to_name", to);
        writer.WriteString("type", type);
        if (withScores)
        {
            writer.WriteNumber("score", LabelStudioPrediction.Rounded(score));
        }
    }

    private void WriteSize(ImageSize? size)
    {
        if (size is { } known)
        {
            writer.WriteNumber("original_width", known.Width);
            writer.WriteNumber("original_height", known.Height);
        }

        writer.WriteNumber("image_rotation", 0);
    }

    private void WriteLabel(string name, string label)
    {
        writer.WriteStartArray(name);
        writer.WriteStringValue(label);
        writer.WriteEndArray();
    }
}
