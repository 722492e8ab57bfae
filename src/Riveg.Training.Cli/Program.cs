using System.CommandLine;
using Riveg.Cli;
using Riveg.Cli.Commands;

namespace Riveg.Training.Cli;

internal static class Program
{
    private static Task<int> Main(string[] arguments) => CommandHost.RunAsync(CreateRootCommand(), "riveg-training", arguments);

    internal static RootCommand CreateRootCommand() =>
        new("Trains recognisers of Riveg on one's own posts. 'riveg train' starts this command; docs/training.md has a way from data to use.")
        {
            TrainTaggerCommand.Create((words, parsed, _) => throw new NotImplementedException()),
            CommandHost.Verbose,
        };
}
