using System.CommandLine;
using System.Globalization;
using Riveg.Cli.Output;
using Riveg.Cli.Profiles;
using Riveg.Cli.Usage;
using Riveg.Onnx.Store;

namespace Riveg.Cli.Commands;

/// <summary><c>riveg models</c>: the models of the manifest and what the store has of them.</summary>
internal static class ModelsCommand
{
    public static Command Create() => new("models", "Lists, fetches, checks, removes and converts models.")
    {
        CreateList(), CreatePull(), CreateVerify(), CreateRemove(), CreatePath(), ModelsConvertCommand.Create(),
    };

    private static Command CreateList()
    {
        var command = new Command("list", "Lists the models that Riveg knows and what the store has of them.");
        command.SetAction(_ =>
        {
            using var store = ProfileSession.OpenStore();
            var table = Tables.CreateText("models", "name", "in the store", "size", "licence", "what for");
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
        var name = NameArgument();
        var from = new Option<string?>("--from")
        {
            Description = "Takes the files from a folder instead of fetching them.",
            HelpName = "DIR"
        };
        var command = new Command("pull", "Fetches a model into the store; goes on where a broken-off download stopped.") { name, from };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            using var store = ProfileSession.OpenStore();
            var model = parsed.PathOf(from) is { } folder
                ? await store.ImportAsync(parsed.GetValue(name)!, folder, cancellationToken)
                : await store.PullAsync(parsed.GetValue(name)!, new DownloadLine(), cancellationToken);
            WritePaths(model);
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
            using var store = ProfileSession.OpenStore();
            WritePaths(await store.ResolveAsync(parsed.GetValue(name)!, cancellationToken));
            return ExitCode.Done;
        });
        return command;
    }

    private static Argument<string> NameArgument()
    {
        var name = new Argument<string>("name") { Description = "A name that 'riveg models list' shows.", HelpName = "NAME" };
        name.AcceptOnlyFromAmong([.. ModelManifest.BuiltIn.Models.Select(m => m.Name)]);
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

    /// <summary>The download on a line of standard error, where that is a terminal.</summary>
    private sealed class DownloadLine : IProgress<DownloadProgress>
    {
        private readonly bool onTerminal = !Console.IsErrorRedirected;

        public void Report(DownloadProgress value)
        {
            if (onTerminal)
            {
                var total = value.Total is { } size ? $" of {DescribeSize(size)}" : string.Empty;
                StandardStreams.RawError.Write($"\r\u001b[2K{VisibleText.OneLine(value.File)}: {DescribeSize(value.Received)}{total}");
                if (value.Received == value.Total)
                {
                    Console.Error.WriteLine();
                }
            }
        }
    }
}
