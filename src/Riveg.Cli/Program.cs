using System.CommandLine;
using Riveg.Cli.Commands;
using Riveg.Cli.Output;
using Riveg.Cli.Usage;
using Riveg.Faults;

namespace Riveg.Cli;

internal static class Program
{
    // A post may begin with @ and be no response file.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    private static readonly Option<bool> Verbose = new("--verbose")
    {
        Description = "Writes what stages throw, and where, to standard error.",
        Recursive = true
    };

    private static async Task<int> Main(string[] arguments)
    {
        StandardStreams.Install();
        var parsed = Parse(arguments);
        if (UseFaults.Find(parsed) is { Count: > 0 } faults)
        {
            return Refuse(parsed, faults);
        }

        using var stop = new StopSignals();
        try
        {
            return await parsed.InvokeAsync(
                new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null }, stop.Token);
        }
        catch (Exception exception)
        {
            return Report(exception, stop.Token.IsCancellationRequested, parsed.GetValue(Verbose));
        }
    }

    internal static ParseResult Parse(params IReadOnlyList<string> arguments) => CreateRootCommand().Parse(arguments, Parser);

    internal static RootCommand CreateRootCommand() => new(
        """
        Riveg finds the named entities of posts (a short text and its picture), says which of them are in the picture, and outlines them.

        The profile "builtin" needs no download and no network. It is an honest baseline: it reads text well for its size, but it judges
        pictures by what the text and the caption say and by simple properties of the pixels. docs/benchmarks.md has its measured scores.
        """)
    {
        AnnotateCommand.Create(Verbose),
        EvaluateCommand.Create(),
        BenchmarkCommand.Create(Verbose),
        DatasetCommand.Create(),
        TrainCommand.Create(),
        ReportCommand.Create(),
        SegmentCommand.Create(),
        ReadCommand.Create(),
        GroundCommand.Create(),
        EntailCommand.Create(),
        ChatDatasetCommand.CreateKnowledge(Verbose),
        ChatDatasetCommand.CreateExpand(Verbose),
        ModelsCommand.Create(),
        ProfileCommand.Create(),
        DoctorCommand.Create(),
        Verbose,
    };

    private static int Refuse(ParseResult parsed, IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            StandardStreams.Say(fault);
        }

        StandardStreams.Say($"run '{string.Join(' ', Path(parsed.CommandResult.Command))} --help' to see how it is used.");
        return ExitCode.WrongUse;
    }

    private static IEnumerable<string> Path(Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? ["riveg"] : [.. Path(parent), command.Name];
    }

    private static int Report(Exception exception, bool stopped, bool verbose)
    {
        if (stopped && exception is OperationCanceledException or ObjectDisposedException)
        {
            StandardStreams.Say("stopped; what was done so far is kept.");
            return ExitCode.SomePostsFailed;
        }

        var code = CodeOf(exception);
        StandardStreams.Say(code is { }
            ? exception.Message
            : $"something that should not happen did: {exception.GetType().Name}: {exception.Message} (--verbose says where; "
                + "please report it)");
        if (verbose)
        {
            Console.Error.WriteLine(exception);
        }

        return code ?? ExitCode.SomePostsFailed;
    }

    // The kind of what Riveg throws is the exit code; the rest is what files and networks throw below it.
    private static int? CodeOf(Exception exception) => exception switch
    {
        OutputFailedException => ExitCode.SomePostsFailed,
        RivegException known => (int)known.Kind,
        IOException or UnauthorizedAccessException or InvalidDataException => ExitCode.WrongUse,
        _ => null,
    };
}
