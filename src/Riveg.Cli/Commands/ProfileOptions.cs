using System.CommandLine;
using System.Text.Json.Nodes;
using Riveg.Datasets;
using Riveg.Pipeline;
using Riveg.Recognition;
using Riveg.Stages;

namespace Riveg.Cli.Commands;

/// <summary>The options with which a command names a profile and how its language models are asked.</summary>
internal sealed class ProfileOptions
{
    private readonly Option<string> profile = new("--profile", "-p")
    {
        Description = "What serves each stage: a named profile (builtin, light, vlm, paper) or a profile's JSON file.",
        HelpName = "NAME|FILE",
        DefaultValueFactory = _ => "builtin",
    };

    private readonly ChatOptions chat = new();

    public void AddTo(Command command)
    {
        command.Add(profile);
        chat.AddTo(command);
    }

    /// <summary>Makes what the pipeline needs; the caller disposes of it after the pipeline.</summary>
    public ProfileSession OpenSession(ParseResult parsed) => chat.OpenSession(parsed);

    /// <summary>Makes the pipeline; the caller disposes of it.</summary>
    /// <param name="parsed">The command line.</param>
    /// <param name="session">What the pipeline needs.</param>
    /// <param name="gold">A data set whose own mentions are taken instead of recognising any; null to recognise.</param>
    public AnnotationPipeline CreatePipeline(ParseResult parsed, ProfileSession session, Dataset? gold = null)
    {
        var chosen = session.Catalog.LoadProfile(parsed.GetValue(profile)!);
        if (gold is null)
        {
            return session.Catalog.CreatePipeline(chosen);
        }

        const string Gold = "gold";
        session.Catalog.Add<IEntityRecognizer>(StageSlot.Recognition, Gold, _ => new GoldRecognizer(gold.Posts));
        return session.Catalog.CreatePipeline(chosen.With("stages", new JsonObject { [StageSlot.Recognition.Name()] = Gold }));
    }
}
