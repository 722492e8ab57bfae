using System.Text.Encodings.Web;
using System.Text.Json;
using Riveg.Evaluation.Datasets;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Formats;

/// <summary>
/// Writes gold posts as annotated posts in JSON lines, as <c>riveg:FILE</c> reads them; docs/data.md describes the form. Offsets are in
/// UTF-16 units.
/// </summary>
public static class GoldJsonWriter
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Writes one post as one line, with the line's end.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="gold">The post.</param>
    /// <param name="picturePath">How the line names the picture; as the post does if null.</param>
    public static void WriteLine(Stream stream, GoldPost gold, string? picturePath = null)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ArgumentNullException.ThrowIfNull(gold);
        using (var writer = new Utf8JsonWriter(stream, Compact))
        {
            writer.WriteStartObject();
            writer.WriteString("id", gold.Post.Id);
            writer.WriteString("text", gold.Post.Text);
            writer.WriteString("offsets", "utf-16");
            WriteImage(writer, gold, picturePath);
            WriteEvidence(writer, gold.Post);
            writer.WriteStartArray("entities");
            foreach (var entity in gold.Entities)
            {
                WriteEntity(writer, gold.Post.Text, entity);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>A gold post as an annotation: what people marked, with full scores.</summary>
    /// <param name="gold">The post.</param>
    /// <param name="picturePath">How it names the picture; as the post does if null.</param>
    public static AnnotationResult ToAnnotation(GoldPost gold, string? picturePath = null)
    {
        ArgumentNullException.ThrowIfNull(gold);
        return new AnnotationResult
        {
            PostId = gold.Post.Id,
            Text = gold.Post.Text,
            Image = gold.Post.Image is { } source
                ? new AnnotatedImage(picturePath ?? source.Name, gold.ImageSize) { Unseen = source.IsUnseen }
                : null,
            Entities =
            [
                .. gold.Entities.Select(e => new AnnotatedEntity
                {
                    Mention = new Mention(e.Span, e.Type),
                    Text = e.Span.Of(gold.Post.Text),
                    Regions = [.. Regions(e)],
                }),
            ],
        };
    }

    private static void WriteImage(Utf8JsonWriter writer, GoldPost gold, string? picturePath)
    {
        if (gold.Post.Image is not { } source)
        {
            return;
        }

        writer.WriteStartObject("image");
        writer.WriteString("path", picturePath ?? source.Name);
        if (gold.ImageSize is { } size)
        {
            writer.WriteNumber("width", size.Width);
            writer.WriteNumber("height", size.Height);
        }

        if (source.IsUnseen)
        {
            writer.WriteBoolean("unseen", true);
        }

        writer.WriteEndObject();
    }

    private static void WriteEvidence(Utf8JsonWriter writer, Post post)
    {
        if (post.Tokens is { } tokens)
        {
            writer.WriteStartArray("tokens");
            foreach (var token in tokens)
            {
                writer.WriteStartArray();
                writer.WriteNumberValue(token.Start);
                writer.WriteNumberValue(token.End);
                writer.WriteEndArray();
            }

            writer.WriteEndArray();
        }

        if (post.AuxiliaryKnowledge is { } knowledge)
        {
            writer.WriteString("knowledge", knowledge);
        }

        if (post.Captions.Count > 0)
        {
            writer.WriteStartArray("captions");
            foreach (var caption in post.Captions)
            {
                writer.WriteStringValue(caption);
            }

            writer.WriteEndArray();
        }
    }

    private static void WriteEntity(Utf8JsonWriter writer, string text, GoldEntity entity)
    {
        writer.WriteStartObject();
        writer.WriteNumber("start", entity.Span.Start);
        writer.WriteNumber("end", entity.Span.End);
        writer.WriteString("text", entity.Span.Of(text));
        writer.WriteString("type", entity.Type.Name);
        if (entity.FineType is { } fine)
        {
            writer.WriteString("fineType", fine);
        }

        writer.WriteStartArray("regions");
        foreach (var region in Regions(entity))
        {
            writer.WriteStartObject();
            writer.WriteStartArray("box");
            foreach (var side in new[] { region.Box.X0, region.Box.Y0, region.Box.X1, region.Box.Y1 })
            {
                writer.WriteNumberValue(side);
            }

            writer.WriteEndArray();
            if (region.Mask is { } mask)
            {
                writer.WriteMask("mask", mask);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private static IReadOnlyList<Region> Regions(GoldEntity entity) => GoldRegions.Pair(entity.Boxes, entity.Masks);
}
