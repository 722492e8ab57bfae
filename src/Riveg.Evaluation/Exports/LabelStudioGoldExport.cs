using System.Text.Json;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Formats;
using Riveg.Evaluation.LabelStudio;

namespace Riveg.Evaluation.Exports;

/// <summary>A data set as Label Studio's tasks: what people marked is an annotation there and no prediction.</summary>
internal sealed class LabelStudioGoldExport(Stream stream, ExportOptions options) : LabelStudioExport(stream, options)
{
    private GoldPost? current;

    /// <summary>Writes the next post.</summary>
    /// <param name="gold">The post.</param>
    /// <param name="picturePath">How the task names the picture; as the post does if null.</param>
    /// <param name="cancellationToken">Ends the writing.</param>
    public ValueTask WriteAsync(GoldPost gold, string? picturePath, CancellationToken cancellationToken)
    {
        current = gold;
        return WriteAsync(GoldJsonWriter.ToAnnotation(gold, picturePath), cancellationToken);
    }

    /// <inheritdoc />
    protected override (string? Knowledge, IReadOnlyList<string> Captions) EvidenceOf(AnnotationResult result) =>
        (current!.Post.AuxiliaryKnowledge, current.Post.Captions);

    /// <inheritdoc />
    protected override void WriteMarks(Utf8JsonWriter writer, AnnotationResult result)
    {
        writer.WriteStartArray("annotations");
        writer.WriteStartObject();
        writer.WriteBoolean("ground_truth", true);
        LabelStudioPrediction.WriteResult(writer, result, LabelStudioConfig.Own, withScores: false);
        writer.WriteEndObject();
        writer.WriteEndArray();
    }
}
