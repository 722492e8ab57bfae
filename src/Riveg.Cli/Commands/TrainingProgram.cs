using Riveg.Cli.Output;
using Riveg.Cli.Processes;
using Riveg.Cli.Usage;
using Riveg.Faults;
using Riveg.Formats;

namespace Riveg.Cli.Commands;

/// <summary>
/// The command that trains, as a process of its own, which does not train on for hours where this process was killed.
/// </summary>
/// <param name="File">Its program, or its assembly.</param>
internal sealed record TrainingProgram(string File)
{
    /// <summary>Names the program to start.</summary>
    public const string Variable = "RIVEG_TRAINING";

    /// <summary>Says to the program, as <c>1</c>, that the end of its standard input is a stop signal.</summary>
    public const string StopsWithInput = "RIVEG_TRAINING_STOPS_WITH_INPUT";

    /// <summary>How long the program takes at most to end in order after a stop signal.</summary>
    public static readonly TimeSpan Grace = TimeSpan.FromMinutes(1);

    private const string Name = "riveg-training";

    /// <summary>Finds it: what the variable names, else beside this program, else on PATH.</summary>
    /// <exception cref="StageUnavailableException">There is none.</exception>
    public static TrainingProgram Find()
    {
        if (Environment.GetEnvironmentVariable(Variable) is { Length: > 0 } named)
        {
            return HomePath.Expand(named) is var path && System.IO.File.Exists(path)
                ? new TrainingProgram(Path.GetFullPath(path))
                : throw new StageUnavailableException(
                    $"{Variable} names {named}, which is no file; name the program {Name} or {Name}.dll there, or unset it.");
        }

        return Beside() ?? OnPath() ?? throw new StageUnavailableException(
            $"Training needs the command {Name}, half a gigabyte that is no part of riveg: in a checkout, "
            + "'dotnet build src/Riveg.Training.Cli -c Release' makes it in src/Riveg.Training.Cli/bin/Release/net10.0; "
            + $"put it on PATH, or name it in {Variable}.");
    }

    /// <summary>Runs it with this process' output streams.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Asks it to stop; its end is waited for.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="StageUnavailableException">It cannot be started.</exception>
    public async Task<int> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        // The program ends itself after its own time at the latest.
        StopSignals.Grace = 2 * Grace;
        var code = await new ChildProgram(File, StopsWithInput).RunAsync(arguments, cancellationToken);
        if (code is >= ExitCode.Done and <= ExitCode.Missing)
        {
            return code;
        }

        StandardStreams.Say(
            $"{File} was ended from outside or could not start (exit code {code}). What a run had saved is kept, and --resume "
            + $"goes on with it; a file that is not {Name} is not to be named in {Variable}.");
        return ExitCode.SomePostsFailed;
    }

    private static TrainingProgram? Beside() => Programs(AppContext.BaseDirectory)
        .Append(Path.Combine(AppContext.BaseDirectory, $"{Name}.dll"))
        .Where(System.IO.File.Exists)
        .Select(f => new TrainingProgram(f))
        .FirstOrDefault();

    private static TrainingProgram? OnPath() => (Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
        .SelectMany(Programs)
        .Where(IsProgram)
        .Select(f => new TrainingProgram(Path.GetFullPath(f)))
        .FirstOrDefault();

    private static IEnumerable<string> Programs(string folder) =>
        [Path.Combine(folder, OperatingSystem.IsWindows() ? $"{Name}.exe" : Name)];

    private static bool IsProgram(string path)
    {
        const UnixFileMode Executable = UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;
        return System.IO.File.Exists(path)
            && (OperatingSystem.IsWindows() || (System.IO.File.GetUnixFileMode(path) & Executable) != UnixFileMode.None);
    }
}
