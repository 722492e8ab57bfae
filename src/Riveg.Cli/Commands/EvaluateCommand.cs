using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg evaluate</c>: scores of predictions, or of the authors' stage files.</summary>
internal sealed class EvaluateCommand
{
    public Option<string?> Predictions { get; } = new("--predictions")
    {
        Description = "What 'riveg annotate -o' wrote for the split; or JSON lines of another system, "
            + "{\"id\",\"entities\":[{\"start\",\"end\",\"type\",\"box\"}]}, offsets in UTF-16 units; "
            + "or a folder of the authors' stage files.",
        HelpName = "OUT.jsonl|DIR",
    };

    public Option<string?> Compare { get; } = new("--compare")
    {
        Description = "Second predictions in any of these forms, compared with the first post by post.",
        HelpName = "OTHER.jsonl|DIR"
    };

    public Option<string[]> Except { get; } = new("--except")
    {
        Description = "Leaves out the posts that also stand in the train split of this data set (--except-split), or in this riveg:FILE, "
            + "since the model may have been trained on them; may be given several times.",
        HelpName = "KIND:DIR",
        DefaultValueFactory = _ => [],
    };

    public Option<string> ExceptSplit { get; } = new("--except-split")
    {
        Description = "How the split that was trained on is called in the folders of --except.",
        HelpName = "NAME",
        DefaultValueFactory = _ => "train",
    };

    public Option<string?> StageFiles { get; } = new("--stage-files")
    {
        Description = "A folder of the authors' stage files, scored as their script does it.",
        HelpName = "DIR"
    };

    public Option<OutputFormat> Format { get; } = OutputFormatOption.Create();

    public DatasetOptions Dataset { get; } = new();

    public Option<string> Rule { get; } = new("--rule")
    {
        Description = "When a prediction counts: by exact spans, or by the authors' string matching.",
        HelpName = "span|riveg",
        DefaultValueFactory = _ => ScoringRules.Span.Name,
    };

    public static Command Create()
    {
        var options = new EvaluateCommand();
        options.Rule.AcceptOnlyFromAmong(ScoringRules.Span.Name, ScoringRules.Riveg.Name);
        var command = new Command("evaluate", "Scores predictions: MNER, EEG, GMNER, and SMNER where there are masks.")
        {
            options.Predictions, options.Compare, options.Except, options.ExceptSplit, options.StageFiles, options.Rule, options.Format,
            options.Dataset.Dataset, options.Dataset.Split, options.Dataset.Images,
        };
        command.SetAction((parsed, cancellationToken) => Task.Run(
            () => Run(EvaluateRequest.From(options, parsed), cancellationToken), CancellationToken.None));
        return command;
    }

    private static int Run(EvaluateRequest request, CancellationToken cancellationToken)
    {
        if (request.StageFiles is { } folder)
        {
            return EvaluateStageFiles(folder, request.Format);
        }

        var gold = request.Dataset!.Read(cancellationToken);
        var except = request.Except.Select(e => e.Read(cancellationToken)).ToList();
        var scored = Scored(request, gold, [.. except.SelectMany(e => e.Posts)]);

        // What cannot be read there cannot be left out either.
        var complete = !except.Prepend(gold).Any(d => d.Faults.Any(f => f.Kind.IsLoss()));
        var report = Evaluate(request, gold, scored, request.Predictions, ref complete);
        var other = request.Compare is null ? null : Evaluate(request, gold, scored, request.Compare, ref complete);
        Write(request.Format, report, other is null ? null : Evaluator.Compare(report, other));
        return complete ? ExitCode.Done : ExitCode.SomePostsFailed;
    }

    private static Dataset Scored(EvaluateRequest request, Dataset gold, List<GoldPost> seen)
    {
        var name = $"{request.Dataset!.Reference.Kind}:{request.Dataset.Reference.Path}";
        if (gold.Posts.Count == 0)
        {
            throw new DatasetException($"The data set {name} holds no post that can be read; there is nothing to score.");
        }

        var scored = seen.Count == 0 ? gold : gold with { Posts = LeakCheck.Unshared(gold.Posts, seen) };
        return scored.Posts.Count > 0
            ? scored
            : throw new DatasetException(
                $"All {gold.Posts.Count} posts of the data set {name} also stand in what --except names; nothing is left to score.");
    }

    private static EvaluationReport Evaluate(EvaluateRequest request, Dataset gold, Dataset scored, string path, ref bool complete)
    {
        var set = PredictionSet.ReadFile(path, gold);
        FaultLines.Write(set.Notices);
        FaultLines.Write(set.Faults);
        complete &= set.Faults.Count == 0;
        return Evaluator.Evaluate(scored, set, request.Rule);
    }

    private static void Write(OutputFormat format, EvaluationReport report, IReadOnlyDictionary<ScoringTask, PairedDifference>? differences)
    {
        if (format == OutputFormat.Table)
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
            ScoreJson.WriteReport(writer, report);
            if (differences is not null)
            {
                ScoreOutput.WriteDifferences(writer, differences);
            }

            writer.WriteEndObject();
        });
    }

    private static int EvaluateStageFiles(string folder, OutputFormat format)
    {
        var files = Evaluation.Formats.StageFiles.Read(folder);
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
                writer.WriteStartObject(ScoreJson.NameOf(task));
                ScoreJson.WriteScore(writer, score);
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        });
}
