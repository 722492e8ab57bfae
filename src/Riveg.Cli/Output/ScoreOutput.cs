using System.Globalization;
using System.Text.Json;
using Riveg.Evaluation.Scores;

namespace Riveg.Cli.Output;

/// <summary>Scores as tables and as JSON.</summary>
internal static class ScoreOutput
{
    public static string Name(ScoringTask task) => task.ToString().ToLowerInvariant();

    public static void WriteTable(string title, IReadOnlyDictionary<ScoringTask, Score> scores)
    {
        var table = Tables.Create(title, "task", "right", "predicted", "gold", "precision", "recall", "F1");
        foreach (var (task, score) in scores)
        {
            table.AddText([task.ToString().ToUpperInvariant(), .. Cells(score)]);
        }

        Tables.Write(table);
    }

    public static void WriteTable(EvaluationReport report)
    {
        var table = Tables.Create($"{report.Posts} posts, rule {report.Rule}", "task", "type", "right", "predicted", "gold", "precision", "recall", "F1", "95 % interval");
        foreach (var (task, score) in report.Tasks)
        {
            table.AddText([task.ToString().ToUpperInvariant(), "all", .. Cells(score.Overall), $"{Number(score.F1Interval.Low)} .. {Number(score.F1Interval.High)}"]);
            foreach (var (type, own) in score.ByType)
            {
                table.AddText([string.Empty, type.Name, .. Cells(own), string.Empty]);
            }
        }

        Tables.Write(table);
        WriteErrors(report.Errors);
        if (report.Entailment is { } entailment)
        {
            Console.WriteLine($"Entailment over {entailment.Judged} gold entities with a predicted span: accuracy {Number(entailment.Accuracy)}, Brier score {Number(entailment.Brier)}, calibration error {Number(entailment.CalibrationError)}.");
        }
    }

    public static void WriteTable(IReadOnlyDictionary<ScoringTask, PairedDifference> differences)
    {
        var table = Tables.Create("the second minus the first, paired by post", "task", "F1 difference", "95 % interval", "p");
        foreach (var (task, difference) in differences)
        {
            table.AddText(task.ToString().ToUpperInvariant(), Number(difference.Difference), $"{Number(difference.Interval.Low)} .. {Number(difference.Interval.High)}", Number(difference.PValue));
        }

        Tables.Write(table);
    }

    public static void WriteScore(Utf8JsonWriter writer, Score score)
    {
        writer.WriteNumber("right", score.Right);
        writer.WriteNumber("predicted", score.Predicted);
        writer.WriteNumber("gold", score.Gold);
        writer.WriteNumber("precision", score.Precision);
        writer.WriteNumber("recall", score.Recall);
        writer.WriteNumber("f1", score.F1);
    }

    public static void WriteReport(Utf8JsonWriter writer, EvaluationReport report)
    {
        writer.WriteString("rule", report.Rule);
        writer.WriteNumber("posts", report.Posts);
        foreach (var (task, score) in report.Tasks)
        {
            writer.WriteStartObject(Name(task));
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

    public static void WriteDifferences(Utf8JsonWriter writer, IReadOnlyDictionary<ScoringTask, PairedDifference> differences)
    {
        writer.WriteStartObject("comparison");
        foreach (var (task, difference) in differences)
        {
            writer.WriteStartObject(Name(task));
            writer.WriteNumber("difference", difference.Difference);
            WriteInterval(writer, "interval", difference.Interval);
            writer.WriteNumber("p", difference.PValue);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteErrors(ErrorBreakdown errors)
    {
        var table = Tables.Create("what became of the gold entities (GMNER)", "", "entities");
        foreach (var (name, count) in Named(errors))
        {
            table.AddText(name, count.ToString(CultureInfo.InvariantCulture));
        }

        Tables.Write(table);
    }

    private static void WriteErrors(Utf8JsonWriter writer, ErrorBreakdown errors)
    {
        writer.WriteStartObject("errors");
        foreach (var (name, count) in Named(errors))
        {
            writer.WriteNumber(name, count);
        }

        writer.WriteEndObject();
    }

    private static (string Name, int Count)[] Named(ErrorBreakdown errors) =>
    [
        ("right", errors.Right), ("missed", errors.Missed), ("span", errors.Span), ("type", errors.Type), ("wrongly grounded", errors.WronglyGrounded),
        ("wrongly ungrounded", errors.WronglyUngrounded), ("box off", errors.BoxOff), ("spurious", errors.Spurious),
    ];

    private static void WriteInterval(Utf8JsonWriter writer, string name, Interval interval)
    {
        writer.WriteStartArray(name);
        writer.WriteNumberValue(interval.Low);
        writer.WriteNumberValue(interval.High);
        writer.WriteEndArray();
    }

    private static string[] Cells(Score score) =>
        [$"{score.Right}", $"{score.Predicted}", $"{score.Gold}", Number(score.Precision), Number(score.Recall), Number(score.F1)];

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);
}
