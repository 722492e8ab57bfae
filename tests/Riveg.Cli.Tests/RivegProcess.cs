using System.Diagnostics;
using System.Text;
using Riveg.TestKit;

namespace Riveg.Cli.Tests;

/// <summary>Runs the real command in a process of its own.</summary>
internal static class RivegProcess
{
    // Its own output folder: the copy beside the tests lacks what their frameworks bring, and the command has only .NET itself.
    public static readonly string Assembly = Path.Combine(
        SharedFolder.RepositoryRoot,
        "src",
        "Riveg.Cli",
        "bin",
        new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name,
        "net10.0",
        "riveg.dll");

    // A folder of settings that is not there; nothing but 'profile use' would make it.
    private static readonly string NoFolder = Path.Combine(Path.GetTempPath(), $"riveg-no-settings-{Environment.ProcessId}");

    /// <summary>The file that tells .NET how the command runs.</summary>
    public static string RuntimeConfig => Path.ChangeExtension(Assembly, ".runtimeconfig.json");

    public static Task<Outcome> RunAsync(params string[] arguments) => RunWithInputAsync(string.Empty, arguments);

    public static Task<Outcome> RunWithInputAsync(string input, params string[] arguments) =>
        RunWithInputAsync(input, new Dictionary<string, string?>(), arguments);

    public static async Task<Outcome> RunWithInputAsync(
        string input, IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        using var process = StartIn(environment, arguments);
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.WriteAsync(input);
        process.StandardInput.Close();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new Outcome(process.ExitCode, await output, await error);
    }

    public static Process Start(params string[] arguments) => StartIn([], arguments);

    /// <summary>Runs the command with variables of its environment set, or taken away where the value is null.</summary>
    public static Task<Outcome> RunInAsync(IReadOnlyDictionary<string, string?> environment, params string[] arguments) =>
        RunWithInputAsync(string.Empty, environment, arguments);

    /// <summary>Starts the command with variables of its environment set, or taken away where the value is null.</summary>
    public static Process StartIn(IEnumerable<KeyValuePair<string, string?>> environment, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
            StandardInputEncoding = new UTF8Encoding(false),
        };
        start.ArgumentList.Add(Assembly);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        // The profile that whoever runs the tests has chosen is none of theirs.
        start.Environment["XDG_CONFIG_HOME"] = NoFolder;
        start.Environment["APPDATA"] = NoFolder;
        start.Environment["RIVEG_PROFILE"] = null;
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return Process.Start(start)!;
    }

    internal sealed record Outcome(int ExitCode, string Output, string Error);
}
