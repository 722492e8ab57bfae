using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Datasets;
using Riveg.Evaluation;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg evaluate</c>: scores of predictions, or of the authors' stage files.</summary>
internal sealed class EvaluateCommand
{
    private readonly Option<string?> predictions = new("--predictions") { Description = "What 'riveg annotate -o' wrote for the split.", HelpName = "OUT.jsonl" };
    private readonly Option<string?> compare = new("--compare") { Description = "A second file of predictions, compared with the first post by post.", HelpName = "OTHER.jsonl" };
    private readonly Option<string[]> except = new("--except")
    {
        Description = "Leaves out the posts that also stand in the train split of this data set, since the model may have been trained on them; may be given several times.",
        HelpName = "KIND:DIR",
        DefaultValueFactory = _ => [],
    };

    private readonly Option<string?> stageFiles = new("--stage-files") { Description = "A folder of the authors' stage files, scored as their script does it.", HelpName = "DIR" };
    private readonly Option<OutputFormat> format = OutputFormatOption.Create();
    private readonly DatasetOptions dataset = new();

    private readonly Option<string> rule = new("--rule")
    {
        Description = "When a prediction counts: by exact spans, or by the authors' string matching.",
        HelpName = "span|riveg",
        DefaultValueFactory = _ => ScoringRules.Span.Name,
    };

    public static Command Create()
    {
        var options = new EvaluateCommand();
        options.rule.AcceptOnlyFromAmong(ScoringRules.Span.Name, ScoringRules.Riveg.Name);
        var command = new Command("evaluate", "Scores predictions: MNER, EEG, GMNER, and SMNER where there are masks.")
        {
            options.predictions, options.compare, options.except, options.stageFiles, options.rule, options.format, options.dataset.Dataset, options.dataset.Split,
        };
        command.SetAction((parsed, cancellationToken) => Task.FromResult(options.Run(parsed, cancellationToken)));
        return command;
    }

    private int Run(ParseResult parsed, CancellationToken cancellationToken)
    {
        if (parsed.GetValue(stageFiles) is { } folder)
        {
            CommandLine.Refuse([.. parsed.Unused("--predictions, not with --stage-files", predictions, compare, except, rule, dataset.Dataset, dataset.Split)]);
            return EvaluateStageFiles(folder, parsed.GetValue(format));
        }

        var first = ExistingFile(parsed.GetValue(predictions) ?? throw new UsageException("Give --dataset and --predictions, or --stage-files."));
        var second = parsed.GetValue(compare) is { } given ? ExistingFile(given) : null;
        var gold = dataset.Read(parsed, cancellationToken);
        var seen = parsed.GetValue(except)!.SelectMany(e => DatasetReference.Parse(e).ReadSplit("train", cancellationToken: cancellationToken).Posts).ToList();
        var complete = !gold.Faults.Any(f => IsLost(f.Kind));
        var report = Evaluate(parsed, gold, seen, first, ref complete);
        var other = second is null ? null : Evaluate(parsed, gold, seen, second, ref complete);
        Write(parsed, report, other is null ? null : Evaluator.Compare(report, other));
        return complete ? ExitCode.Done : ExitCode.SomePostsFailed;
    }

    // What of gold could not be read is not scored; other faults of a data set leave it whole.
    private static bool IsLost(DatasetFaultKind kind) => kind is DatasetFaultKind.BrokenRow or DatasetFaultKind.UnreadTag or DatasetFaultKind.BrokenAnnotation
        or DatasetFaultKind.BoxInFractions or DatasetFaultKind.MaskWithoutPixel;

    private static string ExistingFile(string path) => HomePath.Expand(path) is var expanded && File.Exists(expanded)
        ? expanded
        : throw new UsageException($"There is no file {path}; 'riveg annotate -o' writes one.");

    private EvaluationReport Evaluate(ParseResult parsed, Dataset gold, List<GoldPost> seen, string path, ref bool complete)
    {
        var set = PredictionSet.ReadFile(path, gold);
        FaultLines.Write(set.Faults);
        complete &= set.Faults.Count == 0;
        var scored = seen.Count == 0 ? gold : gold with { Posts = LeakCheck.Unshared(gold.Posts, seen) };
        return Evaluator.Evaluate(scored, set, parsed.GetValue(rule) == ScoringRules.Riveg.Name ? ScoringRules.Riveg : ScoringRules.Span);
    }

    private void Write(ParseResult parsed, EvaluationReport report, IReadOnlyDictionary<ScoringTask, PairedDifference>? differences)
    {
        if (parsed.GetValue(format) == OutputFormat.Table)
        {
            ScoreOutput.WriteTable(report);
            if (differences is not null)
            {
                ScoreOutput.WriteTable(differences);
            }

            return;
        }

        JsonOutput.Write(writer =>
        {
            writer.WriteStartObject();
            ScoreOutput.WriteReport(writer, report);
            if (differences is not null)
            {
                ScoreOutput.WriteDifferences(writer, differences);
            }

            writer.WriteEndObject();
        });
    }

    private static int EvaluateStageFiles(string folder, OutputFormat format)
    {
        var files = StageFiles.Read(HomePath.Expand(folder));
        var scores = StageFileScorer.Evaluate(files);
        if (format == OutputFormat.Table)
        {
            ScoreOutput.WriteTable($"stage files of {folder}", scores);
        }
        else
        {
            WriteJson(scores);
        }

        FaultLines.Write(files.Faults);
        return files.Faults.Count == 0 ? ExitCode.Done : ExitCode.SomePostsFailed;
    }

    private static void WriteJson(IReadOnlyDictionary<ScoringTask, Score> scores) =>
        JsonOutput.Write(writer =>
        {
            writer.WriteStartObject();
            foreach (var (task, score) in scores)
            {
                writer.WriteStartObject(ScoreOutput.Name(task));
                ScoreOutput.WriteScore(writer, score);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
}
