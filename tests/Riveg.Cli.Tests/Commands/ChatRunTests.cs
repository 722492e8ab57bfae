using System.Text.Json.Nodes;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Commands;

/// <summary>What holds for a whole run that asks language models: its examples, its budget, its warnings.</summary>
public sealed class ChatRunTests : CommandFolder
{
    private const string Own = """
        {"id":"a","text":"Barack Obama met Angela Merkel in Berlin &amp; left https://t.co/abc","image":{"path":"p.png"},"entities":[{"start":0,"end":12,"type":"PER","regions":[{"box":[100,100,300,500]}]}]}
        {"id":"b","text":"Angela Merkel again","image":{"path":"p.png"},"entities":[{"start":0,"end":13,"type":"PER","regions":[{"box":[100,100,300,500]}]}]}

        """;

    // Of post a by its text as another data set writes it, of post b by its id, and two of other posts.
    private const string Examples = """
        {"id":"x1","text":"barack obama met angela merkel in berlin & left","answer":"LEAK a"}
        {"id":"b","text":"quite another","answer":"LEAK b"}
        {"id":"x2","text":"Barack Obama met nobody","answer":"FINE 1"}
        {"id":"x3","text":"Angela Merkel sings","answer":"FINE 2"}

        """;

    [Theory]
    [InlineData("annotate", "dev", 0)]
    [InlineData("annotate", "train", 1)]
    [InlineData("annotate", null, 0)]
    [InlineData("knowledge", "dev", 0)]
    [InlineData("knowledge", "train", 1)]
    [InlineData("benchmark", null, 0)]
    public async Task Examples_OfTheDataUnderEvaluation_AreShownToNoModel(string verb, string? split, int leaksInEach)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "Named entities:None");
        var data = Data(split);
        string[] asked = verb switch
        {
            "benchmark" => ["benchmark", "photos"],
            "knowledge" => ["knowledge", "-o", At("out.txt")],
            _ => ["annotate", "-o", At("out.jsonl")],
        };

        var outcome = await RivegProcess.RunAsync(
        [
            .. asked, "--dataset", data, .. split is null ? Array.Empty<string>() : ["--split", split],
            "--profile", Profile(server.Endpoint, examples: true),
        ]);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(2, server.Requests.Count);
        Assert.All(server.Requests, r => Assert.Equal((leaksInEach, 2), (Count(r.Body, "LEAK"), Count(r.Body, "FINE"))));
        Assert.Equal(
            leaksInEach == 0
                ? ["warning: 2 annotated examples belong to the data under evaluation and are not shown: x1, b"]
                : [],
            Warnings(outcome.Error));
    }

    [Fact]
    public async Task Examples_OfAPostInAFile_AreNeverItsOwn()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "Named entities:None");
        var posts = Write("posts.jsonl", "{\"id\":\"1\",\"text\":\"Barack Obama met Angela Merkel, in BERLIN & left\"}\n");

        var outcome = await RivegProcess.RunAsync(
            "annotate", posts, "-o", At("out.jsonl"), "--profile", Profile(server.Endpoint, examples: true));

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var prompt = LoopbackChatServer.UserText(Assert.Single(server.Requests).Body);
        Assert.DoesNotContain("LEAK a", prompt, StringComparison.Ordinal);
        Assert.Contains("LEAK b", prompt, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("annotate")]
    [InlineData("knowledge")]
    [InlineData("expand")]
    [InlineData("benchmark")]
    public async Task Warnings_OfALibrary_AreOneLineEachOnceWithoutControlCharacters(string verb)
    {
        await using var server = await LoopbackChatServer.StartAsync((body, _, context) => body["temperature"] is not null
            ? RefuseAsync(context, "temperature")
            : body["seed"] is not null
                ? RefuseAsync(context, "seed")
                : LoopbackChatServer.SendAsync(context, "{\"1\": \"a politician\"}"));
        string[] asked = verb switch
        {
            "benchmark" => ["benchmark", "photos"],
            "annotate" => ["annotate", "-o", At("out.jsonl")],
            _ => [verb, "-o", At("out.txt")],
        };

        var outcome = await RivegProcess.RunAsync(
            [.. asked, "--dataset", Data(null), "--profile", Profile(server.Endpoint, model: "m\u001b[31m\u202e\n")]);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(
            [
                """warning: m\u001b[31m\u202e  refuses the setting temperature; it is asked without it from now on.""",
                """warning: m\u001b[31m\u202e  refuses the setting seed; it is asked without it from now on.""",
            ],
            Warnings(outcome.Error));
        Assert.DoesNotContain('\u001b', outcome.Error);
        Assert.DoesNotContain('\u202e', outcome.Error);
    }

    [Fact]
    public async Task Warnings_AboutManyPosts_AreOneEach()
    {
        await using var server = await LoopbackChatServer.StartAsync((body, _, context) => Count(body, "FINE") + Count(body, "LEAK") > 0
            ? LoopbackChatServer.FailAsync(context, 400, "maximum context length exceeded", "context_length_exceeded")
            : LoopbackChatServer.SendAsync(context, "Named entities:None"));
        string[] arguments =
        [
            "annotate", Write("posts.jsonl", Posts), "--cache", At("cache"), "--force", "-o", At("out.jsonl"),
            "--profile", Profile(server.Endpoint, examples: true),
        ];

        var outcome = await RivegProcess.RunAsync(arguments);
        var before = server.Requests.Count;
        var again = await RivegProcess.RunAsync([.. arguments, "--offline"]);

        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(
            ["0 examples.", "1 examples.", "2 examples."],
            Warnings(outcome.Error)
                .Select(w => w[(w.IndexOf("again with ", StringComparison.Ordinal) + 11)..])
                .Order(StringComparer.Ordinal));
        Assert.True(again.ExitCode == 0, again.Error);
        Assert.Equal(before, server.Requests.Count);
        Assert.Contains("4 from the store (48 tokens saved)", again.Error, StringComparison.Ordinal);
        Assert.Contains("4 prompts with fewer examples", again.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("annotate")]
    [InlineData("benchmark")]
    public async Task RequestBudget_OfARun_IsCountedOnceOverItsStagesAndTellsItsEnd(string verb)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "Named entities:None");
        var profile = Write("budget.json", $$"""
            { "extends": "builtin", "chat": { "endpoint": "{{server.Endpoint}}", "model": "m", "requestBudget": 3, "temperature": 0 },
              "stages": { "captions": { "use": "chat", "chat": { "model": "n" } }, "knowledge": { "use": "chat", "chat": { "seed": 1 } },
                          "entailment": "chat" } }
            """);
        string[] asked = verb == "benchmark"
            ? ["benchmark", "photos", "--profile", profile, Copy(profile)]
            : ["annotate", "-o", At("out.jsonl"), "--profile", profile];

        var outcome = await RivegProcess.RunAsync([.. asked, "--dataset", Data(null), "--cache", At("cache")]);

        Assert.True(outcome.ExitCode == 3, outcome.Error);
        Assert.Equal(3, server.Requests.Count);
        Assert.Contains("chat: 3 requests (0 repeated), 3 answers", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("the budget is spent", outcome.Error, StringComparison.Ordinal);
        Assert.Contains("The budget of 3 requests is spent; raise \"chat.requestBudget\"", outcome.Error, StringComparison.Ordinal);
        Assert.Single(outcome.Error.Split('\n'), l => l.StartsWith("chat: ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Store_OfANewerVersion_IsRefusedInOneLine()
    {
        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={At("answers.sqlite")};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version=99;";
            command.ExecuteNonQuery();
        }

        await RefusedAsync(
            $"The answer store {At("answers.sqlite")} was made by a newer version of Riveg (its schema is 99, this one knows 2); "
            + "update Riveg, or name another folder.",
            "annotate", Write("posts.jsonl", Posts), "--cache", At());
    }

    private static Task RefuseAsync(Microsoft.AspNetCore.Http.HttpContext context, string setting)
    {
        context.Response.StatusCode = 400;
        return Microsoft.AspNetCore.Http.HttpResponseJsonExtensions.WriteAsJsonAsync(context.Response, new
        {
            error = new { message = $"Unsupported parameter: '{setting}'", param = setting, code = "unsupported_parameter" },
        });
    }

    private static List<string> Warnings(string error) =>
        [.. error.Split('\n').Where(l => l.Contains("warning", StringComparison.OrdinalIgnoreCase))];

    private static int Count(JsonNode body, string word) => LoopbackChatServer.UserText(body).Split(word).Length - 1;

    private static string Copy(string profile)
    {
        var copy = $"{profile}.copy.json";
        File.Copy(profile, copy);
        return copy;
    }

    // The same two posts: as a split of a folder, or as a file.
    private string Data(string? split)
    {
        File.Copy(Concert, At("p.png"), overwrite: true);
        if (split is null)
        {
            return $"riveg:{Write("own.jsonl", Own)}";
        }

        Write(
            $"data/{split}.txt",
            "IMGID:a\nBarack\tB-PER\nObama\tI-PER\nmet\tO\nAngela\tB-PER\nMerkel\tI-PER\nin\tO\nBerlin\tB-LOC\n&\tO\nleft\tO\n\n"
            + "IMGID:b\nAngela\tB-PER\nMerkel\tI-PER\nagain\tO\n\n");
        return $"twitter-2015:{At("data")}";
    }

    private string Profile(Uri endpoint, string model = "m", bool examples = false)
    {
        var knowledge = new JsonObject { ["use"] = "chat" };
        if (examples)
        {
            knowledge["examples"] = new JsonObject { ["file"] = Write("examples.jsonl", Examples) };
        }

        return Write("profile.json", new JsonObject
        {
            ["extends"] = "builtin",
            ["chat"] = new JsonObject
            {
                ["endpoint"] = endpoint.ToString(),
                ["model"] = model,
                ["boxConvention"] = "thousandths",
                ["maxConcurrency"] = 1,
            },
            ["stages"] = new JsonObject { ["knowledge"] = knowledge },
        }.ToJsonString());
    }
}
