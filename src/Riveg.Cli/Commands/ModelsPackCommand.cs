using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Faults;
using Riveg.Formats;
using Riveg.Onnx.Diagnosis;
using Riveg.Onnx.Packages;
using Riveg.Onnx.Store;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg models pack</c>: the models of a profile as a package.</summary>
internal static class ModelsPackCommand
{
    public static Command Create()
    {
        var profile = new Argument<string>("profile")
        {
            Description = "The profile whose models are packed: a name of 'riveg profile list', or a file.",
            HelpName = "PROFILE"
        };
        var output = new Option<string>("--output", "-o")
        {
            Description = "The folder that the package is put into, for example that of a package feed.",
            HelpName = "DIR",
            Required = true
        };
        var force = new Option<bool>("--force") { Description = "Replaces a package that is there already." };
        var command = new Command(
            "pack", "Makes a package of a profile's models, with which a program has them without a store or a network.")
        {
            profile,
            output,
            force,
        };
        command.SetAction((parsed, cancellationToken) => RunAsync(
            HomePath.Expand(parsed.GetValue(profile)!), parsed.PathOfRequired(output), parsed.GetValue(force), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string name, string folder, bool force, CancellationToken cancellationToken)
    {
        using var session = new ProfileSession();
        using var store = ProfileSession.OpenStore();
        if (store.Manifest.Contains(name))
        {
            throw new UsageException($"'{name}' is a model; a package holds all models of a profile, such as light.");
        }

        var profile = session.Catalog.LoadProfile(name);
        var needs = OnnxDiagnosis.Models(profile, session.Catalog, store).Where(n => PackagedModel.Find(n.Model) is null).ToList();
        if (needs.Count == 0)
        {
            throw new UsageException($"The profile {profile.Name} needs no model; there is nothing to pack.");
        }

        if (needs.FirstOrDefault(n => !store.Manifest.Contains(n.Model) || store.Manifest.Get(n.Model).Architecture is not null) is { } own)
        {
            throw new UsageException(
                $"The profile {profile.Name} needs the model '{own.Model}', which no command fetches ready to run; "
                + "a package holds models of 'riveg models list' alone.");
        }

        var models = new List<StoredModel>();
        foreach (var model in ModelPull.ModelsOf(profile, session.Catalog, store))
        {
            if (!store.Find(model).IsUsable)
            {
                throw new StageUnavailableException(
                    $"Model '{model}' of the profile {profile.Name} is not here; run 'riveg models pull {name}' first.");
            }

            models.Add(await store.ResolveAsync(model, cancellationToken));
        }

        var package = new ModelPackage(profile.Name, models);
        var path = Path.Combine(folder, package.FileName);
        using var file = DerivedFile.PrepareConverted(path, force);
        file.Fill(stream => package.Write(stream, cancellationToken));
        Console.WriteLine(path);
        return ExitCode.Done;
    }
}
