using System.Text.Json.Nodes;
using System.Text.Json;
using Riveg.Evaluation.Datasets;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Commands;

/// <summary>The command with chat stages, against a server that really speaks the protocol.</summary>
public sealed class ChatProfileTests : IDisposable
{
    private readonly TemporaryFolder folder = new("riveg-chat-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Annotate_SamplePostsWithChatStages_AsksOnceAndIsByteIdenticalFromTheStore()
    {
        await using var server = await LoopbackChatServer.StartAsync(Answer);
        var arguments = Arguments(server.Endpoint, "out.jsonl");
        var first = await RivegProcess.RunAsync(arguments);
        Assert.True(first.ExitCode == 0, first.Error);
        var asked = server.Requests.Count;
        Assert.True(asked > 0);
        var lines = File.ReadAllLines(Path.Combine(folder.Path, "out.jsonl")).Select(l => JsonDocument.Parse(l).RootElement).ToList();
        Assert.Contains(
            lines,
            l => l.GetProperty("provenance").GetProperty("knowledge").GetString()!.StartsWith("Named entities:", StringComparison.Ordinal));
        Assert.Contains(
            lines.SelectMany(l => l.GetProperty("entities").EnumerateArray()),
            e => e.GetProperty("regions").GetArrayLength() == 1 && e.GetProperty("entailmentAnswer").GetString() == "yes");

        var second = await RivegProcess.RunAsync([.. Arguments(server.Endpoint, "again.jsonl"), "--offline"]);
        Assert.Equal((0, asked), (second.ExitCode, server.Requests.Count));
        Assert.Equal(
            File.ReadAllBytes(Path.Combine(folder.Path, "out.jsonl")), File.ReadAllBytes(Path.Combine(folder.Path, "again.jsonl")));
        Assert.Contains("from the store", second.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_KilledAndStartedAgain_RepeatsNoAnsweredCallAndLosesNoPost()
    {
        var answered = 0;
        await using var server = await LoopbackChatServer.StartAsync(async (body, _, context) =>
        {
            await Task.Delay(50, context.RequestAborted);
            await LoopbackChatServer.SendAsync(context, Answer(body));
            Interlocked.Increment(ref answered);
        });
        var posts = Path.Combine(folder.Path, "posts.jsonl");
        File.WriteAllLines(posts, Enumerable.Range(0, 60).Select(i => $$"""{"id":"{{i}}","text":"Rihanna sings in Paris, take {{i}}"}"""));
        var arguments = Arguments(server.Endpoint, "out.jsonl", posts);
        using (var process = RivegProcess.Start(arguments))
        {
            while (Volatile.Read(ref answered) < 25 && !process.HasExited)
            {
                await Task.Delay(10, TestContext.Current.CancellationToken);
            }

            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }

        var before = server.Requests.Count;
        var resumed = await RivegProcess.RunAsync([.. arguments, "--resume"]);
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(Enumerable.Range(0, 60).Select(i => i.ToString()), File.ReadLines(Path.Combine(folder.Path, "out.jsonl"))
            .Select(l => JsonDocument.Parse(l).RootElement.GetProperty("id").GetString()));

        // Only calls that were under way when the process died may be asked again.
        var repeated = server.Requests.Select(r => r.Body["messages"]!.ToJsonString()).CountBy(b => b).Count(b => b.Value > 1);
        Assert.InRange(repeated, 0, 8);
        Assert.True(before < server.Requests.Count);
    }

    [Fact]
    public async Task Annotate_NothingReached_ListsThePostsAndSaysSoByItsExitCode()
    {
        var outcome = await RivegProcess.RunAsync(Arguments(new Uri("http://127.0.0.1:9/v1"), "out.jsonl"));
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("riveg: post ", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task Knowledge_OfASplit_IsWrittenInTheAuthorsFormAndReadBack()
    {
        await using var server = await LoopbackChatServer.StartAsync(Answer);
        var data = Path.Combine(folder.Path, "data");
        Directory.CreateDirectory(data);
        File.WriteAllText(Path.Combine(data, "train.txt"), "IMGID:1\nRihanna\tB-PER\nsings\tO\n\nIMGID:2\nParis\tB-LOC\n\n");
        var output = Path.Combine(folder.Path, "knowledge", "train.txt");
        var outcome = await RivegProcess.RunAsync(
            "knowledge", "--dataset", $"twitter-2015:{data}", "--split", "train", "--profile", Profile(server.Endpoint), "-o", output);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.StartsWith(
            "Rihanna\tB-PER\nsings\tO\n<EOS>\tX\nNamed\tX\n",
            await File.ReadAllTextAsync(output, TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task Annotate_RecordedKnowledgeThroughTheStore_FindsWhatItFindsFromTheFile()
    {
        var (data, knowledge) = (SharedFolder.Resolve("data", "twitter-gmner", "Twitter10000_v2.0"),
            SharedFolder.Resolve("data", "twitter-gmner", "knowledge", "dev.txt"));
        var posts = DatasetReference
            .Parse($"twitter-gmner:{data}")
            .ReadSplit("dev", new DatasetReadOptions { KnowledgeFiles = [knowledge] }).Posts
            .Select(p => p.Post)
            .ToList();
        var recorded = posts.Where(p => p.AuxiliaryKnowledge is not null)
            .GroupBy(p => p.Text)
            .ToDictionary(g => g.Key, g => g.First().AuxiliaryKnowledge!);
        await using var server = await LoopbackChatServer.StartAsync(body => recorded[AskedText(body)]);
        var asked = Path.Combine(folder.Path, "asked.jsonl");
        File.WriteAllLines(asked, posts.Where(p => recorded.ContainsKey(p.Text)).Select(
            p => JsonSerializer.Serialize(new { id = p.Id, text = p.Text, tokens = p.Tokens!.Select(t => new[] { t.Start, t.End }) })));
        var known = Path.Combine(folder.Path, "known.jsonl");
        File.WriteAllLines(
            known,
            posts.Where(p => recorded.ContainsKey(p.Text)).Select(p => JsonSerializer.Serialize(
                new { id = p.Id, text = p.Text, tokens = p.Tokens!.Select(t => new[] { t.Start, t.End }), knowledge = recorded[p.Text] })));
        var profile = Path.Combine(folder.Path, "knowledge.json");
        File.WriteAllText(
            profile,
            $$"""{ "extends": "builtin", "chat": { "endpoint": "{{server.Endpoint}}", "model": "recorded" }, "stages": { "knowledge":"""
                + $$""" "chat" } }""");

        var (fromFile, fromStore) = (Path.Combine(folder.Path, "file.jsonl"), Path.Combine(folder.Path, "store.jsonl"));
        Assert.Equal(0, (await RivegProcess.RunAsync("annotate", known, "-o", fromFile)).ExitCode);
        var outcome = await RivegProcess.RunAsync(
            "annotate", asked, "--profile", profile, "--cache", Path.Combine(folder.Path, "cache"), "-o", fromStore);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(Entities(fromFile), Entities(fromStore));
    }

    private static IEnumerable<string> Entities(string path) =>
        File.ReadLines(path).Select(l => JsonDocument.Parse(l).RootElement.GetProperty("entities").GetRawText());

    // The post stands last in the prompt, its text as a JSON string behind "Text:".
    private static string AskedText(JsonNode body)
    {
        var prompt = LoopbackChatServer.UserText(body);
        var line = prompt[(prompt.LastIndexOf("Text: ", StringComparison.Ordinal) + 6)..].Split('\n')[0];
        return JsonSerializer.Deserialize<string>(line)!;
    }

    private static string Answer(JsonNode body)
    {
        var text = LoopbackChatServer.UserText(body);
        return text switch
        {
            _ when text.Contains("Answer yes or no", StringComparison.Ordinal) => "yes",
            _ when text.Contains("Where in the picture", StringComparison.Ordinal) => "[100, 100, 500, 600]",
            _ when text.Contains("What does the picture show", StringComparison.Ordinal) => "A singer on a stage.",
            _ when text.Contains("Entities:", StringComparison.Ordinal) =>
                """{"1": "a singer in a red dress", "2": "an arena", "3": "a city"}""",
            _ => "Named entities:1. Rihanna (person/singer)2. Paris (city)Reasoning:Rihanna is a singer. Paris is a city.",
        };
    }

    private string[] Arguments(Uri endpoint, string output, string? posts = null) =>
    [
        "annotate", posts ?? Path.Combine(SharedFolder.RepositoryRoot, "samples", "posts.jsonl"), "--profile", Profile(endpoint),
        "--cache", Path.Combine(folder.Path, "cache"), "-o", Path.Combine(folder.Path, output),
    ];

    private string Profile(Uri endpoint)
    {
        var path = Path.Combine(folder.Path, "profile.json");
        File.WriteAllText(path, $$"""
            { "extends": "builtin",
              "chat": { "endpoint": "{{endpoint}}", "model": "qwen2.5-vl-7b", "maxConcurrency": 8 },
              "stages": { "captions": "chat", "knowledge": "chat", "expansion": "chat", "entailment": "chat", "grounding": "chat" } }
            """);
        return path;
    }
}
