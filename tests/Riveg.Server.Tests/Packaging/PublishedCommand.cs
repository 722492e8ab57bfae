using System.Diagnostics;
using Riveg.TestKit;

namespace Riveg.Server.Tests.Packaging;

/// <summary>The command as the Dockerfile publishes it; what was built for the tests is not built again.</summary>
public sealed class PublishedCommand : IAsyncLifetime
{
    /// <summary>The Dockerfile's command, without where to.</summary>
    public const string Command = "dotnet publish src/Riveg.Cli -c Release -p:UseAppHost=false";

    private readonly TemporaryFolder folder = new();

    /// <summary>Where it lies.</summary>
    public string Folder => folder.Path;

    /// <inheritdoc />
    public async ValueTask InitializeAsync()
    {
        var words = Command.Split(' ');
        var start = new ProcessStartInfo(words[0], [.. words.Skip(1), "--no-build", "-o", Folder])
        {
            WorkingDirectory = SharedFolder.RepositoryRoot,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, output + await errors);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync()
    {
        folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
