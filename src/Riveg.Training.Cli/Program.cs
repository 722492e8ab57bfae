using System.CommandLine;
using Riveg.Cli;
using Riveg.Cli.Commands;
using Riveg.Cli.Output;
using Riveg.Cli.Processes;
using Riveg.Cli.Usage;
using Riveg.Training.Cli.Configuration;

namespace Riveg.Training.Cli;

internal static class Program
{
    private static Task<int> Main(string[] arguments)
    {
        // A step that libtorch computes cannot be interrupted, and to leave meanwhile would crash.
        StopSignals.Grace = TrainingProgram.Grace;
        return CommandHost.RunAsync(
            CreateRootCommand(),
            "riveg-training",
            arguments,
            stopsWithInput: Environment.GetEnvironmentVariable(TrainingProgram.StopsWithInput) == "1");
    }

    internal static RootCommand CreateRootCommand() =>
        new("Trains recognisers of Riveg on one's own posts. 'riveg train' starts this command; "
            + "docs/training.md has a way from data to use.")
        {
            TrainTaggerCommand.Create(TrainTaggerAsync),
            CommandHost.Verbose,
        };

    private static async Task<int> TrainTaggerAsync(TrainTaggerCommand words, ParseResult parsed, CancellationToken cancellationToken)
    {
        if (TrainTaggerRequest.From(words, parsed) is not { } request)
        {
            JsonOutput.Write(writer => ConfigFile.CreateSchema().WriteTo(writer));
            return ExitCode.Done;
        }

        return await TaggerRun.RunAsync(request, cancellationToken);
    }
}
