using System.Runtime.InteropServices;
using System.Xml.Linq;
using Riveg.Cli.Tests.Pages;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Packages;

/// <summary>What a stranger does with the packages, in an empty folder, with nothing of this checkout but what was packed.</summary>
[Collection(PackedFeedGroup.Name)]
public sealed class PackageUseTests(PackedFeed feed) : IDisposable
{
    private readonly TemporaryFolder root = new("riveg-stranger-");

    private static string Platform { get; } =
        $"{(OperatingSystem.IsWindows() ? "win" : OperatingSystem.IsMacOS() ? "osx" : "linux")}-"
        + RuntimeInformation.OSArchitecture.ToString().ToLowerInvariant();

    // The stranger's home: what is installed, restored or remembered stays in it.
    private string Home => Directory.CreateDirectory(root["home"]).FullName;

    private string Work => Directory.CreateDirectory(root["work"]).FullName;

    private Dictionary<string, string?> Environment => new()
    {
        ["HOME"] = Home,
        ["DOTNET_CLI_HOME"] = Home,
        ["NUGET_PACKAGES"] = Path.Combine(Home, "packages"),
        ["HF_HOME"] = Path.Combine(Home, "models"),
        ["PATH"] = string.Join(
            Path.PathSeparator, Path.Combine(Home, ".dotnet", "tools"), System.Environment.GetEnvironmentVariable("PATH")),
        ["DOTNET_ROOT"] = Path.GetFullPath(Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..")),
        ["DOTNET_ADD_GLOBAL_TOOLS_TO_PATH"] = "false",
        ["DOTNET_GENERATE_ASPNET_CERTIFICATE"] = "false",

        // How this checkout is restored is no rule for the stranger's project.
        ["CI"] = null,
        ["RestoreLockedMode"] = null,
    };

    public void Dispose() => root.Dispose();

    [Fact]
    public async Task ReadmesInstallCommands_InAnEmptyFolder_InstallTheCommandAndRunIt()
    {
        Directory.CreateDirectory(Path.Combine(Work, "samples"));
        File.Copy(CommandFolder.Concert, Path.Combine(Work, "samples", "concert.png"));

        // The first command packs; that is done. Doctor ends with 3, since no model was fetched.
        var said = new List<string>();
        foreach (var command in Readme.InstallCommands.Skip(1))
        {
            var words = Readme.Words(command).Select(w => w == "packages" ? feed.Folder : w).ToList();
            var outcome = await RunAsync(words[0], [.. words.Skip(1)]);
            Assert.True(
                outcome.ExitCode == (words[^1] == "doctor" ? 3 : 0),
                $"{command} ended with {outcome.ExitCode}:\n{outcome.Output}{outcome.Error}");
            said.Add(outcome.Output);
        }

        Assert.Contains("Adele", said[^2], StringComparison.Ordinal);
        Assert.Contains("in the picture", said[^2], StringComparison.Ordinal);
        Assert.Matches(@"cpu +│ yes +│ ONNX Runtime", said[^1]);

        var help = await RunAsync("riveg", "--help");
        Assert.Equal((0, string.Empty), (help.ExitCode, help.Error));
        Assert.Contains("annotate", help.Output, StringComparison.Ordinal);

        // The store of answers is the third native library.
        var environment = Environment;
        environment["RIVEG_CHAT_ENDPOINT"] = "http://127.0.0.1:9/v1";
        environment["RIVEG_CHAT_MODEL"] = "none";
        await PackedFeed.RunAsync(
            Work, environment, Installed("riveg"), "annotate", "Adele", "--profile", "vlm", "--offline", "--cache", "answers");
        Assert.True(File.Exists(Path.Combine(Work, "answers", "answers.sqlite")));
    }

    [Fact]
    public async Task ReadmesProgram_InAnEmptyFolder_BuildsAgainstThePackageAndRuns()
    {
        File.WriteAllText(Path.Combine(Work, "Program.cs"), Assert.Single(Readme.Blocks("README.md", "In a program", "csharp")));
        File.Copy(CommandFolder.Concert, Path.Combine(Work, "concert.png"));
        WriteProject("Riveg", feed.Folder);
        await BuildAndRunAsync();
    }

    // Beside the tagger, which every command holds.
    private const long BytesOfLightsModels = 10_500_000;

    [SharedFact]
    public async Task ModelsAsAPackage_InAnEmptyFolder_MakeTheCommandAndReadmesProgramSee()
    {
        // The feed of a company: the packages, one more of models, and the command of this platform with the models inside.
        var light = Directory.CreateDirectory(root["light"]).FullName;
        foreach (var id in PackedFeed.Libraries.Select(l => Path.GetFileNameWithoutExtension(l)).Append("Riveg.Tool"))
        {
            File.Copy(feed.PathOf(id), Path.Combine(light, Path.GetFileName(feed.PathOf(id))));
        }

        var store = Environment;
        store["HF_HUB_CACHE"] = Path.Combine(root.Path, "store", "hub");
        store["RIVEG_HOME"] = Path.Combine(root.Path, "store", "riveg");
        foreach (var words in new[] { new[] { "pull", "light", "--from", SharedFolder.Resolve("models") }, ["pack", "light", "-o", light] })
        {
            var made = await RivegProcess.RunInAsync(store, ["models", .. words]);
            Assert.True(made.ExitCode == 0, made.Error);
        }

        await PackedFeed.SucceedAsync(
            SharedFolder.RepositoryRoot, "dotnet",
            "pack", "src/Riveg.Cli", "-c", "Release", "-r", Platform, $"-p:LightModels={light}", "-o", light);
        Assert.InRange(
            new FileInfo(Path.Combine(light, $"Riveg.Tool.{Platform}.{PackedFeed.Version}.nupkg")).Length,
            1,
            PackageTests.MostBytesOfATool + BytesOfLightsModels);

        File.Copy(CommandFolder.Concert, Path.Combine(Work, "concert.png"));
        var install = await RunAsync("dotnet", "tool", "install", "--global", "Riveg.Tool", "--source", light);
        Assert.True(install.ExitCode == 0, install.Output + install.Error);
        var annotated = await RunAsync(
            "riveg", "annotate", "Adele lights up the O2 Arena in London tonight", "--image", "concert.png", "--profile", "light");
        Assert.True(annotated.ExitCode == 0, annotated.Error);
        Assert.Contains("Adele", annotated.Output, StringComparison.Ordinal);

        var source = Assert.Single(Readme.Blocks("README.md", "In a program", "csharp"));
        Assert.Contains("\"builtin\"", source, StringComparison.Ordinal);
        File.WriteAllText(Path.Combine(Work, "Program.cs"), source.Replace("\"builtin\"", "\"light\"", StringComparison.Ordinal));
        WriteProject("Riveg.Models.Light", light);
        await BuildAndRunAsync();
        Assert.False(Directory.Exists(Path.Combine(Home, "models")));
    }

    // A project that refers to one package, which comes from one folder.
    private void WriteProject(string package, string folder)
    {
        new XElement(
            "Project",
            new XAttribute("Sdk", "Microsoft.NET.Sdk"),
            new XElement(
                "PropertyGroup",
                new XElement("OutputType", "Exe"),
                new XElement("TargetFramework", "net10.0"),
                new XElement("ImplicitUsings", "enable"),
                new XElement("Nullable", "enable")),
            new XElement(
                "ItemGroup",
                new XElement("PackageReference", new XAttribute("Include", package), new XAttribute("Version", PackedFeed.Version))))
            .Save(Path.Combine(Work, "Concert.csproj"));

        // Riveg comes from the packed folder, what it needs from where the build of this checkout got it, so that no network is asked.
        var known = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        new XElement(
            "configuration",
            new XElement(
                "packageSources",
                new XElement("clear"),
                new XElement("add", new XAttribute("key", "packed"), new XAttribute("value", folder))),
            new XElement("fallbackPackageFolders", new XElement("add", new XAttribute("key", "known"), new XAttribute("value", known))))
            .Save(Path.Combine(Work, "nuget.config"));
    }

    private async Task BuildAndRunAsync()
    {
        var build = await RunAsync("dotnet", "build", "-c", "Release", "-o", "out", "-p:TreatWarningsAsErrors=true");
        Assert.True(build.ExitCode == 0, build.Output + build.Error);
        var program = await RunAsync("dotnet", Path.Combine("out", "Concert.dll"));
        Assert.Equal((0, string.Empty), (program.ExitCode, program.Error));
        Assert.Matches(@"^Adele PER \d\r?\n", program.Output);
    }

    // A started process is looked for on this process's path, not on that of its own environment.
    private string Installed(string command) =>
        command == "riveg" ? Path.Combine(Home, ".dotnet", "tools", OperatingSystem.IsWindows() ? "riveg.exe" : "riveg") : command;

    private Task<RivegProcess.Outcome> RunAsync(string command, params string[] arguments) =>
        PackedFeed.RunAsync(Work, Environment, Installed(command), arguments);
}
