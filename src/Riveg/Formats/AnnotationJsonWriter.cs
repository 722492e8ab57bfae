using System.Text.Encodings.Web;
using System.Text.Json;
using Riveg.Evidence;
using Riveg.Faults;
using Riveg.Regions;
using Riveg.Stages;

namespace Riveg.Formats;

/// <summary>Writes annotations as JSON, in the form that README.md describes. Thread-safe.</summary>
/// <param name="offsets">What the offsets count; the JSON says it.</param>
/// <param name="folder">
/// Where the JSON will lie: it then says the file of each picture that its path alone does not lead to from there, relative to that folder.
/// Null where nobody knows.
/// </param>
internal sealed class AnnotationJsonWriter(OffsetUnit offsets = OffsetUnit.Utf16, string? folder = null)
{
    private const int PixelDigits = 2;
    private const int RelativeDigits = 5;

    private static readonly JsonWriterOptions Compact = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
    private static readonly JsonWriterOptions Indented = Compact with { Indented = true };

    /// <summary>Writes one annotation as one line, with the line's end.</summary>
    public void WriteLine(Stream stream, AnnotationResult result)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using (var writer = new Utf8JsonWriter(stream, Compact))
        {
            Write(writer, result);
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes one annotation over several indented lines, for people.</summary>
    public void WriteIndented(Stream stream, AnnotationResult result)
    {
        ArgumentNullException.ThrowIfNull(stream);
        using (var writer = new Utf8JsonWriter(stream, Indented))
        {
            Write(writer, result);
        }

        stream.WriteByte((byte)'\n');
    }

    /// <summary>Writes one annotation as a JSON object.</summary>
    public void Write(Utf8JsonWriter writer, AnnotationResult result)
    {
        ArgumentNullException.ThrowIfNull(writer);
        ArgumentNullException.ThrowIfNull(result);
        writer.WriteStartObject();
        writer.WriteString("id", result.PostId);
        writer.WriteString("text", result.Text);
        writer.WriteString("offsets", offsets == OffsetUnit.Utf16 ? "utf-16" : "code-points");
        writer.WriteNumber("format", AnnotationFormat.Version);
        WriteImage(writer, result.Image);
        if (result.Error is { } error)
        {
            writer.WritePropertyName("error");
            WriteFault(writer, error);
        }

        WriteFaults(writer, result.Faults);
        writer.WriteStartArray("entities");
        foreach (var entity in result.Entities)
        {
            WriteEntity(writer, result, entity);
        }

        writer.WriteEndArray();
        WriteObservations(writer, result.Observations);
        WriteProvenance(writer, result.Provenance);
        writer.WriteEndObject();
    }

    private void WriteImage(Utf8JsonWriter writer, AnnotatedImage? image)
    {
        if (image is null)
        {
            return;
        }

        writer.WriteStartObject("image");
        writer.WriteString("path", image.Path);
        if (image.Size is { } size)
        {
            writer.WriteNumber("width", size.Width);
            writer.WriteNumber("height", size.Height);
        }

        if (folder is not null
            && image is { File: { } file, Fault: null }
            && Path.GetFullPath(image.Path, Path.GetFullPath(folder)) != Path.GetFullPath(file))
        {
            writer.WriteString("file", Path.GetRelativePath(folder, file).Replace(Path.DirectorySeparatorChar, '/'));
        }

        if (image.Unseen)
        {
            writer.WriteBoolean("unseen", true);
        }

        if (image.Warning is { } warning)
        {
            writer.WriteString("warning", warning);
        }

        if (image.Fault is { } fault)
        {
            writer.WriteString("fault", fault.Message);
        }

        writer.WriteEndObject();
    }

    private static void WriteFaults(Utf8JsonWriter writer, IReadOnlyList<Fault> faults)
    {
        if (faults.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("faults");
        foreach (var fault in faults)
        {
            WriteFault(writer, fault);
        }

        writer.WriteEndArray();
    }

    private static void WriteFault(Utf8JsonWriter writer, Fault fault)
    {
        writer.WriteStartObject();
        writer.WriteString("stage", fault.Stage);
        writer.WriteString("message", fault.Message);
        writer.WriteEndObject();
    }

    private static void WriteObservations(Utf8JsonWriter writer, IReadOnlyList<PictureObservation> observations)
    {
        if (observations.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("observations");
        foreach (var seen in observations)
        {
            writer.WriteStartObject();
            writer.WriteString("kind", AnnotationFormat.NameOf(seen.Kind));
            writer.WriteString(seen.Kind is ObservationKind.Caption or ObservationKind.Word ? "text" : "label", seen.Text);
            if (seen.Box is { } box)
            {
                WriteBox(writer, box, PixelDigits);
            }

            if (seen.Score is { } score)
            {
                writer.WriteNumber("score", Score(score));
            }

            writer.WriteString("source", seen.Source);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteEntity(Utf8JsonWriter writer, AnnotationResult result, AnnotatedEntity entity)
    {
        var span = offsets == OffsetUnit.Utf16 ? entity.Mention.Span : entity.Mention.Span.ToCodePoints(result.Text);
        writer.WriteStartObject();
        writer.WriteNumber("start", span.Start);
        writer.WriteNumber("end", span.End);
        writer.WriteString("text", entity.Text);
        writer.WriteString("type", entity.Mention.Type.Name);
        writer.WriteNumber("score", Score(entity.Mention.Score));
        if (entity.Expansion is { } expansion)
        {
            writer.WriteString("expansion", expansion);
        }

        if (entity.Entailment is { } entailment)
        {
            writer.WriteNumber("entailment", Score(entailment));
        }

        if (entity.EntailmentAnswer is { } answer)
        {
            writer.WriteString("entailmentAnswer", answer);
        }

        if (entity.EntailmentIsFlatGuess)
        {
            writer.WriteBoolean("entailmentIsFlatGuess", true);
        }

        writer.WriteStartArray("regions");
        foreach (var region in entity.Regions)
        {
            WriteRegion(writer, region);
        }

        writer.WriteEndArray();
        WriteCandidates(writer, entity.Candidates);
        if (entity.Fault is { } fault)
        {
            writer.WritePropertyName("fault");
            WriteFault(writer, fault);
        }

        writer.WriteEndObject();
    }

    private static void WriteCandidates(Utf8JsonWriter writer, IReadOnlyList<Candidate> candidates)
    {
        if (candidates.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("candidates");
        foreach (var candidate in candidates)
        {
            writer.WriteStartObject();
            WritePlace(writer, candidate.Region);
            writer.WriteNumber("score", Score(candidate.Region.Score));
            writer.WriteString("source", candidate.Source);
            writer.WriteString("reason", candidate.Reason);
            writer.WriteBoolean("chosen", candidate.IsChosen);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private static void WritePlace(Utf8JsonWriter writer, Region region)
    {
        WriteBox(writer, region.Box, region.Unit == RegionUnit.Relative ? RelativeDigits : PixelDigits);
        if (region.Unit == RegionUnit.Relative)
        {
            writer.WriteString("unit", "relative");
        }
    }

    private static void WriteBox(Utf8JsonWriter writer, Box box, int digits)
    {
        writer.WriteStartArray("box");
        writer.WriteNumberValue(Math.Round(Finite(box.X0), digits));
        writer.WriteNumberValue(Math.Round(Finite(box.Y0), digits));
        writer.WriteNumberValue(Math.Round(Finite(box.X1), digits));
        writer.WriteNumberValue(Math.Round(Finite(box.Y1), digits));
        writer.WriteEndArray();
    }

    private static void WriteRegion(Utf8JsonWriter writer, Region region)
    {
        writer.WriteStartObject();
        WritePlace(writer, region);
        writer.WriteNumber("score", Score(region.Score));
        if (region.Mask is { } mask)
        {
            writer.WriteMask("mask", mask);
        }

        if (region.RawAnswer is { } answer)
        {
            writer.WriteString("answer", answer);
        }

        writer.WriteEndObject();
    }

    private static void WriteProvenance(Utf8JsonWriter writer, Provenance? provenance)
    {
        if (provenance is null)
        {
            return;
        }

        writer.WriteStartObject("provenance");
        writer.WriteString("profile", provenance.Profile);
        writer.WriteString("version", provenance.Version);
        writer.WriteString("picture", Name(provenance.Picture));
        if (provenance.Decision is { } decision)
        {
            writer.WriteString("decision", decision);
        }

        if (provenance.MinScore > 0)
        {
            writer.WriteNumber("minScore", Finite(provenance.MinScore));
        }

        if (provenance.HasCandidates)
        {
            writer.WriteBoolean("candidates", true);
        }

        if (!provenance.HasObservations)
        {
            writer.WriteBoolean("observations", false);
        }

        if (provenance.AuxiliaryKnowledge is { } knowledge)
        {
            writer.WriteString("knowledge", knowledge);
        }

        if (provenance.Captions.Count > 0)
        {
            writer.WriteStartArray("captions");
            foreach (var caption in provenance.Captions)
            {
                writer.WriteStringValue(caption);
            }

            writer.WriteEndArray();
        }

        writer.WriteStartObject("stages");
        foreach (var (name, info) in provenance.Stages)
        {
            writer.WritePropertyName(name);
            WriteStage(writer, info);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteStage(Utf8JsonWriter writer, StageInfo info)
    {
        writer.WriteStartObject();
        writer.WriteString("implementation", info.Implementation);
        if (info.Model is { } model)
        {
            writer.WriteString("model", model);
        }

        if (info.ModelSha256 is { } hash)
        {
            writer.WriteString("sha256", hash);
        }

        foreach (var (name, value) in info.Details)
        {
            writer.WriteString(name, value);
        }

        writer.WriteEndObject();
    }

    private static string Name(PictureUse picture) => picture switch
    {
        PictureUse.Seen => "seen",
        PictureUse.Unseen => "unseen",
        PictureUse.Unreadable => "unreadable",
        _ => "none",
    };

    /// <summary>A number that JSON can hold: it has no infinity, and such a box is wrong with any other number, too.</summary>
    internal static double Finite(double number) => double.IsNaN(number) ? 0 : Math.Clamp(number, -double.MaxValue, double.MaxValue);

    private static double Score(double score) => double.IsFinite(score) ? Math.Round(score, 4) : 0;
}
