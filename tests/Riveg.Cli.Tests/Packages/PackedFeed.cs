using System.Diagnostics;
using System.Xml.Linq;
using Riveg.Cli.Tests.Pages;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Packages;

/// <summary>What <c>dotnet pack</c> makes of this checkout, in one folder: made once for all tests that look at it.</summary>
public sealed class PackedFeed : IAsyncLifetime
{
    private readonly TemporaryFolder root = new("riveg-feed-");

    /// <summary>The folder with the packages.</summary>
    public string Folder => Path.Combine(root.Path, "packages");

    /// <summary>The version of all packages, as Directory.Build.props states it.</summary>
    public static string Version { get; } =
        XDocument.Load(Path.Combine(SharedFolder.RepositoryRoot, "Directory.Build.props")).Descendants("Version").Single().Value;

    /// <summary>The library projects that are packed; the command is packed by its own rules.</summary>
    public static IReadOnlyList<string> Libraries { get; } =
    [
        .. Directory.GetFiles(Path.Combine(SharedFolder.RepositoryRoot, "src"), "*.csproj", SearchOption.AllDirectories)
            .Where(IsLibrary).Order(),
    ];

    /// <summary>A package's file.</summary>
    public string PathOf(string id, string extension = ".nupkg") => Path.Combine(Folder, $"{id}.{Version}{extension}");

    public async ValueTask InitializeAsync()
    {
        // The README's own command. It builds the libraries too, so that packing them is no build.
        var pack = Readme.Words(Readme.InstallCommands[0]).Select(w => w == "packages" ? Folder : w).ToList();
        await SucceedAsync(SharedFolder.RepositoryRoot, pack[0], [.. pack.Skip(1)]);

        var solution = Path.Combine(root.Path, "Libraries.slnx");
        new XElement("Solution", Libraries.Select(l => new XElement("Project", new XAttribute("Path", l)))).Save(solution);
        await SucceedAsync(SharedFolder.RepositoryRoot, "dotnet", "pack", solution, "-c", "Release", "--no-build", "-o", Folder);
    }

    public ValueTask DisposeAsync()
    {
        root.Dispose();
        return default;
    }

    /// <summary>Runs a command that must succeed, and gives what it wrote.</summary>
    public static async Task<string> SucceedAsync(string folder, string command, params string[] arguments)
    {
        var outcome = await RunAsync(folder, new Dictionary<string, string?>(), command, arguments);
        Assert.True(
            outcome.ExitCode == 0,
            $"{command} {string.Join(' ', arguments)} ended with {outcome.ExitCode}:\n{outcome.Output}{outcome.Error}");
        return outcome.Output;
    }

    private static bool IsLibrary(string path)
    {
        var project = XDocument.Load(path);
        return project.Descendants("IsPackable").Any(e => e.Value == "true") && !project.Descendants("PackAsTool").Any();
    }

    /// <summary>Runs a command in a folder, with variables of its environment set, or taken away where the value is null.</summary>
    internal static async Task<RivegProcess.Outcome> RunAsync(
        string folder, IReadOnlyDictionary<string, string?> environment, string command, params string[] arguments)
    {
        var start = new ProcessStartInfo(command, arguments)
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };

        // A builder that waits for more work would outlive the tests.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        return new RivegProcess.Outcome(process.ExitCode, await output, await error);
    }
}

/// <summary>The tests that look at the packages, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class PackedFeedGroup : ICollectionFixture<PackedFeed>
{
    public const string Name = "packages";
}
