using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Riveg.Server.Tests.Api;
using Riveg.TestKit;

namespace Riveg.Server.Tests.Packaging;

/// <summary>
/// No container engine runs where this is built: what the Dockerfile and the compose file would run is run here without one.
/// </summary>
public sealed partial class DeployTests : IClassFixture<PublishedCommand>
{
    private static readonly string Deploy = Path.Combine(SharedFolder.RepositoryRoot, "deploy");

    private readonly PublishedCommand published;

    public DeployTests(PublishedCommand published) => this.published = published;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>Where docker-compose is missing; never on CI.</summary>
    public static bool LacksCompose =>
        Environment.GetEnvironmentVariable("CI") != "true"
            && !(Environment.GetEnvironmentVariable("PATH") ?? string.Empty).Split(Path.PathSeparator)
                .Any(f => File.Exists(Path.Combine(f, "docker-compose")));

    [Fact]
    public async Task Dockerfile_EntryPointCommandAndHealthCheck_ServeAsTheyWouldInAContainer()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "runs what a container would");
        var file = await File.ReadAllTextAsync(Path.Combine(Deploy, "Dockerfile"), Token);
        var port = FreePort();
        using var models = new TemporaryFolder();
        var entry = Words(file, "ENTRYPOINT").Concat(Words(file, "\nCMD")).Select(w => Here(w, port, models.Path)).ToList();
        var start = new ProcessStartInfo(entry[0], entry.Skip(1)) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (Match variable in Variable().Matches(Line(file, "ENV")))
        {
            start.Environment[variable.Groups[1].Value] = Here(variable.Groups[2].Value, port, models.Path);
        }

        using var process = Process.Start(start)!;
        try
        {
            Assert.Equal($"http://0.0.0.0:{port}", await process.StandardOutput.ReadLineAsync(Token));
            var check = Words(file, "HEALTHCHECK").Select(w => Here(w, port, models.Path)).ToList();
            Assert.Equal(0, await RunAsync(check[0], [.. check.Skip(1)], []));
            using var client = Asking.Client(new Uri($"http://127.0.0.1:{port}"));
            using var response = await client.PostAsync("/v1/annotate", Asking.Form(), Token);
            Assert.Equal(HttpStatusCode.OK, response.StatusCode);
            Assert.Equal(0, Kill(process.Id, 15));
            await process.WaitForExitAsync(Token);
            Assert.Equal(0, process.ExitCode);
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }
    }

    [Fact]
    public async Task Dockerfile_OtherVerbs_RunInPlaceOfTheServer()
    {
        var file = await File.ReadAllTextAsync(Path.Combine(Deploy, "Dockerfile"), Token);
        using var models = new TemporaryFolder();
        var entry = Words(file, "ENTRYPOINT").Concat(["models", "list"]).Select(w => Here(w, 1, models.Path)).ToList();
        Assert.Equal(0, await RunAsync(entry[0], [.. entry.Skip(1)], new() { ["RIVEG_HOME"] = models.Path }));
    }

    [Fact]
    public async Task Dockerfile_PublishesTheCommandThatWasPublishedHere()
    {
        var file = await File.ReadAllTextAsync(Path.Combine(Deploy, "Dockerfile"), Token);
        Assert.Contains($"RUN {PublishedCommand.Command} -o /app", file, StringComparison.Ordinal);
        Assert.True(File.Exists(Path.Combine(published.Folder, "riveg.server.runtimeconfig.json")));
    }

    [Fact(Skip = "needs docker-compose", SkipType = typeof(DeployTests), SkipWhen = nameof(LacksCompose))]
    public async Task Compose_File_IsReadAndItsCommandServesWithItsVariables()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "runs what a container would");
        var compose = Path.Combine(Deploy, "compose.yml");
        Dictionary<string, string?> given = new() { ["RIVEG_API_KEY"] = "a-key", ["LABEL_STUDIO_API_KEY"] = "a-token" };
        Assert.Equal(0, await RunAsync("docker-compose", ["-f", compose, "--profile", "vlm", "config", "--quiet"], given));
        Assert.NotEqual(0, await RunAsync("docker-compose", ["-f", compose, "config", "--quiet"], new() { ["RIVEG_API_KEY"] = null }));
        var port = FreePort();
        var text = await File.ReadAllTextAsync(compose, Token);
        var words = JsonNode.Parse(Regex.Match(text, @"command: (\[""serve"".*\])").Groups[1].Value)!.AsArray()
            .Select(w => Here(Filled((string)w!), port, string.Empty)).ToList();
        var start = new ProcessStartInfo("dotnet", [Path.Combine(published.Folder, "riveg.dll"), .. words])
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (Match variable in Regex.Matches(text, @"^      ([A-Z_]+): (.*)$", RegexOptions.Multiline))
        {
            start.Environment[variable.Groups[1].Value] = Filled(variable.Groups[2].Value);
        }

        using var process = Process.Start(start)!;
        try
        {
            await process.StandardOutput.ReadLineAsync(Token);
            using var client = Asking.Client(new Uri($"http://127.0.0.1:{port}"));
            using var without = await client.GetAsync("/v1/profiles", Token);
            Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);
            client.DefaultRequestHeaders.Add("X-Api-Key", "a-key");
            client.DefaultRequestHeaders.Host = "riveg";
            using var with = await client.GetAsync("/v1/profiles", Token);
            var answer = await Asking.ReadAsync(with, HttpStatusCode.OK);
            Assert.Equal("builtin", (string)answer["default"]!);

            Assert.Equal(["builtin", "light", "llama"], answer["profiles"]!.AsArray().Select(p => (string)p!["name"]!));
            Assert.True((bool)answer["profiles"]![2]!["ready"]!, answer.ToJsonString());
        }
        finally
        {
            process.Kill(entireProcessTree: true);
        }

        string Filled(string value) => Regex.Replace(
            value, @"\$\{([A-Z_]+):[-?]([^}]*)\}", m => given.GetValueOrDefault(m.Groups[1].Value) ?? m.Groups[2].Value);
    }

    [GeneratedRegex(@"([A-Z_]+)=(\S+)")]
    private static partial Regex Variable();

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private string Here(string word, int port, string models) => word
        .Replace("/app/", published.Folder + "/", StringComparison.Ordinal)
        .Replace("/profiles/", Path.Combine(Deploy, "profiles") + "/", StringComparison.Ordinal)
        .Replace("0.0.0.0:8080", $"0.0.0.0:{port}", StringComparison.Ordinal)
        .Replace("127.0.0.1:8080", $"127.0.0.1:{port}", StringComparison.Ordinal)
        .Replace("127.0.0.1/8080", $"127.0.0.1/{port}", StringComparison.Ordinal)
        .Replace("/models", models, StringComparison.Ordinal);

    private static string Line(string file, string instruction)
    {
        var from = file.IndexOf(instruction + " ", StringComparison.Ordinal);
        return file[from..file.IndexOf('\n', from + 1)];
    }

    private static List<string> Words(string file, string instruction)
    {
        var line = Line(file, instruction);
        return [.. JsonNode.Parse(line[line.IndexOf('[', StringComparison.Ordinal)..])!.AsArray().Select(w => (string)w!)];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static async Task<int> RunAsync(string program, IReadOnlyList<string> arguments, Dictionary<string, string?> environment)
    {
        var start = new ProcessStartInfo(program, arguments) { UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync(Token);
        await process.StandardError.ReadToEndAsync(Token);
        await output;
        await process.WaitForExitAsync(Token);
        return process.ExitCode;
    }
}
