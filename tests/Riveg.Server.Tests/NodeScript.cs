using System.Diagnostics;
using Riveg.TestKit;

namespace Riveg.Server.Tests;

/// <summary>Runs a script of <c>tests/browser</c> by Node.js; its exit code says whether all that it expects holds.</summary>
public static class NodeScript
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(4);

    /// <summary>The folder of the scripts.</summary>
    public static string Folder { get; } = Path.Combine(SharedFolder.RepositoryRoot, "tests", "browser");

    /// <summary>Where Debian's package has the browser.</summary>
    public static string Chromium { get; } = Environment.GetEnvironmentVariable("RIVEG_CHROMIUM") ?? "/usr/bin/chromium";

    /// <summary>Whether a test that needs the scripts' packages may be skipped: they are missing, and this is not CI.</summary>
    public static bool MaySkip => !Directory.Exists(Path.Combine(Folder, "node_modules")) && !IsCi;

    /// <summary>Whether a test that needs a browser too may be skipped.</summary>
    public static bool MaySkipBrowser => MaySkip || (!File.Exists(Chromium) && !IsCi);

    private static bool IsCi => Environment.GetEnvironmentVariable("CI") is not (null or "" or "false");

    /// <summary>Runs a script, and fails with all that it wrote where it fails.</summary>
    /// <param name="script">Its path in <see cref="Folder"/>.</param>
    /// <param name="arguments">What it is given.</param>
    /// <returns>What it wrote to standard output.</returns>
    public static Task<string> RunAsync(string script, params string[] arguments) =>
        RunInAsync(new Dictionary<string, string?>(), script, arguments);

    /// <summary>Runs a script with variables of its environment set, or taken away where the value is null.</summary>
    /// <inheritdoc cref="RunAsync" />
    public static async Task<string> RunInAsync(
        IReadOnlyDictionary<string, string?> environment, string script, params string[] arguments)
    {
        var start = new ProcessStartInfo("node")
        {
            WorkingDirectory = Folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])[script, .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(Limit);
        try
        {
            await process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{script} took longer than {Limit.TotalMinutes:0} minutes.\n{await output}\n{await error}");
        }

        Assert.True(process.ExitCode == 0, $"{script} ended with {process.ExitCode}.\n{await output}\n{await error}");
        return await output;
    }
}
