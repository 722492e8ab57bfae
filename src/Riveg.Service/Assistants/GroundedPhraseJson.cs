using System.Text.Json;
using Riveg.Formats;
using Riveg.Pipeline;

namespace Riveg.Service.Assistants;

/// <summary>Writes what was found of a phrase, with the parts of an annotation that say it.</summary>
internal static class GroundedPhraseJson
{
    /// <summary>Writes one object.</summary>
    /// <param name="writer">Receives it.</param>
    /// <param name="result">The phrase's post.</param>
    /// <param name="masks">Whether outlines are written.</param>
    public static void Write(Utf8JsonWriter writer, AnnotationResult result, bool masks)
    {
        using var buffer = new MemoryStream();
        new AnnotationJsonWriter().WriteLine(buffer, masks ? result : ToolAnswer.WithoutMasks(result));
        using var document = JsonDocument.Parse(buffer.GetBuffer().AsMemory(0, (int)buffer.Length));
        var (whole, entity) = (document.RootElement, document.RootElement.GetProperty("entities")[0]);
        writer.WriteStartObject();
        writer.WriteString("phrase", result.Text);
        writer.WriteBoolean("inPicture", PhraseGrounding.IsInPicture(result));
        Copy(writer, entity, "entailment", "regions", "type", "expansion");
        Copy(writer, whole, "image");
        writer.WriteString("profile", result.Provenance!.Profile);
        writer.WriteString("grounder", result.Provenance.Stages[StageSlots.Grounding.Name].Implementation);
        writer.WriteEndObject();
    }

    private static void Copy(Utf8JsonWriter writer, JsonElement from, params string[] names)
    {
        foreach (var name in names)
        {
            if (from.TryGetProperty(name, out var value))
            {
                writer.WritePropertyName(name);
                value.WriteTo(writer);
            }
        }
    }
}
