using System.Text.Json.Nodes;
using Riveg.Builtin;
using Riveg.Evaluation.Datasets;
using Riveg.Evaluation.Scores;
using Riveg.Pipeline;

namespace Riveg.Cli.Commands;

/// <summary>A model that was just trained, at work: in the profile <c>builtin</c>, in the place of the shipped one.</summary>
internal sealed class TrainedModel(BuiltinModel model)
{
    private static readonly StageSlot[] Served = [StageSlots.Recognition, StageSlots.Entailment, StageSlots.Grounding];

    /// <summary>Annotates a split.</summary>
    public async Task<PredictionSet> AnnotateAsync(Dataset split, CancellationToken cancellationToken)
    {
        var folder = Directory.CreateTempSubdirectory("riveg-");
        try
        {
            var file = Path.Combine(folder.FullName, "trained.riveg");
            await using (var stream = File.Create(file))
            {
                model.Save(stream);
            }

            return await AnnotateAsync(split, file, cancellationToken);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<PredictionSet> AnnotateAsync(Dataset split, string file, CancellationToken cancellationToken)
    {
        var stages = new JsonObject(
            Served.Select(s => KeyValuePair.Create(s.Name, (JsonNode?)new JsonObject { ["use"] = "builtin", ["model"] = file })));
        await using var pipeline = RivegPipeline.CreateBuilder().Configure("stages", stages).Build();
        var results = new List<AnnotationResult>();
        await foreach (var result in pipeline.AnnotateAsync(split.Posts.Select(p => p.Post).ToAsyncEnumerable(), cancellationToken))
        {
            results.Add(result);
        }

        return PredictionSet.Create(results, split);
    }
}
