using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Riveg.Server.Tests.Api;

namespace Riveg.Server.Tests.Commands;

public class ServeCommandTests
{
    private static readonly Dictionary<string, string?> Plain = [];

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(
        "--urls https://127.0.0.1:1",
        "--urls: https://127.0.0.1:1 is none of the form http://HOST:PORT (for https put a proxy before the server)")]
    [InlineData("--urls nonsense", "--urls: nonsense is none of the form http://HOST:PORT")]
    [InlineData("--urls http://127.0.0.1:1/path", "is none of the form http://HOST:PORT")]
    [InlineData("--urls http://example.com:80", "--urls: example.com is no address of this machine")]
    [InlineData(
        "--max-pixels 0 --max-body 1 --queue -1 --concurrency 0 --max-text 0 --time-limit 0",
        "--time-limit is above 0 and at most 86400 seconds; --max-body is 1000 to 1000000000; --max-pixels is 1 to "
        + "700000000; --max-text is 1 to 1000000; --concurrency is 1 to 1024; --queue is 0 to 10000.")]
    [InlineData("--trust-url http://a/b", "--trust-url: http://a/b is none of the form http://HOST or https://HOST:PORT, without a path")]
    [InlineData("--origin a", "--origin: a is none of the form")]
    [InlineData("--host http://x", "--host: http://x is no name of a host")]
    [InlineData("--api-key-file /no/such/file", "--api-key-file: Could not find")]
    [InlineData("--profile nobody", "nobody")]
    [InlineData("--profile /no/such.json", "/no/such.json")]
    [InlineData("--offline", "--offline goes with --cache DIR")]
    [InlineData("--port 80", "unknown option --port")]
    public async Task Serve_WrongUse_Is2WithALine(string options, string part)
    {
        var (code, output, errors) = await RunAsync("dotnet", Plain, ["serve", .. options.Split(' ')]);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains(part, errors, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_EmptyKeyFile_Is2AndTheKeyIsNotShown()
    {
        using var folder = new TemporaryFolder();
        foreach (var key in new[] { "\n", "two words", "schlüssel" })
        {
            var (code, _, errors) = await RunAsync("dotnet", Plain, ["serve", "--api-key-file", folder.Write("key", key)]);
            Assert.Equal(2, code);
            Assert.Contains("a key is one line of ASCII", errors, StringComparison.Ordinal);
            Assert.True(key.Trim().Length == 0 || !errors.Contains(key, StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task Serve_PortThatIsTaken_Is2WithALine()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var url = $"http://127.0.0.1:{((IPEndPoint)taken.LocalEndpoint).Port}";
        var (code, output, errors) = await RunAsync("dotnet", Plain, ["serve", "--urls", url]);
        Assert.Equal(2, code);
        Assert.Empty(output);
        Assert.Contains("Give another address with --urls.", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_ProfileWithoutItsModels_Is3WithTheCommand()
    {
        using var folder = new TemporaryFolder();
        var nowhere = new Dictionary<string, string?> { ["RIVEG_HOME"] = folder.Path, ["HF_HUB_CACHE"] = folder.Path };
        var (code, output, errors) = await RunAsync("dotnet", nowhere, ["serve", "--profile", "light", "--urls", "http://127.0.0.1:0"]);
        Assert.Equal(3, code);
        Assert.Empty(output);
        Assert.Contains("riveg models pull light", errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_WithoutAspNetCore_Is3AndEverythingElseWorks()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "links to a runtime");
        using var folder = new TemporaryFolder();
        var host = RuntimeWithoutAspNetCore(folder.Path);
        var (code, _, errors) = await RunAsync(host, Plain, ["serve"]);
        Assert.Equal(3, code);
        Assert.Contains("'riveg serve' needs the ASP.NET Core runtime 10", errors, StringComparison.Ordinal);
        var (annotated, output, _) = await RunAsync(host, Plain, ["annotate", "Adele sings in London", "--format", "json"]);
        Assert.Equal(0, annotated);
        Assert.Contains("London", output, StringComparison.Ordinal);
        var (helped, help, _) = await RunAsync(host, Plain, ["serve", "--help"]);
        Assert.Equal(0, helped);
        Assert.Contains("--urls", help, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_CommandIsKilled_ServerEndsToo()
    {
        using var process = Start("dotnet", Plain, ["serve", "--urls", "http://127.0.0.1:0"]);
        var address = new Uri((await process.StandardOutput.ReadLineAsync(Token))!);
        process.Kill();
        await process.WaitForExitAsync(Token);
        using var client = Asking.Client(address);
        for (var i = 0; i < 100; i++)
        {
            try
            {
                using var response = await client.GetAsync("/healthz", Token);
            }
            catch (HttpRequestException)
            {
                return;
            }

            await Task.Delay(200, Token);
        }

        Assert.Fail("The server outlives the command.");
    }

    [Fact]
    public async Task Serve_ToldToStop_EndsInOrder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "sends a signal");
        using var process = Start("dotnet", Plain, ["serve", "--urls", "http://127.0.0.1:0"]);
        await process.StandardOutput.ReadLineAsync(Token);
        Assert.Equal(0, Kill(process.Id, 15));
        await process.WaitForExitAsync(Token);
        Assert.Equal(0, process.ExitCode);
        Assert.Contains("stopped; what was asked is answered.", await process.StandardError.ReadToEndAsync(Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Serve_SeveralProfiles_ServesThoseAlone()
    {
        using var folder = new TemporaryFolder();
        var own = folder.Write("mine.json", """{"extends":"builtin"}""");
        await using var server = await ServerProcess.StartAsync("--profile", own, "--profile", "builtin");
        using var client = Asking.Client(server.Address);
        using var response = await client.GetAsync("/v1/profiles", Token);
        var answer = await Asking.ReadAsync(response, HttpStatusCode.OK);
        Assert.Equal("mine", (string)answer["default"]!);
        Assert.Equal(["mine", "builtin"], answer["profiles"]!.AsArray().Select(p => (string)p!["name"]!));
        using var other = await client.PostAsync("/v1/annotate", Asking.Json("{\"text\":\"a\",\"profile\":\"light\"}"), Token);
        Assert.Equal(HttpStatusCode.BadRequest, other.StatusCode);
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    // Its folders are real and their files links: the host looks for frameworks beside itself.
    private static string RuntimeWithoutAspNetCore(string folder)
    {
        var runtime = RuntimeEnvironment.GetRuntimeDirectory().TrimEnd('/');
        var root = Path.GetFullPath(Path.Combine(runtime, "..", "..", ".."));
        foreach (var part in new[] { Path.Combine(root, "host"), runtime })
        {
            foreach (var file in Directory.EnumerateFiles(part, "*", SearchOption.AllDirectories))
            {
                var link = Path.Combine(folder, Path.GetRelativePath(root, file));
                Directory.CreateDirectory(Path.GetDirectoryName(link)!);
                File.CreateSymbolicLink(link, file);
            }
        }

        var host = Path.Combine(folder, "dotnet");
        File.Copy(Path.Combine(root, "dotnet"), host);
        return host;
    }

    private static Process Start(string host, IReadOnlyDictionary<string, string?> environment, string[] arguments)
    {
        var start = ServerProcess.CommandStart(environment, arguments);
        start.FileName = host;
        if (host != "dotnet")
        {
            start.Environment["DOTNET_ROOT"] = Path.GetDirectoryName(host);
        }

        return Process.Start(start)!;
    }

    private static async Task<(int Code, string Output, string Errors)> RunAsync(
        string host, IReadOnlyDictionary<string, string?> environment, string[] arguments)
    {
        using var process = Start(host, environment, arguments);
        var errors = process.StandardError.ReadToEndAsync(Token);
        var output = await process.StandardOutput.ReadToEndAsync(Token);
        await process.WaitForExitAsync(Token);
        return (process.ExitCode, output, await errors);
    }
}
