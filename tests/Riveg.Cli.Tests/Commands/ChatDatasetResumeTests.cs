using System.Text.Json.Nodes;
using System.Text.Json;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Commands;

/// <summary>What a language model answered about a split is not asked twice, and not lost.</summary>
public sealed class ChatDatasetResumeTests : CommandFolder
{
    private const string Split =
        "IMGID:1\nRihanna\tB-PER\nsings\tO\n\nIMGID:2\nParis\tB-LOC\n\nIMGID:3\nAdele\tB-PER\nin\tO\nOslo\tB-LOC\n\n";

    [Fact]
    public async Task AnswersThatAreThere_AreReplacedOnlyWhenAsked()
    {
        await using var server = await LoopbackChatServer.StartAsync(Answer);
        foreach (var verb in new[] { "knowledge", "expand" })
        {
            var output = Write($"{verb}.txt", "what was paid for\n");
            await RefusedAsync(
                $"{output} is there already; go on with it by --resume, replace it by --force, or name another file.",
                Arguments(verb, server.Endpoint, output));
            Assert.Equal("what was paid for\n", File.ReadAllText(output));
            var foreign = await RivegProcess.RunAsync([.. Arguments(verb, server.Endpoint, output), "--resume"]);
            Assert.Equal((2, "what was paid for\n"), (foreign.ExitCode, File.ReadAllText(output)));
            var dead = await RivegProcess.RunAsync([.. Arguments(verb, new Uri("http://127.0.0.1:9/v1"), output), "--force"]);
            Assert.Equal((3, "what was paid for\n"), (dead.ExitCode, File.ReadAllText(output)));
            Assert.Equal(0, (await RivegProcess.RunAsync([.. Arguments(verb, server.Endpoint, output), "--force"])).ExitCode);
            Assert.DoesNotContain("what was paid for", File.ReadAllText(output), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Knowledge_Resumed_AsksOnlyForWhatIsMissing()
    {
        await using var server = await LoopbackChatServer.StartAsync(Answer);
        var whole = At("whole.txt");
        Assert.Equal(0, (await RivegProcess.RunAsync(Arguments("knowledge", server.Endpoint, whole))).ExitCode);
        var blocks = File.ReadAllText(whole).Split("\n\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(3, blocks.Length);

        // The second answer was cut off by a kill, the first one is whole.
        var output = Write("out.txt", $"{blocks[0]}\n\n{blocks[1][..^10]}");
        var before = server.Requests.Count;
        var outcome = await RivegProcess.RunAsync([.. Arguments("knowledge", server.Endpoint, output), "--resume"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(2, server.Requests.Count - before);
        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(output));
    }

    [Fact]
    public async Task Expansions_Resumed_AskOnlyForWhatIsMissing()
    {
        await using var server = await LoopbackChatServer.StartAsync(Answer);
        var whole = At("whole.jsonl");
        Assert.Equal(0, (await RivegProcess.RunAsync(Arguments("expand", server.Endpoint, whole))).ExitCode);
        var lines = File.ReadAllLines(whole);
        Assert.Equal(4, lines.Length);
        var output = Write("out.jsonl", $"{lines[0]}\n{lines[1]}\n{lines[2][..12]}");
        var before = server.Requests.Count;
        var outcome = await RivegProcess.RunAsync([.. Arguments("expand", server.Endpoint, output), "--resume"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(1, server.Requests.Count - before);
        Assert.Equal(File.ReadAllText(whole), File.ReadAllText(output));
    }

    [Theory]
    [InlineData("knowledge")]
    [InlineData("expand")]
    public async Task Killed_KeepsWhatWasAnswered(string verb)
    {
        var answered = 0;
        await using var server = await LoopbackChatServer.StartAsync(async (body, _, context) =>
        {
            // The first two posts are answered, the third one never is.
            if (LoopbackChatServer.UserText(body).Contains("Oslo", StringComparison.Ordinal))
            {
                await Task.Delay(Timeout.Infinite, context.RequestAborted);
            }

            await LoopbackChatServer.SendAsync(context, Answer(body));
            Interlocked.Increment(ref answered);
        });
        var output = At("out.txt");
        using var process = RivegProcess.Start(Arguments(verb, server.Endpoint, output));
        while (!File.Exists(output) || Answers(File.ReadAllText(output)) < 2 || Volatile.Read(ref answered) < 2)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }

        await Task.Delay(200, TestContext.Current.CancellationToken);
        process.Kill();
        await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Equal(2, Answers(File.ReadAllText(output)));

        int Answers(string text) => verb == "knowledge"
            ? text.Split("<EOS>").Length - 1
            : text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Length;
    }

    [Theory]
    [InlineData("knowledge")]
    [InlineData("expand")]
    public async Task Output_ThatIsAFileOfTheDataSet_IsRefused(string verb)
    {
        var arguments = Arguments(verb, new Uri("http://127.0.0.1:9/v1"), At("set", "train.txt"));
        await RefusedAsync(
            $"-o {At("set", "train.txt")} is the input {At("set", "train.txt")} itself, which would be lost; name another file.",
            [.. arguments, "--force"]);
        Assert.Equal(Split, File.ReadAllText(At("set", "train.txt")));
    }

    [Theory]
    [InlineData("expand", "{\"id\":\"1\",\"text\":\"my posts\"}")]
    [InlineData("expand", "my notes")]
    [InlineData("knowledge", "\tmy notes\nmore")]
    [InlineData("knowledge", "Rihanna is a singer")]
    [InlineData("knowledge", "Rihanna\tB-PER\nsings\tO\n<EOS>\tX\nNamed\tX\n\nmy notes\n")]
    public async Task Resume_OntoAForeignFile_IsRefusedAndItIsNotTouched(string verb, string content)
    {
        var output = Write("foreign", content);
        var outcome = await RivegProcess.RunAsync([.. Arguments(verb, new Uri("http://127.0.0.1:9/v1"), output), "--resume"]);
        Assert.Equal((2, content), (outcome.ExitCode, File.ReadAllText(output)));
    }

    [Theory]
    [InlineData("knowledge")]
    [InlineData("expand")]
    public async Task Resume_WithAnotherProfile_IsRefusedAndTheFileIsNotTouched(string verb)
    {
        await using var server = await LoopbackChatServer.StartAsync(Answer);
        var output = At("out.txt");
        var arguments = Arguments(verb, server.Endpoint, output);
        Assert.Equal(0, (await RivegProcess.RunAsync(arguments)).ExitCode);
        var (content, asked) = (File.ReadAllText(output), server.Requests.Count);

        var other = Write("other.json", File.ReadAllText(At("profile.json")).Replace("\"m\"", "\"n\"", StringComparison.Ordinal));
        string[] Taking(string profile, string how) =>
            [.. arguments.Select(a => a == At("profile.json") ? profile : a), how];
        var stage = verb == "knowledge" ? "knowledge" : "expansion";
        await RefusedAsync(
            $"{output} belongs to another run: its stages.{stage}.model is m, this run's is n; "
            + "name another file, or replace it by --force.",
            Taking(other, "--resume"));
        Assert.Equal((content, asked), (File.ReadAllText(output), server.Requests.Count));

        Assert.Equal(0, (await RivegProcess.RunAsync(Taking(At("profile.json"), "--resume"))).ExitCode);
        Assert.Equal(0, (await RivegProcess.RunAsync(Taking(other, "--force"))).ExitCode);
        Assert.Equal(0, (await RivegProcess.RunAsync(Taking(other, "--resume"))).ExitCode);
        Write("out.txt.origin.json", "my notes");
        foreach (var how in new[] { "--resume", "--force" })
        {
            Assert.Equal(2, (await RivegProcess.RunAsync(Taking(other, how))).ExitCode);
            Assert.Equal("my notes", File.ReadAllText(At("out.txt.origin.json")));
        }

        File.Delete(At("out.txt.origin.json"));
        var unknown = await RivegProcess.RunAsync(Taking(At("profile.json"), "--resume"));
        Assert.Equal(
            (0, $"riveg: who answered in {output} is not known ({output}.origin.json is not there)."),
            (unknown.ExitCode, unknown.Error.Split(Environment.NewLine)[0]));
    }

    [Fact]
    public async Task Resume_OfSeveralProfiles_SaysWhatToDoInstead()
    {
        var arguments = Arguments("knowledge", new Uri("http://127.0.0.1:9/v1"), At("x"));
        await RefusedAsync(
            "--resume goes with one --profile, since the file does not say whose its answers are; with several, "
            + "run again with --force and the same --cache.",
            [.. arguments, "--profile", At("profile.json"), "--resume"]);
    }

    [Fact]
    public async Task OwnPosts_AreAskedAboutAndTheAnswersFitThem()
    {
        await using var server = await LoopbackChatServer.StartAsync(Answer);
        var own = Write("own.jsonl", """
            {"id":"1","text":"#RihannaParis  sings\n IMGID:x","tokens":[[0,13],[15,20]],"entities":[{"start":1,"end":8,"type":"PER"},{"start":8,"end":13,"type":"LOC"},{"start":28,"end":29,"type":"X"}]}
            {"id":"2","text":"Rihanna\u00A0sings","entities":[{"start":0,"end":7,"type":"PER"}]}
            """);
        string[] Own(string verb, string output) =>
            [verb, "--dataset", $"riveg:{own}", "--profile", Arguments(verb, server.Endpoint, output)[^3], "-o", output];
        foreach (var (verb, output) in new[] { ("knowledge", At("k.txt")), ("expand", At("e.jsonl")) })
        {
            var outcome = await RivegProcess.RunAsync(Own(verb, output));
            Assert.True(outcome.ExitCode == 0, outcome.Error);
            var content = File.ReadAllText(output);
            var asked = server.Requests.Count;
            Assert.Equal(0, (await RivegProcess.RunAsync([.. Own(verb, output), "--resume"])).ExitCode);
            Assert.Equal((asked, content), (server.Requests.Count, File.ReadAllText(output)));
        }

        Assert.StartsWith(
            "#\tO\nRihanna\tB-PER\nParis\tB-LOC\nsings\tO\nIMGID\tO\n:\tO\nx\tB-X\n<EOS>\tX\n",
            File.ReadAllText(At("k.txt")),
            StringComparison.Ordinal);
        var converted = await RivegProcess.RunAsync(
            "dataset", "convert", $"riveg:{own}", "--knowledge", At("k.txt"), "--to", "riveg", "-o", At("with.jsonl"));
        Assert.Equal((0, string.Empty), (converted.ExitCode, converted.Error));
        Assert.All(Lines(File.ReadAllText(At("with.jsonl"))), l => Assert.Contains(
            "Rihanna is a singer", l.GetProperty("knowledge").GetString(), StringComparison.Ordinal));
    }

    private static string Answer(JsonNode body)
    {
        var text = LoopbackChatServer.UserText(body);
        return text.Contains("Entities:", StringComparison.Ordinal)
            ? JsonSerializer.Serialize(new Dictionary<string, string> { ["1"] = "somebody known", ["2"] = "a city" })
            : "Named entities:1. Rihanna (person)Reasoning:Rihanna is a singer.";
    }

    private string[] Arguments(string verb, Uri endpoint, string output)
    {
        Write("set/train.txt", Split);
        var profile = Write(
            "profile.json",
            $$"""{ "extends": "builtin", "chat": { "endpoint": "{{endpoint}}", "model": "m", "maxRetries": 0 }, "stages": { "knowledge":"""
                + $$""" "chat", "expansion": "chat" } }""");
        return [verb, "--dataset", $"twitter-2015:{At("set")}", "--split", "train", "--profile", profile, "-o", output];
    }
}
