using System.CommandLine;
using Riveg.Cli.Output;
using Riveg.Cli.Processes;
using Riveg.Cli.Usage;
using Riveg.Faults;

namespace Riveg.Cli;

/// <summary>
/// Runs a command as all of ours run: faults in a line each, the kind of a fault as the exit code, an end in order on a stop signal.
/// </summary>
internal static class CommandHost
{
    // A post may begin with @ and be no response file.
    private static readonly ParserConfiguration Parser = new() { ResponseFileTokenReplacer = null };

    /// <summary>The option that all commands have.</summary>
    public static Option<bool> Verbose { get; } = new("--verbose")
    {
        Description = "Writes what stages throw, and where, to standard error.",
        Recursive = true
    };

    /// <summary>Runs a command.</summary>
    /// <param name="root">All its verbs, with <see cref="Verbose"/>.</param>
    /// <param name="name">What it is called.</param>
    /// <param name="arguments">What the caller gave.</param>
    /// <param name="stopsWithInput">Whether the end of standard input is a stop signal.</param>
    public static async Task<int> RunAsync(
        RootCommand root, string name, IReadOnlyList<string> arguments, bool stopsWithInput = false)
    {
        StandardStreams.Install();
        var parsed = Parse(root, arguments);
        if (UseFaults.Find(parsed) is { Count: > 0 } faults)
        {
            return Refuse(name, parsed, faults);
        }

        using var stop = new StopSignals();
        if (stopsWithInput)
        {
            stop.WatchInput();
        }

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

    /// <summary>Reads a command line.</summary>
    /// <param name="root">All verbs.</param>
    /// <param name="arguments">What the caller gave.</param>
    public static ParseResult Parse(RootCommand root, IReadOnlyList<string> arguments) => root.Parse(arguments, Parser);

    private static int Refuse(string name, ParseResult parsed, IEnumerable<string> faults)
    {
        foreach (var fault in faults)
        {
            StandardStreams.Say(fault);
        }

        StandardStreams.Say($"run '{string.Join(' ', Path(name, parsed.CommandResult.Command))} --help' to see how it is used.");
        return ExitCode.WrongUse;
    }

    private static IEnumerable<string> Path(string name, Command command)
    {
        var parent = command.Parents.OfType<Command>().FirstOrDefault();
        return parent is null ? [name] : [.. Path(name, parent), command.Name];
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
