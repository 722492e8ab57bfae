using System.Globalization;
using System.Text.Json;
using Riveg.Evaluation.Reports;
using Riveg.Evaluation.Scores;

namespace Riveg.Cli.Output;

/// <summary>Scores as tables and as JSON.</summary>
internal static class ScoreOutput
{
    public static string Name(ScoringTask task) => task.ToString().ToLowerInvariant();

    // One list for the tables; a column in which no row says anything is left out of them.
    private static readonly Column<Row>[] Columns =
    [
        new("task", r => r.Task is { } task ? task.ToString().ToUpperInvariant() : string.Empty),
        new("type", r => r.Type),
        new("right", r => $"{r.Score.Right}"),
        new("predicted", r => $"{r.Score.Predicted}"),
        new("gold", r => $"{r.Score.Gold}"),
        new("precision", r => Number(r.Score.Precision)),
        new("recall", r => Number(r.Score.Recall)),
        new("F1", r => Number(r.Score.F1)),
        new("95 % interval", r => r.Interval is { } interval ? Text(interval) : string.Empty),
    ];

    private static readonly Column<(ScoringTask Task, PairedDifference Difference)>[] DifferenceColumns =
    [
        new("task", r => r.Task.ToString().ToUpperInvariant()),
        new("F1 difference", r => Number(r.Difference.Difference)),
        new("95 % interval", r => Text(r.Difference.Interval)),
        new("p", r => Number(r.Difference.PValue)),
    ];

    public static void WriteTable(string title, IReadOnlyDictionary<ScoringTask, Score> scores) =>
        Tables.Write(title, ValueTable.Of(Columns, scores.Select(s => new Row(s.Key, string.Empty, s.Value, null))));

    public static void WriteTable(EvaluationReport report)
    {
        var rows = report.Tasks.SelectMany(t => t.Value.ByType
            .Select(b => new Row(null, b.Key.Name, b.Value, null))
            .Prepend(new Row(t.Key, "all", t.Value.Overall, t.Value.F1Interval)));
        Tables.Write($"{Counted.Of(report.Posts, "post")}, rule {report.Rule}", ValueTable.Of(Columns, rows));
        WriteErrors(report.Errors);
        if (report.Entailment is { } entailment)
        {
            Console.WriteLine(
                $"Entailment over {entailment.Judged} gold entities with a predicted span: accuracy {Number(entailment.Accuracy)}, "
                + $"Brier score {Number(entailment.Brier)}, calibration error {Number(entailment.CalibrationError)}.");
        }
    }

    public static void WriteTable(IReadOnlyDictionary<ScoringTask, PairedDifference> differences) =>
        Tables.Write(
            "the second minus the first, paired by post", ValueTable.Of(DifferenceColumns, differences.Select(d => (d.Key, d.Value))));

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
        Column<(string Name, int Count)>[] columns = [new(" ", r => r.Name), new("entities", r => $"{r.Count}")];
        Tables.Write("what became of the gold entities (GMNER)", ValueTable.Of(columns, Named(errors)));
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
        ("right", errors.Right), ("missed", errors.Missed), ("span", errors.Span), ("type", errors.Type),
        ("wrongly grounded", errors.WronglyGrounded),
        ("wrongly ungrounded", errors.WronglyUngrounded), ("box off", errors.BoxOff), ("spurious", errors.Spurious),
    ];

    private static void WriteInterval(Utf8JsonWriter writer, string name, Interval interval)
    {
        writer.WriteStartArray(name);
        writer.WriteNumberValue(interval.Low);
        writer.WriteNumberValue(interval.High);
        writer.WriteEndArray();
    }

    private static string Text(Interval interval) => $"{Number(interval.Low)} .. {Number(interval.High)}";

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>A score of a task, or of one type in the task above it.</summary>
    private sealed record Row(ScoringTask? Task, string Type, Score Score, Interval? Interval);
}
