using System.Diagnostics;
using Riveg.Faults;

namespace Riveg.Cli.Processes;

/// <summary>
/// A program of ours as a process of its own. Its standard input is a pipe that this process holds open, and that asks it to stop when it
/// closes: so a stop signal reaches it, and it does not go on where this process was killed.
/// </summary>
/// <param name="File">Its program, or its assembly.</param>
/// <param name="StopsWithInput">The variable that says to it, as <c>1</c>, that the end of its standard input is a stop signal.</param>
internal sealed record ChildProgram(string File, string StopsWithInput)
{
    /// <summary>What <c>dotnet</c> is told before the assembly.</summary>
    /// <value>The default value is empty.</value>
    public IReadOnlyList<string> HostArguments { get; init; } = [];

    /// <summary>The <c>dotnet</c> that runs this process.</summary>
    public static string DotNet { get; } = Beside() is { } own
        ? own
        : Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") is { Length: > 0 } given ? given : "dotnet";

    /// <summary>Runs it with this process' output streams.</summary>
    /// <param name="arguments">Its arguments.</param>
    /// <param name="cancellationToken">Asks it to stop; its end is waited for.</param>
    /// <returns>Its exit code.</returns>
    /// <exception cref="StageUnavailableException">It cannot be started.</exception>
    public async Task<int> RunAsync(IEnumerable<string> arguments, CancellationToken cancellationToken)
    {
        using var process = Start(arguments);
        await using (cancellationToken.Register(process.StandardInput.Close))
        {
            await process.WaitForExitAsync(CancellationToken.None);
        }

        return process.ExitCode;
    }

    private Process Start(IEnumerable<string> arguments)
    {
        var isAssembly = Path.GetExtension(File).Equals(".dll", StringComparison.OrdinalIgnoreCase);
        var start = new ProcessStartInfo(isAssembly ? DotNet : File) { UseShellExecute = false, RedirectStandardInput = true };
        start.Environment[StopsWithInput] = "1";
        foreach (var argument in isAssembly ? [.. HostArguments, File, .. arguments] : arguments)
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            throw new StageUnavailableException($"{File} cannot be started: {exception.Message}", exception);
        }
    }

    // The runtime of this process lies in its host's folder: shared/Microsoft.NETCore.App/VERSION.
    private static string? Beside()
    {
        if (Environment.ProcessPath is { } host
            && Path.GetFileNameWithoutExtension(host).Equals("dotnet", StringComparison.OrdinalIgnoreCase))
        {
            return host;
        }

        var path = Path.GetFullPath(Path.Combine(
            System.Runtime.InteropServices.RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..",
            OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"));
        return System.IO.File.Exists(path) ? path : null;
    }
}
