using System.Diagnostics;

namespace Riveg.Server.Tests.Browser;

/// <summary>Other verbs of the built command, which these tests need beside the server.</summary>
internal static class RivegCommand
{
    /// <summary>Runs one to its end, and fails with all that it wrote where it fails.</summary>
    public static async Task<string> RunAsync(IReadOnlyDictionary<string, string?> environment, params string[] arguments)
    {
        using var process = Process.Start(ServerProcess.CommandStart(environment, arguments))!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        var said = $"riveg {string.Join(' ', arguments)} ended with {process.ExitCode}.\n{await output}\n{await error}";
        Assert.True(process.ExitCode == 0, said);
        return await output;
    }
}
