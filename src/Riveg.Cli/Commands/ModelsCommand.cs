using System.CommandLine;
using System.Globalization;
using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Formats;
using Riveg.Onnx.Store;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg models</c>: the models of the manifest and what the store has of them.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Lists, fetches, checks, removes and converts models.")
    {
        CreateList(), CreatePull(), CreateVerify(), CreateRemove(), CreatePath(), ModelsConvertCommand.Create(), ModelsPackCommand.Create(),
    };

    private static Command CreateList()
    {
        var command = new Command("list", "Lists the models that Riveg knows and what the store has of them.");
        command.SetAction(_ =>
        {
            using var store = ProfileSession.OpenStore();
            var table = Tables.CreateText("models", "name", "in the store", "size", "licence", "what for");
            foreach (var model in PackagedModel.Present)
            {
                table.AddText(model.Name, "packaged", DescribeSize(model.Size), model.License, model.Purpose);
            }

            foreach (var model in store.List())
            {
                table.AddText(
                    model.Entry.Name,
                    model.IsUsable ? "yes" : "no",
                    DescribeSize(model.Entry.Size),
                    model.Entry.License,
                    model.Entry.Purpose);
            }

            Tables.Write(table);
            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreatePull()
    {
        var named = new Argument<string[]>("name")
        {
            Description = "Models that 'riveg models list' shows; or a profile, by name or file, for all models that it needs.",
            HelpName = "NAME|PROFILE",
            Arity = ArgumentArity.OneOrMore
        };
        var from = new Option<string?>("--from")
        {
            Description = "Takes the files from a folder, anywhere below it, instead of fetching them.",
            HelpName = "DIR"
        };
        var command = new Command(
            "pull", "Fetches models into the store, and checks their hashes; goes on where a broken-off download stopped.") { named, from };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var session = new ProfileSession();
            using var store = ProfileSession.OpenStore();
            var asked = parsed.GetValue(named)!.Select(HomePath.Expand).ToList();
            var needed = asked.ConvertAll(a => ModelPull.ModelsOf(a, session.Catalog, store));
            foreach (var (profile, _) in asked.Zip(needed).Where(n => n.Second.Count == 0))
            {
                StandardStreams.Say(PackagedModel.Find(profile) is { } packaged
                    ? $"{packaged.Name} comes inside the program; there is nothing to fetch."
                    : $"the profile {profile} needs no model that is to be fetched.");
            }

            var names = needed.SelectMany(n => n).Distinct().ToList();
            var pull = new ModelPull(store, asked);
            var models = parsed.PathOf(from) is { } folder
                ? await pull.ImportAsync(names, folder, cancellationToken)
                : await pull.FetchAsync(names, cancellationToken);
            foreach (var model in models)
            {
                WritePaths(model);
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreateVerify()
    {
        var command = new Command(
            "verify", "Reads the files of every model in the store and compares their hashes with the known or recorded ones.");
        command.SetAction(async (_, cancellationToken) =>
        {
            using var store = ProfileSession.OpenStore();
            var damaged = false;
            foreach (var model in PackagedModel.Present)
            {
                foreach (var file in model.Files())
                {
                    var hash = model.Hash(file.Name);
                    damaged |= hash != file.Sha256;
                    Console.WriteLine($"{(hash == file.Sha256 ? "verified" : "damaged")}\t{model.Name}\t{file.Name}\t{hash}");
                }
            }

            foreach (var present in store.List().Where(m => m.Files.Any(f => f.State != StoredFileState.Missing)))
            {
                var model = await store.VerifyAsync(present.Entry.Name, cancellationToken);
                damaged |= !model.IsUsable;
                foreach (var file in model.Files)
                {
                    Console.WriteLine($"{file.State.ToString().ToLowerInvariant()}\t{model.Entry.Name}\t{file.File.Path}\t{file.Sha256}");
                }
            }

            if (damaged)
            {
                StandardStreams.Say("some models are damaged or not whole; 'riveg models pull NAME' fetches what they lack.");
            }

            return damaged ? ExitCode.Missing : ExitCode.Done;
        });
        return command;
    }

    private static Command CreateRemove()
    {
        var name = NameArgument();
        var command = new Command("remove", "Removes a model's files from the store.") { name };
        command.SetAction(parsed =>
        {
            RefusePackaged(parsed.GetValue(name)!, "it goes only with the program");
            using var store = ProfileSession.OpenStore();
            if (!store.Remove(parsed.GetValue(name)!))
            {
                StandardStreams.Say($"the store has nothing of {parsed.GetValue(name)}.");
            }

            return ExitCode.Done;
        });
        return command;
    }

    private static Command CreatePath()
    {
        var name = NameArgument();
        var command = new Command("path", "Prints where a model's files are.") { name };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            RefusePackaged(parsed.GetValue(name)!, "profiles take it by its name: { \"use\": \"tagger\", \"model\": \"riveg-tagger\" }");
            using var store = ProfileSession.OpenStore();
            WritePaths(await store.ResolveAsync(parsed.GetValue(name)!, cancellationToken));
            return ExitCode.Done;
        });
        return command;
    }

    private static void RefusePackaged(string name, string instead)
    {
        if (PackagedModel.Find(name) is { } packaged)
        {
            packaged.RequirePresent();
            throw new UsageException($"{packaged.Name} lies inside the program and has no files of its own; {instead}.");
        }
    }

    private static Argument<string> NameArgument()
    {
        var name = new Argument<string>("name") { Description = "A name that 'riveg models list' shows.", HelpName = "NAME" };
        name.AcceptOnlyFromAmong([.. PackagedModel.All.Select(m => m.Name), .. ModelManifest.BuiltIn.Models.Select(m => m.Name)]);
        return name;
    }

    private static void WritePaths(StoredModel model)
    {
        foreach (var file in model.Files)
        {
            Console.WriteLine(file.Path);
        }
    }

    private static string DescribeSize(long? bytes) =>
        bytes is { } size ? string.Create(CultureInfo.InvariantCulture, $"{size / 1e6:N1} MB") : "unknown";
}
