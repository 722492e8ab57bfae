using System.CommandLine;
using Riveg.Cli.Commands;

namespace Riveg.Cli;

internal static class Program
{
    private static Task<int> Main(string[] arguments) => CommandHost.RunAsync(
        CreateRootCommand(),
        "riveg",
        arguments,
        stopsWithInput: Environment.GetEnvironmentVariable(ServeCommand.StopsWithInput) == "1");

    internal static ParseResult Parse(params IReadOnlyList<string> arguments) => CommandHost.Parse(CreateRootCommand(), arguments);

    internal static RootCommand CreateRootCommand() => new(
        """
        Riveg finds the named entities of posts (a short text and its picture), says which of them are in the picture, and outlines them.

        The profile "builtin" needs no download and no network. It is an honest baseline: it reads text well for its size, but it judges
        pictures by what the text and the caption say and by simple properties of the pixels. docs/benchmarks.md has its measured scores.
        """)
    {
        AnnotateCommand.Create(CommandHost.Verbose),
        EvaluateCommand.Create(),
        BenchmarkCommand.Create(CommandHost.Verbose),
        DatasetCommand.Create(),
        TrainCommand.Create(),
        ReportCommand.Create(),
        ExportCommand.Create(),
        SegmentCommand.Create(),
        ReadCommand.Create(),
        GroundCommand.Create(),
        EntailCommand.Create(),
        ChatDatasetCommand.CreateKnowledge(CommandHost.Verbose),
        ChatDatasetCommand.CreateExpand(CommandHost.Verbose),
        ModelsCommand.Create(),
        ProfileCommand.Create(),
        DoctorCommand.Create(),
        ServeCommand.Create(CommandHost.Verbose),
        McpCommand.Create(CommandHost.Verbose),
        CommandHost.Verbose,
    };
}
