using System.Globalization;
using System.Text.Json;
using Riveg.Evaluation.Reports;
using Riveg.Evaluation.Scores;

namespace Riveg.Cli.Output;

/// <summary>Scores as tables and as JSON.</summary>
internal static class ScoreOutput
{
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

    public static void WriteDifferences(Utf8JsonWriter writer, IReadOnlyDictionary<ScoringTask, PairedDifference> differences)
    {
        writer.WriteStartObject("comparison");
        foreach (var (task, difference) in differences)
        {
            writer.WriteStartObject(ScoreJson.NameOf(task));
            writer.WriteNumber("difference", difference.Difference);
            ScoreJson.WriteInterval(writer, "interval", difference.Interval);
            writer.WriteNumber("p", difference.PValue);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static void WriteErrors(ErrorBreakdown errors)
    {
        Column<(string Name, int Count)>[] columns = [new(" ", r => r.Name), new("entities", r => $"{r.Count}")];
        Tables.Write("what became of the gold entities (GMNER)", ValueTable.Of(columns, ScoreJson.Named(errors)));
    }

    private static string Text(Interval interval) => $"{Number(interval.Low)} .. {Number(interval.High)}";

    private static string Number(double value) => value.ToString("F4", CultureInfo.InvariantCulture);

    /// <summary>A score of a task, or of one type in the task above it.</summary>
    private sealed record Row(ScoringTask? Task, string Type, Score Score, Interval? Interval);
}
