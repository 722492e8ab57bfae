using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary>What <c>riveg evaluate</c> was asked to do: checked, with nothing opened yet.</summary>
internal sealed record EvaluateRequest
{
    /// <summary>The authors' stage files; null where predictions are scored.</summary>
    public string? StageFiles { get; private init; }

    /// <summary>The gold posts; null with <see cref="StageFiles"/>.</summary>
    public DatasetRequest? Dataset { get; private init; }

    /// <summary>The predictions; empty with <see cref="StageFiles"/>.</summary>
    public string Predictions { get; private init; } = string.Empty;

    /// <summary>The predictions that are compared with the first; null for none.</summary>
    public string? Compare { get; private init; }

    /// <summary>Splits whose posts are left out.</summary>
    public IReadOnlyList<DatasetRequest> Except { get; private init; } = [];

    /// <summary>When a prediction counts.</summary>
    public IScoringRule Rule { get; private init; } = ScoringRules.Span;

    /// <summary>A table or JSON.</summary>
    public OutputFormat Format { get; private init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Names every fault.</exception>
    /// <exception cref="DatasetException">A data set does not exist.</exception>
    public static EvaluateRequest From(EvaluateCommand options, ParseResult parsed)
    {
        var folder = parsed.GetValue(options.StageFiles);
        CommandLine.Refuse([.. FindFaults(options, parsed, folder)]);
        var format = parsed.GetValue(options.Format);
        return folder is not null
            ? new EvaluateRequest { StageFiles = HomePath.Expand(folder), Format = format }
            : new EvaluateRequest
            {
                Dataset = DatasetRequest.From(options.Dataset, parsed),
                Predictions = HomePath.Expand(parsed.GetValue(options.Predictions)!),
                Compare = parsed.GetValue(options.Compare) is { } other ? HomePath.Expand(other) : null,
                Except = DatasetRequest.SplitsOf(
                    parsed.GetValue(options.Except)!, options.ExceptSplit, parsed.GetValue(options.Dataset.Images)!, parsed),
                Rule = parsed.GetValue(options.Rule) == ScoringRules.Riveg.Name ? ScoringRules.Riveg : ScoringRules.Span,
                Format = format,
            };
    }

    private static IEnumerable<string> FindFaults(EvaluateCommand options, ParseResult parsed, string? stageFiles)
    {
        if (stageFiles is not null)
        {
            return
            [
                .. parsed.IsGiven(options.Predictions)
                    ? ["--predictions and --stage-files are scored in different ways; leave one of them out"]
                    : Array.Empty<string>(),
                .. parsed.Unused(
                    "--predictions, not with --stage-files",
                    options.Compare, options.Except, options.ExceptSplit, options.Rule,
                    options.Dataset.Dataset, options.Dataset.Split, options.Dataset.Images),
            ];
        }

        if (!parsed.IsGiven(options.Except) && parsed.IsGiven(options.ExceptSplit))
        {
            return parsed.Unused("--except", options.ExceptSplit);
        }

        return parsed.IsGiven(options.Predictions) && parsed.IsGiven(options.Dataset.Dataset)
            ? new[] { parsed.GetValue(options.Predictions), parsed.GetValue(options.Compare) }.OfType<string>()
                .Where(f => !Path.Exists(HomePath.Expand(f))).Select(f => $"there is no file {f}; 'riveg annotate -o' writes one")
                .Concat(parsed.MissingFolders(options.Dataset.Images))
            : ["give --dataset and --predictions, or --stage-files"];
    }
}
