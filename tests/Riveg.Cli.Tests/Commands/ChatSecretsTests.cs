using System.Text;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Commands;

/// <summary>Where keys and posts go when the command asks a language model, and what is said of them.</summary>
public sealed class ChatSecretsTests : IDisposable
{
    private const string Secret = "sk-very-secret-0123456789";

    private readonly TemporaryFolder folder = new("riveg-secrets-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Annotate_AnotherServiceThanOpenAI_GetsNotItsKey()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "Named entities:None");

        var outcome = await RunAsync(server.Endpoint, "", "OPENAI_API_KEY", Secret);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.NotEmpty(server.Requests);
        Assert.All(server.Requests, r => Assert.DoesNotContain(Secret, r.Authorization ?? string.Empty, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("""  "apiKeyVariable": "OPENAI_API_KEY" """, "OPENAI_API_KEY", Secret, "which goes to https://api.openai.com alone")]
    [InlineData(
        """  "apiKeyVariable": "MY_KEY" """, "MY_KEY", Secret + "\n", "the environment variable MY_KEY holds a blank, a line break")]
    [InlineData("""  "apiKeyVariable": "MY_KEY" """, "MY_KEY", " " + Secret, "the environment variable MY_KEY holds a blank, a line break")]
    [InlineData($"""  "apiKeyVariable": "{Secret}" """, "MY_KEY", Secret, "apiKeyVariable\" is no name of an environment variable")]
    public async Task Annotate_KeyThatMustNotBeSent_IsOneLineAndNothingIsAsked(
        string settings, string variable, string value, string expected)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "Named entities:None");

        AssertOneLine(await RunAsync(server.Endpoint, settings, variable, value), expected);

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Annotate_PlainHttpToAnotherMachine_IsOneLineUnlessAllowed()
    {
        AssertOneLine(
            await RunAsync(new Uri("http://gpu-box.invalid:8000/v1"), "", "MY_KEY", null),
            "endpoint\" http://gpu-box.invalid:8000 is not encrypted; give an https address, or set allowHttp to true");

        var allowed = await RunAsync(new Uri("http://gpu-box.invalid:8000/v1"), """ "allowHttp": true, "maxRetries": 0 """, "MY_KEY", null);
        Assert.DoesNotContain("not encrypted", allowed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(400, "")]
    [InlineData(401, "")]
    [InlineData(429, "")]
    [InlineData(500, "")]
    [InlineData(400, "base64")]
    [InlineData(200, "")]
    public async Task Annotate_ServiceThatRepeatsTheKey_ShowsItNowhere(int status, string form)
    {
        await using var server = await LoopbackChatServer.StartAsync(
            (_, _, context) =>
            {
                var sent = $"{context.Request.Headers.Authorization}";
                var said = $"you\u001b[2J sent {(form == "base64" ? Convert.ToBase64String(Encoding.UTF8.GetBytes(sent)) : sent)} \u202e";
                return status == 200
                    ? LoopbackChatServer.SendAsync(context, said)
                    : LoopbackChatServer.FailAsync(context, status, said, said);
            });

        var outcome = await RivegProcess.RunInAsync(
            new Dictionary<string, string?> { ["MY_KEY"] = Secret },
            "annotate", "Rihanna sings in Oslo", "--verbose", "--format", "json", "--profile",
            Profile(server.Endpoint, """ "apiKeyVariable": "MY_KEY", "maxRetries": 1 """));

        Assert.All(server.Requests, r => Assert.Equal($"Bearer {Secret}", r.Authorization));
        Assert.NotEmpty(server.Requests);
        var shown = outcome.Output + outcome.Error;
        Assert.DoesNotContain(Secret[..12], shown, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String(Encoding.UTF8.GetBytes($"Bearer {Secret}"))[12..^6], shown, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', shown);
        Assert.DoesNotContain('\u202e', shown);
    }

    [Theory]
    [InlineData(401, "Incorrect API key", "refuses the key (401)")]
    [InlineData(402, "pay first", "The quota or credit at ")]
    public async Task Knowledge_FaultOfTheWholeRun_StopsWithWhatCameBefore(int status, string message, string expected)
    {
        await using var server = await LoopbackChatServer.StartAsync((body, _, context) => LoopbackChatServer
            .UserText(body)
            .Contains("Oslo", StringComparison.Ordinal)
            ? LoopbackChatServer.FailAsync(context, status, message)
            : LoopbackChatServer.SendAsync(context, "Named entities:None"));
        var data = Directory.CreateDirectory(folder["data"]).FullName;
        File.WriteAllText(Path.Combine(data, "train.txt"), "IMGID:1\nRihanna\tB-PER\n\nIMGID:2\nParis\tB-LOC\n\nIMGID:3\nOslo\tB-LOC\n\n");
        var output = Path.Combine(folder.Path, "out.txt");
        var profile = Profile(server.Endpoint, """ "apiKeyVariable": "MY_KEY", "maxConcurrency": 1 """);

        var outcome = await RivegProcess.RunInAsync(
            new Dictionary<string, string?> { ["MY_KEY"] = Secret },
            "knowledge", "--dataset", $"twitter-2015:{data}", "--split", "train", "--profile", profile, "-o", output);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains(expected, outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken)).Split("<EOS>").Length - 1);
    }

    [Theory]
    [InlineData(""" "maxConcurrency": 1, "requestBudget": 2 """, 200, "The budget of 2 requests is spent")]
    [InlineData(""" "maxConcurrency": 1 """, 401, "asks for a key (401)")]
    [InlineData(""" "maxConcurrency": 1 """, 402, "The quota or credit at ")]
    public async Task Annotate_FaultOfTheWholeRun_StopsAndGoesOnWithResume(string settings, int status, string expected)
    {
        var broken = true;
        await using var server = await LoopbackChatServer.StartAsync((_, n, context) => broken && n >= 2
            ? LoopbackChatServer.FailAsync(context, status == 200 ? 400 : status, "no")
            : LoopbackChatServer.SendAsync(context, "Named entities:None"));
        var (posts, output, cache) = (Path.Combine(folder.Path, "posts.jsonl"),
            Path.Combine(folder.Path, "out.jsonl"),
            Path.Combine(folder.Path, "cache"));
        File.WriteAllLines(posts, Enumerable.Range(0, 40).Select(i => $$"""{"id":"p{{i}}","text":"Rihanna sings in Oslo, take {{i}}"}"""));
        string[] arguments = ["annotate", posts, "--profile", Profile(server.Endpoint, settings), "--cache", cache, "-o", output];

        var stopped = await RivegProcess.RunAsync(arguments);
        var written = File.ReadAllLines(output);
        broken = false;
        Profile(server.Endpoint, string.Empty);
        var resumed = await RivegProcess.RunAsync([.. arguments, "--resume"]);

        Assert.Equal(3, stopped.ExitCode);
        Assert.Contains(expected, stopped.Error, StringComparison.Ordinal);
        Assert.Contains("--resume", stopped.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", stopped.Error, StringComparison.Ordinal);
        Assert.All(written, l => Assert.DoesNotContain("\"error\"", l, StringComparison.Ordinal));
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(40, File.ReadAllLines(output).Length);
    }

    private static void AssertOneLine(RivegProcess.Outcome outcome, string expected)
    {
        Assert.True(outcome.ExitCode == 2, $"{outcome.ExitCode}: {outcome.Error}");
        Assert.Contains(expected, Assert.Single(outcome.Error.TrimEnd('\n').Split('\n')), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, outcome.Output + outcome.Error, StringComparison.Ordinal);
    }

    private string Profile(Uri endpoint, string settings)
    {
        var path = Path.Combine(folder.Path, "profile.json");
        File.WriteAllText(
            path,
            $$"""{ "extends": "builtin", "chat": { "endpoint": "{{endpoint}}", "model": "m"{{(settings.Length > 0 ? "," : "")}} """
                + $$"""{{settings}} }, "stages": { "knowledge": "chat" } }""");
        return path;
    }

    private Task<RivegProcess.Outcome> RunAsync(Uri endpoint, string settings, string variable, string? value) => RivegProcess.RunInAsync(
        new Dictionary<string, string?> { ["OPENAI_API_KEY"] = null, [variable] = value },
        "annotate",
        "Rihanna sings in Oslo",
        "--profile",
        Profile(endpoint, settings));
}
