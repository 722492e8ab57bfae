using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Service.Files;

namespace Riveg.Service.Assistants;

/// <summary><c>evaluate_predictions</c>: scores of predictions against annotated posts, as <c>riveg evaluate</c> gives them.</summary>
internal sealed class EvaluatePredictionsTool : AssistantTool
{
    // Of the largest public data set the annotations and pictures have less.
    private const long MostBytes = 4_000_000_000;

    private const int MostFaults = 20;

    private static readonly string[] Rules = [ScoringRules.Span.Name, ScoringRules.Riveg.Name];

    private readonly ToolDesk desk;
    private readonly AllowedFolders folders;

    public EvaluatePredictionsTool(ToolDesk desk, AllowedFolders folders)
        : base(desk, Describe(folders))
    {
        this.desk = desk;
        this.folders = folders;
    }

    /// <inheritdoc />
    protected override async Task<ToolAnswer> AnswerAsync(ToolCall call, CancellationToken cancellationToken)
    {
        var given = call.Read("dataset", "predictions", "split", "rule");
        var dataset = given.Required("dataset", "a data set, such as riveg:FILE.jsonl");
        var predictions = given.Required("predictions", "a file of predictions");
        var split = given.String("split");
        var rule = given.Word("rule", Rules) == ScoringRules.Riveg.Name ? ScoringRules.Riveg : ScoringRules.Span;
        var colon = dataset.IndexOf(':', StringComparison.Ordinal);
        if (dataset.Length > 0 && (colon <= 0 || colon == dataset.Length - 1))
        {
            given.Add("dataset", $"it is KIND:PATH, where KIND is one of {string.Join(", ", DatasetReference.Kinds)}.");
        }

        call.RefuseFaults();
        await call.Progress.TellAsync("waits for its turn", cancellationToken).ConfigureAwait(false);
        return await desk.InTurnAsync(
            async token =>
            {
                await call.Progress.TellAsync("evaluates", token).ConfigureAwait(false);
                var gold = $"{dataset[..colon]}:{folders.FindWhole(dataset[(colon + 1)..], MostBytes)}";
                return Evaluate(gold, split, folders.FindWhole(predictions, MostBytes), rule, token);
            },
            cancellationToken).ConfigureAwait(false);
    }

    private ToolAnswer Evaluate(string dataset, string? split, string predictions, IScoringRule rule, CancellationToken cancellationToken)
    {
        var reference = DatasetReference.Parse(dataset);
        if (!reference.HasSplits && split is not null)
        {
            throw new ToolArgumentException($"\"split\": {dataset} is one split; leave it out.");
        }

        var gold = reference.ReadSplit(split, new DatasetReadOptions { MayOpen = folders.Holds }, cancellationToken);
        if (gold.Posts.Count == 0)
        {
            throw new ToolArgumentException($"The data set {dataset} holds no post that can be read; there is nothing to score.");
        }

        var set = PredictionSet.ReadFile(predictions, gold);
        cancellationToken.ThrowIfCancellationRequested();
        var report = Evaluator.Evaluate(gold, set, rule);
        var faults = gold.Faults.Select(f => f.ToString()).Concat(set.Faults).ToList();
        return ToolAnswer.Of(writer =>
        {
            writer.WriteStartObject();
            ScoreJson.WriteReport(writer, report);
            writer.WriteNumber("faultCount", faults.Count);
            WriteLines(writer, "faults", faults.Take(MostFaults));
            WriteLines(writer, "notices", set.Notices.Take(MostFaults));
            writer.WriteEndObject();
        });
    }

    private static void WriteLines(Utf8JsonWriter writer, string name, IEnumerable<string> lines)
    {
        writer.WriteStartArray(name);
        foreach (var line in lines)
        {
            writer.WriteStringValue(line);
        }

        writer.WriteEndArray();
    }

    private static Tool Describe(AllowedFolders folders) => new()
    {
        Name = "evaluate_predictions",
        Title = "Score predictions",
        Description =
            "Scores predictions of posts against annotated ones: precision, recall and F1 of the tasks MNER (names), EEG (places), GMNER "
            + $"(both) and SMNER (outlines), with confidence intervals and what went wrong. Files lie below {folders}.",
        InputSchema = ToolSchemas.Arguments(
            new JsonObject
            {
                ["dataset"] = ToolSchemas.Of(
                    "string",
                    "The annotated posts as KIND:PATH, such as riveg:FILE.jsonl; the kinds are "
                    + $"{string.Join(", ", DatasetReference.Kinds)}."),
                ["predictions"] = ToolSchemas.Of("string", "What 'riveg annotate -o' wrote for them, or JSON lines of another system."),
                ["split"] = ToolSchemas.Of("string", "Which split of a folder: train, dev or test; dev otherwise. Left out for a file."),
                ["rule"] = ToolSchemas.Words(
                    "When a prediction counts: by exact spans, which is usual, or by the authors' string matching.", Rules),
            },
            "dataset",
            "predictions"),
        OutputSchema = ToolSchemas.OfFile("evaluate_predictions.json"),
        Annotations = new ToolAnnotations
        {
            Title = "Score predictions", ReadOnlyHint = true, IdempotentHint = true, DestructiveHint = false, OpenWorldHint = false,
        },
    };
}
