using System.Diagnostics;

namespace Riveg.Cli.Tests.Commands;

/// <summary><c>riveg train tagger</c> as far as riveg itself goes: which program it starts, and what it passes on.</summary>
public sealed class TrainTaggerCommandTests : CommandFolder
{
    private const string Missing =
        "riveg: Training needs the command riveg-training, half a gigabyte that is no part of riveg: in a checkout, "
        + "'dotnet build src/Riveg.Training.Cli -c Release' makes it in src/Riveg.Training.Cli/bin/Release/net10.0; put it on PATH, "
        + "or name "
        + "it in RIVEG_TRAINING.";

    [Theory]
    [InlineData("CONFIG is missing: a JSON file, of which --schema prints the schema; -o DIR is missing.")]
    [InlineData("-o DIR is missing.", "c.json")]
    [InlineData("--resume and --force contradict each other; give one.", "c.json", "-o", "out", "--resume", "--force")]
    [InlineData("--schema is of every config; leave c.json out; -o goes without --schema.", "c.json", "-o", "out", "--schema")]
    public Task TrainTagger_WrongUse_IsToldBeforeAnythingIsStarted(string message, params string[] arguments) =>
        RefusedAsync(message.Replace("-o goes", "--output goes", StringComparison.Ordinal), ["train", "tagger", .. arguments]);

    [Fact]
    public async Task TrainTagger_NoProgram_SaysHowToGetIt()
    {
        var outcome = await RunAsync(null, At());
        Assert.Equal((3, Missing, string.Empty), (outcome.ExitCode, outcome.Error.TrimEnd(), outcome.Output));
    }

    [Fact]
    public async Task TrainTagger_VariableOfNoFile_SaysSo()
    {
        var outcome = await RunAsync(At("none"), At());
        Assert.Equal(
            (3, $"riveg: RIVEG_TRAINING names {At("none")}, which is no file; "
                + "name the program riveg-training or riveg-training.dll there, or unset it."),
            (outcome.ExitCode, outcome.Error.TrimEnd()));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task TrainTagger_Program_GetsArgumentsAndGivesItsExitCode(bool byVariable)
    {
        // What is named goes before what is on PATH.
        WriteProgram(At("bin", "riveg-training"), "exit 2");
        var named = WriteProgram(At("named"), "echo \"$# $*\"; echo \"warning\" >&2; exit 2");
        if (!byVariable)
        {
            File.Move(named, At("bin", "riveg-training"), overwrite: true);
        }

        var outcome = await RunAsync(byVariable ? named : null, At("bin"), "--force", "--verbose");
        Assert.Equal(
            (2, "6 tagger my config.json -o out --force --verbose", "warning"),
            (outcome.ExitCode, outcome.Output.TrimEnd(), outcome.Error.TrimEnd()));
    }

    [Fact]
    public async Task TrainTagger_ProgramThatIsKilled_IsToldAndOne()
    {
        var program = WriteProgram(At("named"), "kill -9 $$");
        var outcome = await RunAsync(program, At());
        Assert.Equal(
            (1, $"riveg: {program} was ended from outside or could not start (exit code 137). What a run had saved is kept, "
                + "and --resume goes on with it; a file that is not riveg-training is not to be named in RIVEG_TRAINING."),
            (outcome.ExitCode, outcome.Error.TrimEnd()));
    }

    [Theory]
    [InlineData("TERM")]
    [InlineData("INT")]
    public async Task TrainTagger_StopSignal_ReachesTheProgramWhoseEndIsWaitedFor(string signal)
    {
        var program = WriteProgram(
            At("named"), "echo begun; cat > /dev/null; sleep 0.3; echo \"ended $RIVEG_TRAINING_STOPS_WITH_INPUT\"; exit 1");
        using var process = Start(program, At());
        Assert.Equal("begun", await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        using (var kill = Process.Start("kill", [$"-{signal}", $"{process.Id}"]))
        {
            await kill.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        Assert.Equal("ended 1", (await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken)).TrimEnd());
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(1, process.ExitCode);
    }

    private static string WriteProgram(string path, string script)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "A program of the shell.");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, $"#!/bin/sh\n{script}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }

    private static Task<RivegProcess.Outcome> RunAsync(string? program, string path, params string[] further) => RivegProcess.RunInAsync(
        Environment(program, path), ["train", "tagger", "my config.json", "-o", "out", .. further]);

    private static Process Start(string program, string path) =>
        RivegProcess.StartIn(Environment(program, path), "train", "tagger", "c.json", "-o", "out");

    private static Dictionary<string, string?> Environment(string? program, string path) => new()
    {
        ["RIVEG_TRAINING"] = program,
        ["PATH"] = string.Join(Path.PathSeparator, path, "/usr/bin", "/bin"),
    };
}
