using Riveg.TestKit;
using Riveg.TestKit.ModelServers;

namespace Riveg.Cli.Tests.Commands;

/// <summary><c>riveg doctor</c> with the language models of a profile, and with servers on this machine.</summary>
public sealed class DoctorCommandTests : CommandFolder
{
    private const string Key = "sk-very-secret-0123456789";

    // Nobody listens there.
    private const string Nobody = "9";

    [Fact]
    public async Task Doctor_ProfileWhoseModelWorks_SaysAllAndEndsWell()
    {
        await using var server = await StubModelServer.StartAsync(new ServerForms.LlamaCpp());

        var outcome = await RivegProcess.RunAsync("doctor", "--profile", Profile(server.Endpoint, "Qwen3-VL-4B-Instruct"));

        Assert.Equal(
            (0, "riveg: asking \"Qwen3-VL-4B-Instruct\" at " + server.Endpoint
                + " about one drawn picture: a few requests, at most 16; nothing is stored." + Environment.NewLine),
            (outcome.ExitCode, outcome.Error));
        string[] questions =
            ["reachable", "key", "model", "pictures", "boxes", "log-probabilities", "structured output", "settings", "speed"];
        Assert.Equal(questions, Rows(outcome.Output, "question").Select(r => r[0]));
        Assert.All(Rows(outcome.Output, "question"), r => Assert.Equal("ok", r[1]));
        Assert.Contains("asked with 3 requests, 3300 + 36 tokens.", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("llama.cpp: Start llama-server with --image-min-tokens 1024", outcome.Output, StringComparison.Ordinal);
        Assert.Equal(3, server.Chats.Count);
    }

    [Fact]
    public async Task Doctor_ProfileWithAnotherBoxConvention_SaysWhatToSetAndEndsWithThree()
    {
        await using var server = await StubModelServer.StartAsync(new ServerForms.LlamaCpp());
        var profile = Profile(server.Endpoint, "Qwen3-VL-4B-Instruct", """ "boxConvention": "gemini" """);

        var outcome = await RivegProcess.RunAsync("doctor", "--profile", profile);

        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal("TO DO", Rows(outcome.Output, "question").Single(r => r[0] == "boxes")[1]);
        Assert.Contains("set \"chat.boxConvention\" to \"thousandths\".", outcome.Output, StringComparison.Ordinal);
        Assert.EndsWith(
            $"riveg: profile {profile} is not ready; the tables say what to do.{Environment.NewLine}",
            outcome.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_StagesWithModelsOfTheirOwn_AsksEachOnce()
    {
        await using var one = await StubModelServer.StartAsync(new ServerForms.LlamaCpp());
        await using var other = await StubModelServer.StartAsync(new ServerForms.LlamaCpp { HasProjector = false });
        var profile = Write("two.json", $$"""
            { "extends": "vlm",
              "chat": { "endpoint": "{{one.Endpoint}}", "model": "Qwen3-VL-4B-Instruct" },
              "stages": { "knowledge": { "use": "chat", "chat": { "endpoint": "{{other.Endpoint}}" } },
                          "expansion": { "use": "chat", "chat": { "endpoint": "{{other.Endpoint}}", "temperature": 0.5 } } } }
            """);

        var outcome = await RivegProcess.RunAsync("doctor", "--profile", profile);

        // Knowledge and expansion need no pictures.
        Assert.True(outcome.ExitCode == 0, outcome.Output + outcome.Error);
        Assert.Equal((3, 2), (one.Chats.Count, other.Chats.Count));
        Assert.Contains(": captions, entailment, grounding", outcome.Output, StringComparison.Ordinal);
        Assert.Contains(": knowledge, expansion", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_ServerOnThisMachine_PrintsAProfileThatThenWorks()
    {
        await using var server = await StubModelServer.StartAsync(new ServerForms.Ollama());

        var found = await RivegProcess.RunInAsync(
            new Dictionary<string, string?> { ["RIVEG_CHAT_ENDPOINT"] = null, ["HF_HUB_CACHE"] = At("hub"), ["RIVEG_HOME"] = At("home") },
            "doctor",
            "--port",
            Nobody,
            "--port",
            $"{server.Address.Port}");

        Assert.Empty(server.Chats);
        Assert.Contains(
            $"Ollama 0.12.6 answers at {server.Address} with \"qwen3-vl:4b-instruct\", which sees pictures.",
            found.Output,
            StringComparison.Ordinal);
        var lines = found.Output.Split('\n').Select(l => l.TrimEnd()).ToList();
        var profile = Write("chat.json", string.Join('\n', lines[lines.IndexOf("{")..(lines.IndexOf("}") + 1)]));
        var tried = await RivegProcess.RunAsync("doctor", "--profile", profile);
        Assert.True(tried.ExitCode == 0, tried.Output + tried.Error);
        var annotated = await RivegProcess.RunAsync(
            "annotate", "Adele sings", "--image", Concert, "--profile", profile, "--format", "json");
        Assert.True(annotated.ExitCode == 0, annotated.Error);
    }

    [Fact]
    public async Task Doctor_ProfileWithoutAnEndpoint_LooksForAServer()
    {
        await using var server = await StubModelServer.StartAsync(new ServerForms.LMStudio());
        var environment = new Dictionary<string, string?> { ["RIVEG_CHAT_ENDPOINT"] = null, ["RIVEG_CHAT_MODEL"] = null };

        var found = await RivegProcess.RunInAsync(environment, "doctor", "--profile", "vlm", "--port", $"{server.Address.Port}");
        var none = await RivegProcess.RunInAsync(environment, "doctor", "--profile", "vlm", "--port", Nobody);

        Assert.Equal((3, 3), (found.ExitCode, none.ExitCode));
        Assert.Contains("\"model\": \"qwen/qwen3-vl-4b\"", found.Output, StringComparison.Ordinal);
        Assert.Contains("give it, or set RIVEG_CHAT_ENDPOINT", found.Output, StringComparison.Ordinal);
        Assert.Contains("no server of language models answers on this machine at port 9; ", none.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_NothingToAsk_AsksNothing()
    {
        await using var server = await StubModelServer.StartAsync(new ServerForms.LlamaCpp());

        var builtin = await RivegProcess.RunAsync("doctor", "--profile", "builtin");
        var offline = await RivegProcess.RunAsync("doctor", "--offline", "--profile", Profile(server.Endpoint, "Qwen3-VL-4B-Instruct"));

        Assert.Equal((0, 0), (builtin.ExitCode, offline.ExitCode));
        Assert.Equal((string.Empty, string.Empty), (builtin.Error, offline.Error));
        Assert.Equal("nothing: ready", Assert.Single(Rows(builtin.Output, "profile"))[3]);
        Assert.Empty(server.Paths);
    }

    [Fact]
    public async Task Doctor_NothingReached_IsAFindingAndThree()
    {
        await using var other = await StubModelServer.StartAsync(new ServerForms.LMStudio());
        var outcome = await RivegProcess.RunAsync(
            "doctor", "--profile", Profile(new Uri("http://127.0.0.1:9/v1"), "m"), "--port", $"{other.Address.Port}");

        Assert.Equal(3, outcome.ExitCode);
        Assert.Equal(["reachable"], Rows(outcome.Output, "question").Select(r => r[0]));
        Assert.Contains($"LM Studio answers at {other.Address}", outcome.Output, StringComparison.Ordinal);
        Assert.Contains("Nothing answers at http://127.0.0.1:9/v1; start the server", outcome.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Output + outcome.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Doctor_ServiceThatRepeatsTheKeyAndSteersTheTerminal_ShowsNeither()
    {
        await using var server = await LoopbackChatServer.StartAsync((_, n, context) => n == 0
            ? LoopbackChatServer.SendAsync(context, $"\u001b]0;{Key}\u0007 {context.Request.Headers.Authorization}")
            : LoopbackChatServer.FailAsync(context, 400, $"\u001b[2J you sent {context.Request.Headers.Authorization}"));
        var profile = Profile(server.Endpoint, "m", """ "apiKeyVariable": "MY_KEY" """);

        var outcome = await RivegProcess.RunInAsync(new Dictionary<string, string?> { ["MY_KEY"] = Key }, "doctor", "--profile", profile);

        Assert.Equal(3, outcome.ExitCode);
        Assert.All(server.Requests, r => Assert.Equal($"Bearer {Key}", r.Authorization));
        Assert.DoesNotContain(Key[..12], outcome.Output + outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', outcome.Output + outcome.Error);
    }

    [Theory]
    [InlineData("--port is 1 to 65535, not 0; --port is 1 to 65535, not 99999.", "--port", "0", "--port", "99999")]
    [InlineData("--offline asks no server, --port says where to look for one; give one of them.", "--offline", "--port", "8080")]
    public Task Doctor_WrongUse_IsOneLine(string message, params string[] options) => RefusedAsync(message, ["doctor", .. options]);

    [Fact]
    public async Task Doctor_ProfileThatIsNotThere_IsOneLine()
    {
        var outcome = await RivegProcess.RunAsync("doctor", "--profile", At("none.json"));

        Assert.Equal((2, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.Contains("none.json", Assert.Single(outcome.Error.TrimEnd().Split('\n')), StringComparison.Ordinal);
    }

    private string Profile(Uri endpoint, string model, string? more = null) => Write("profile.json", $$"""
        { "extends": "vlm", "chat": { "endpoint": "{{endpoint}}", "model": "{{model}}", "retryDelaySeconds": 0{{(more is null ? "" : ",")}} {{more}} } }
        """);

    // The rows of the table whose first column is so called; a cell on several lines is its first one.
    private static IReadOnlyList<string[]> Rows(string output, string firstColumn) =>
    [
        .. output.Split('\n')
            .Where(l => l.StartsWith('│'))
            .Select(l => l.Split('│').Skip(1).Select(c => c.Trim()).ToArray())
            .SkipWhile(c => c[0] != firstColumn)
            .Skip(1)
            .TakeWhile(c => c[0] != "question" || firstColumn == "question")
            .Where(c => c[0].Length > 0),
    ];
}
