using System.Security.Cryptography;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Riveg.Cli.Tests.Commands;

/// <summary><c>riveg models</c> against a hub on this machine that may mean harm.</summary>
public sealed class ModelsCommandTests : IAsyncLifetime
{
    private static readonly string Commit = new('a', 40);

    private readonly TemporaryFolder folder = new("riveg-models-");
    private WebApplication hub = null!;
    private Func<HttpContext, string> commitOf = _ => Commit;

    private string Repository => Path.Combine(folder.Path, "hub", "models--google-bert--bert-base-uncased");

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        hub = builder.Build();
        hub.Run(async context =>
        {
            var content = System.Text.Encoding.ASCII.GetBytes("content of " + Path.GetFileName(context.Request.Path));
            context.Response.Headers["X-Repo-Commit"] = commitOf(context);
            context.Response.Headers.ETag = $"\"{Convert.ToHexStringLower(SHA256.HashData(content))[..40]}\"";
            context.Response.ContentLength = content.Length;
            if (HttpMethods.IsGet(context.Request.Method))
            {
                await context.Response.Body.WriteAsync(content);
            }
        });
        await hub.StartAsync(TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await hub.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Pull_WholeModel_PrintsItsPathsAndRemoveTakesThemAway()
    {
        var pulled = await RunAsync("models", "pull", "bert-base-uncased");
        Assert.True(pulled.ExitCode == 0, pulled.Error);
        var paths = pulled.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(["config.json", "vocab.txt", "model.safetensors"], paths.Select(Path.GetFileName));
        Assert.All(paths, p => Assert.True(File.Exists(p), p));

        var removed = await RunAsync("models", "remove", "bert-base-uncased");
        Assert.Equal((0, string.Empty), (removed.ExitCode, removed.Error));
        Assert.False(Directory.Exists(Repository));
    }

    [Theory]
    [InlineData("../../../../outside")]
    [InlineData("/tmp")]
    [InlineData("deadbeef")]
    public async Task Pull_CommitThatIsNone_IsOneLineAndWritesNothing(string commit)
    {
        var outside = Directory.CreateDirectory(Path.Combine(folder.Path, "outside")).FullName;
        await File.WriteAllTextAsync(Path.Combine(outside, "config.json"), "mine", TestContext.Current.CancellationToken);
        commitOf = _ => commit;

        var outcome = await RunAsync("models", "pull", "bert-base-uncased");

        AssertOneLine(outcome, 3, "is not 40 hexadecimal digits; nothing was installed");
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Combine(outside, "config.json"), TestContext.Current.CancellationToken));
        Assert.False(Directory.Exists(Repository));
    }

    [Fact]
    public async Task Pull_CommitThatChangesMidway_InstallsNothing()
    {
        commitOf = context => context.Request.Path.Value!.EndsWith("vocab.txt", StringComparison.Ordinal) ? new string('b', 40) : Commit;

        var outcome = await RunAsync("models", "pull", "bert-base-uncased");

        Assert.Equal((3, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.Equal(
            [
                "riveg: fetching bert-base-uncased (unknown size, Apache-2.0).",
                "riveg: Model 'bert-base-uncased', file vocab.txt: 127.0.0.1 speaks of another commit than a moment ago; "
                + "nothing was installed, run 'riveg models pull bert-base-uncased' again.",
            ],
            outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.False(Directory.Exists(Path.Combine(Repository, "snapshots")));
        Assert.Equal(3, (await RunAsync("models", "path", "bert-base-uncased")).ExitCode);
    }

    [Fact]
    public async Task Remove_SnapshotOfOwnLinks_LeavesWhatTheyPointTo()
    {
        var mine = Path.Combine(folder.Path, "config.json");
        await File.WriteAllTextAsync(mine, "mine", TestContext.Current.CancellationToken);
        Directory.CreateDirectory(Path.Combine(Repository, "snapshots", Commit));
        Directory.CreateDirectory(Path.Combine(Repository, "refs"));
        await File.WriteAllTextAsync(Path.Combine(Repository, "refs", "main"), Commit, TestContext.Current.CancellationToken);
        File.CreateSymbolicLink(Path.Combine(Repository, "snapshots", Commit, "config.json"), mine);

        Assert.Equal(0, (await RunAsync("models", "remove", "bert-base-uncased")).ExitCode);

        Assert.Equal("mine", await File.ReadAllTextAsync(mine, TestContext.Current.CancellationToken));
        Assert.False(Path.Exists(Path.Combine(Repository, "snapshots", Commit, "config.json")));
    }

    [Theory]
    [InlineData("models", "path", "bert-base-uncased")]
    [InlineData("models", "verify")]
    public async Task ReadingACacheOfOthers_WithoutAPlaceForRecords_Works(params string[] arguments)
    {
        await RunAsync("models", "pull", "bert-base-uncased");
        var home = Path.Combine(folder.Path, "home");
        Directory.Delete(home, recursive: true);
        await File.WriteAllTextAsync(home, "a file stands where the records would", TestContext.Current.CancellationToken);

        var outcome = await RunAsync(arguments);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Contains("config.json", outcome.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "HF_ENDPOINT", "huggingface.co", "must be an address that begins with http:// or https://, not 'huggingface.co'", "models", "list")]
    [InlineData("HF_ENDPOINT", "huggingface.co", "HF_ENDPOINT", "annotate", "Rihanna sings")]
    [InlineData("HF_ENDPOINT", "ftp://hub.example", "HF_ENDPOINT", "doctor")]
    [InlineData("HF_TOKEN", "hf_secret\nX-Evil: 1", "HF_TOKEN", "models", "pull", "bert-base-uncased")]
    public async Task AnyCommand_WrongVariable_IsOneLine(string variable, string value, string expected, params string[] arguments)
    {
        var outcome = await RivegProcess.RunInAsync(new Dictionary<string, string?> { [variable] = value }, arguments);

        AssertOneLine(outcome, 2, expected);
        Assert.DoesNotContain("hf_secret", outcome.Error, StringComparison.Ordinal);
    }

    private static void AssertOneLine(RivegProcess.Outcome outcome, int exitCode, string expected)
    {
        Assert.True(outcome.ExitCode == exitCode, $"{outcome.ExitCode}: {outcome.Error}");
        Assert.Empty(outcome.Output);
        Assert.Contains(expected, Assert.Single(outcome.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
    }

    private Task<RivegProcess.Outcome> RunAsync(params string[] arguments) => RivegProcess.RunInAsync(
        new Dictionary<string, string?>
        {
            ["HF_ENDPOINT"] = hub.Urls.First(),
            ["HF_HUB_CACHE"] = Path.Combine(folder.Path, "hub"),
            ["RIVEG_HOME"] = Path.Combine(folder.Path, "home"),
            ["HF_TOKEN"] = null,
        },
        arguments);
}
