using System.CommandLine;
using System.Text.Json.Nodes;
using Riveg.Datasets;
using Riveg.Onnx.Profiles;
using Riveg.Onnx.Store;
using Riveg.Pipeline;
using Riveg.Pipeline.Profiles;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Cli.Commands;

/// <summary>The options with which a command names a profile.</summary>
internal sealed class ProfileOptions
{
    private readonly Option<string> profile = new("--profile", "-p")
    {
        Description = "What serves each stage: a named profile (builtin, light, paper) or a profile's JSON file.",
        HelpName = "NAME|FILE",
        DefaultValueFactory = _ => "builtin",
    };

    public void AddTo(Command command) => command.Add(profile);

    /// <summary>Makes the pipeline; the caller disposes of it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="gold">A data set whose own mentions are taken instead of recognising any; null to recognise.</param>
    public AnnotationPipeline CreatePipeline(ParseResult parsed, Dataset? gold = null)
    {
        var catalog = OnnxStages.AddTo(StageCatalog.CreateDefault(), new ModelStore());
        var chosen = catalog.LoadProfile(parsed.GetValue(profile)!);
        if (gold is null)
        {
            return catalog.CreatePipeline(chosen);
        }

        const string Gold = "gold";
        catalog.Add<IEntityRecognizer>(StageSlot.Recognition, Gold, _ => new GoldRecognizer(gold.Posts));
        return catalog.CreatePipeline(chosen.With("stages", new JsonObject { [StageSlot.Recognition.Name()] = Gold }));
    }
}
