using System.Text.Json;

namespace Riveg.Evaluation.Scores;

/// <summary>Scores as JSON.</summary>
internal static class ScoreJson
{
    /// <summary>A task's name in JSON.</summary>
    public static string NameOf(ScoringTask task) => task.ToString().ToLowerInvariant();

    /// <summary>Writes a score's fields into an object.</summary>
    public static void WriteScore(Utf8JsonWriter writer, Score score)
    {
        writer.WriteNumber("right", score.Right);
        writer.WriteNumber("predicted", score.Predicted);
        writer.WriteNumber("gold", score.Gold);
        writer.WriteNumber("precision", score.Precision);
        writer.WriteNumber("recall", score.Recall);
        writer.WriteNumber("f1", score.F1);
    }

    /// <summary>Writes a report's fields into an object.</summary>
    public static void WriteReport(Utf8JsonWriter writer, EvaluationReport report)
    {
        writer.WriteString("rule", report.Rule);
        writer.WriteNumber("posts", report.Posts);
        foreach (var (task, score) in report.Tasks)
        {
            writer.WriteStartObject(NameOf(task));
            WriteScore(writer, score.Overall);
            WriteInterval(writer, "f1Interval", score.F1Interval);
            writer.WriteStartObject("types");
            foreach (var (type, own) in score.ByType)
            {
                writer.WriteStartObject(type.Name);
                WriteScore(writer, own);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
            writer.WriteEndObject();
        }

        WriteErrors(writer, report.Errors);
        if (report.Entailment is { } entailment)
        {
            writer.WriteStartObject("entailment");
            writer.WriteNumber("judged", entailment.Judged);
            writer.WriteNumber("right", entailment.Right);
            writer.WriteNumber("accuracy", entailment.Accuracy);
            writer.WriteNumber("brier", entailment.Brier);
            writer.WriteNumber("calibrationError", entailment.CalibrationError);
            writer.WriteEndObject();
        }
    }

    /// <summary>Writes an interval as two numbers.</summary>
    public static void WriteInterval(Utf8JsonWriter writer, string name, Interval interval)
    {
        writer.WriteStartArray(name);
        writer.WriteNumberValue(interval.Low);
        writer.WriteNumberValue(interval.High);
        writer.WriteEndArray();
    }

    /// <summary>What became of the gold entities, by name.</summary>
    public static (string Name, int Count)[] Named(ErrorBreakdown errors) =>
    [
        ("right", errors.Right), ("missed", errors.Missed), ("span", errors.Span), ("type", errors.Type),
        ("wrongly grounded", errors.WronglyGrounded),
        ("wrongly ungrounded", errors.WronglyUngrounded), ("box off", errors.BoxOff), ("spurious", errors.Spurious),
    ];

    private static void WriteErrors(Utf8JsonWriter writer, ErrorBreakdown errors)
    {
        writer.WriteStartObject("errors");
        foreach (var (name, count) in Named(errors))
        {
            writer.WriteNumber(name, count);
        }

        writer.WriteEndObject();
    }
}
