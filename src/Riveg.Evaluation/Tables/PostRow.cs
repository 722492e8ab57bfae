using System.Text.Encodings.Web;
using System.Text.Json;
using Riveg.Evidence;
using Riveg.Formats;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Evaluation.Tables;

/// <summary>
/// An annotated post as a row: one JSON object with every column of <see cref="PostColumns"/>, null where there is nothing.
/// </summary>
/// <param name="Result">The annotation.</param>
internal sealed record PostRow(AnnotationResult Result)
{
    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>How the row names the picture; as the annotation does if null.</summary>
    public string? FileName { get; init; }

    /// <summary>The post's own tokens; null where it has none.</summary>
    public IReadOnlyList<TextSpan>? Tokens { get; init; }

    /// <summary>What is known of the post.</summary>
    public string? Knowledge { get; init; } = Result.Provenance?.AuxiliaryKnowledge;

    /// <summary>What captioners say of the picture.</summary>
    public IReadOnlyList<string> Captions { get; init; } =
    [
        .. (Result.Provenance?.Captions ?? [])
            .Concat(Result.Observations.Where(o => o.Kind == ObservationKind.Caption).Select(o => o.Text)).Distinct(),
    ];

    /// <summary>The fine type of each entity; empty where none has one.</summary>
    public IReadOnlyList<string?> FineTypes { get; init; } = [];

    /// <summary>What offsets count.</summary>
    public OffsetUnit Unit { get; init; } = OffsetUnit.CodePoints;

    /// <summary>Writes the row.</summary>
    public void Write(Stream stream)
    {
        using var writer = new Utf8JsonWriter(stream, Compact);
        writer.WriteStartObject();
        writer.WriteString(PostColumns.FileName, Result.Image is { } image ? FileName ?? image.Path : null);
        writer.WriteString(PostColumns.Id, Result.PostId);
        writer.WriteString(PostColumns.Text, Result.Text);
        writer.WriteString(PostColumns.Offsets, Unit == OffsetUnit.CodePoints ? "code-points" : "utf-16");
        WriteNumber(writer, PostColumns.Width, Result.Image?.Size?.Width);
        WriteNumber(writer, PostColumns.Height, Result.Image?.Size?.Height);
        WriteTrue(writer, PostColumns.Unseen, Result.Image is { Unseen: true });
        WriteTokens(writer);
        WriteList(writer, PostColumns.Captions, Captions, writer.WriteStringValue);
        writer.WriteString(PostColumns.Knowledge, Knowledge);
        writer.WriteString(PostColumns.Error, Result.Error?.Message);
        writer.WriteStartArray(PostColumns.Entities);
        for (var i = 0; i < Result.Entities.Count; i++)
        {
            WriteEntity(writer, Result.Entities[i], FineTypes.Count > i ? FineTypes[i] : null);
        }

        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    private void WriteTokens(Utf8JsonWriter writer)
    {
        if (Tokens is null)
        {
            writer.WriteNull(PostColumns.Tokens);
            return;
        }

        WriteList(writer, PostColumns.Tokens, Tokens.Select(Counted), token =>
        {
            writer.WriteStartArray();
            writer.WriteNumberValue(token.Start);
            writer.WriteNumberValue(token.End);
            writer.WriteEndArray();
        });
    }

    private void WriteEntity(Utf8JsonWriter writer, AnnotatedEntity entity, string? fineType)
    {
        var span = Counted(entity.Span);
        writer.WriteStartObject();
        writer.WriteNumber("start", span.Start);
        writer.WriteNumber("end", span.End);
        writer.WriteString("text", entity.Text);
        writer.WriteString("type", entity.Type.Name);
        writer.WriteString(PostColumns.FineType, fineType);
        WriteNumber(writer, "score", entity.Score);
        writer.WriteString("expansion", entity.Expansion);
        WriteNumber(writer, "entailment", entity.Entailment);
        WriteList(writer, "regions", entity.Regions, region => WriteRegion(writer, region));
        writer.WriteEndObject();
    }

    private static void WriteRegion(Utf8JsonWriter writer, Region region)
    {
        writer.WriteStartObject();
        double[] sides = [region.Box.X0, region.Box.Y0, region.Box.X1, region.Box.Y1];
        WriteList(writer, "box", sides.Select(AnnotationJsonWriter.Finite), writer.WriteNumberValue);
        writer.WriteString("unit", region.Unit == RegionUnit.Relative ? "relative" : "pixels");
        WriteNumber(writer, "score", region.Score);
        if (region.Mask is { } mask)
        {
            writer.WriteMask("mask", mask);
        }
        else
        {
            writer.WriteNull("mask");
        }

        writer.WriteEndObject();
    }

    private TextSpan Counted(TextSpan span) => Unit == OffsetUnit.CodePoints ? span.ToCodePoints(Result.Text) : span;

    private static void WriteList<T>(Utf8JsonWriter writer, string name, IEnumerable<T> items, Action<T> write)
    {
        writer.WriteStartArray(name);
        foreach (var item in items)
        {
            write(item);
        }

        writer.WriteEndArray();
    }

    private static void WriteNumber(Utf8JsonWriter writer, string name, double? number)
    {
        if (number is { } known && double.IsFinite(known))
        {
            writer.WriteNumber(name, known);
        }
        else
        {
            writer.WriteNull(name);
        }
    }

    private static void WriteTrue(Utf8JsonWriter writer, string name, bool value)
    {
        if (value)
        {
            writer.WriteBoolean(name, true);
        }
        else
        {
            writer.WriteNull(name);
        }
    }
}
