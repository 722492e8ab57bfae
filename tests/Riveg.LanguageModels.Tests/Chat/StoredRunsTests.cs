using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Examples;
using Riveg.LanguageModels.Stages;
using Riveg.Posts;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>What was paid for once is not paid for again.</summary>
public sealed class StoredRunsTests : IDisposable
{
    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task GetKnowledge_PromptShortenedToHalfItsExamples_IsAnsweredFromTheStoreNextTime()
    {
        await using var server = await LoopbackChatServer.StartAsync((body, _, context) => Examples(body) > 1
            ? LoopbackChatServer.FailAsync(context, 400, "maximum context length exceeded", "context_length_exceeded")
            : LoopbackChatServer.SendAsync(context, $"{Examples(body)} examples"));
        var pool = new AnnotatedExamplePool(
            [.. Enumerable.Range(0, 5).Select(i => new AnnotatedExample($"e{i}", $"text {i}", null, "ANSWER"))]);
        async Task<(string, UsageMeter)> RunAsync(bool offline)
        {
            using var run = new LanguageModelRun { CacheFolder = folder.Path, Offline = offline };
            using var model = ChatFixture.Model(server, run);
            var source = new ChatKnowledgeSource(model, new SimilarExampleSelector(pool));
            return ((await source.AskAsync([ChatFixture.Post("1", "a post")], Cancel))[0], run.Meter);
        }

        var (first, _) = await RunAsync(offline: false);
        var asked = server.Requests.Count;
        var (second, again) = await RunAsync(offline: false);
        var (offline, alone) = await RunAsync(offline: true);

        Assert.Equal(("1 examples", "1 examples", "1 examples"), (first, second, offline));
        Assert.Equal((3, 3), (asked, server.Requests.Count));
        Assert.Equal((0, 1, 0, 1), (again.Requests, again.StoredAnswers, again.Failures, again.ShortenedPrompts));
        Assert.Equal((0, 1, 0), (alone.Requests, alone.StoredAnswers, alone.Failures));
        Assert.Equal(
            "chat: 0 requests (0 repeated), 0 answers, 1 from the store (12 tokens saved), 0 + 0 tokens, 0 failures, "
            + "1 prompt with fewer examples",
            alone.ToString());
    }

    [Fact]
    public async Task GetAnswer_OfAServer_IsKeptWithTimeUsageModelAndFinish()
    {
        var now = new DateTimeOffset(2026, 11, 26, 1, 2, 3, TimeSpan.FromHours(2));
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) => context.Response.WriteAsJsonAsync(new
        {
            model = "m-2026",
            choices = new[] { new { message = new { content = "yes" }, finish_reason = "stop" } },
            usage = new { prompt_tokens = 100, completion_tokens = 7 },
        }));
        using var run = new LanguageModelRun { CacheFolder = folder.Path, Time = new StandingClock(now) };
        var options = ChatFixture.Options(server);
        using var client = ChatClientFactory.Create(options, run);

        await client.GetResponseAsync("who?", cancellationToken: Cancel);
        var again = await client.GetResponseAsync("who?", cancellationToken: Cancel);

        Assert.Equal((now.ToUniversalTime(), "m-2026", ChatFinishReason.Stop), (again.CreatedAt, again.ModelId, again.FinishReason));
        Assert.Equal((100, 7), (again.Usage!.InputTokenCount, again.Usage.OutputTokenCount));
        Assert.Equal((100, 7, 107), (run.Meter.InputTokens, run.Meter.OutputTokens, run.Meter.SavedTokens));
    }

    [Fact]
    public async Task Entailment_StoreOfTheFirstVersion_IsNotPaidAgain()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "yes");
        var post = ChatFixture.Post("1", "Adele sings", await Picture(), "Adele");
        using (var run = new LanguageModelRun { CacheFolder = folder.Path })
        using (var model = ChatFixture.Model(server, run))
        {
            await new ChatVisualEntailment(model).AskAsync(post, Cancel);
        }

        // As version 1 kept it: under the key of the bytes that were sent.
        var sent = server.Requests.Single().Body;
        MakeFirstVersion(EarlierKey(sent));
        var picture = post.Image;
        using var second = new LanguageModelRun { CacheFolder = folder.Path, Offline = true };
        using var again = ChatFixture.Model(server, second);

        var answers = await new ChatVisualEntailment(again).AskAsync(post, Cancel);

        Assert.Equal("yes", answers.Single().RawAnswer);
        Assert.Equal((1, 2), (server.Requests.Count, second.Store!.Count));
    }

    [Theory]
    [InlineData("length")]
    [InlineData("content_filter")]
    [InlineData("tool_calls")]
    public async Task GetAnswer_CutOffOneInTheStore_IsAskedAnew(string finish)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "whole");
        using var run = new LanguageModelRun { CacheFolder = folder.Path };
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), run);
        var key = AnswerKey.Of("m", [new(ChatRole.User, "who?")], null);
        run.Store!.Put(key, "m", $$"""{"text":"wh","finishReason":"{{finish}}"}""");

        Assert.Equal("whole", (await client.GetResponseAsync("who?", cancellationToken: Cancel)).Text);
        Assert.Equal("whole", run.Store.FindAnswer(key)!.Text);
    }

    [Fact]
    public async Task GetAnswer_EqualCallsAtOnceWithoutAStore_AreAskedOnce()
    {
        await using var server = await LoopbackChatServer.StartAsync(async (_, _, context) =>
        {
            await Task.Delay(100, Cancel);
            await LoopbackChatServer.SendAsync(context, "same");
        });
        using var run = new LanguageModelRun();
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), run);

        var answers = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => client.GetResponseAsync("who?", cancellationToken: Cancel)));

        Assert.All(answers, a => Assert.Equal("same", a.Text));
        Assert.Equal(10, answers.Distinct().Count());
        Assert.Single(server.Requests);
    }

    // A full disk, or a table that another program took away.
    [Theory]
    [InlineData("CREATE TRIGGER full BEFORE INSERT ON answers BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END")]
    [InlineData("CREATE TRIGGER full BEFORE INSERT ON stand_ins BEGIN SELECT RAISE(FAIL, 'database or disk is full'); END")]
    public async Task GetKnowledge_StoreThatCannotBeWritten_HandsAnswersOutAndSaysSoOnce(string trigger)
    {
        await using var server = await LoopbackChatServer.StartAsync((body, _, context) => Examples(body) > 1
            ? LoopbackChatServer.FailAsync(context, 400, "maximum context length exceeded", "context_length_exceeded")
            : LoopbackChatServer.SendAsync(context, "known"));
        var pool = new AnnotatedExamplePool(
            [.. Enumerable.Range(0, 5).Select(i => new AnnotatedExample($"e{i}", $"text {i}", null, "ANSWER"))]);
        var log = new CapturingLoggerFactory();
        using var run = new LanguageModelRun { CacheFolder = folder.Path, Loggers = log };
        Execute(run.Store!.Path, trigger);
        using var model = ChatFixture.Model(server, run, o => o with { MaxConcurrency = 1 });
        var source = new ChatKnowledgeSource(model, new SimilarExampleSelector(pool));

        var answers = await source.AskAsync([ChatFixture.Post("1", "a post"), ChatFixture.Post("2", "another")], Cancel);

        Assert.Equal(["known", "known"], answers);
        Assert.Equal(
            "Answers are not stored, and the next run pays for them again. "
            + $"The answer store {run.Store.Path} cannot be used: SQLite Error 19: 'database or disk is full'.",
            Assert.Single(log.Lines, l => l.Level == LogLevel.Warning && !l.Text.StartsWith("Post", StringComparison.Ordinal))
                .Text.TrimEnd());
    }

    [Fact]
    public async Task Entailment_StoreOfTheFirstVersionThatCannotBeWritten_IsNotPaidAgain()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "yes");
        var post = ChatFixture.Post("1", "Adele sings", await Picture(), "Adele");
        using (var run = new LanguageModelRun { CacheFolder = folder.Path })
        using (var model = ChatFixture.Model(server, run))
        {
            await new ChatVisualEntailment(model).AskAsync(post, Cancel);
        }

        MakeFirstVersion(EarlierKey(server.Requests.Single().Body));
        using var second = new LanguageModelRun { CacheFolder = folder.Path, Offline = true };
        Execute(second.Store!.Path, "CREATE TRIGGER full BEFORE INSERT ON answers BEGIN SELECT RAISE(FAIL, 'full'); END");
        using var again = ChatFixture.Model(server, second);

        Assert.Equal("yes", (await new ChatVisualEntailment(again).AskAsync(post, Cancel)).Single().RawAnswer);
    }

    [Fact]
    public async Task GetAnswer_EqualCallsAtOnceThatFail_FailTogether()
    {
        await using var server = await LoopbackChatServer.StartAsync(async (_, _, context) =>
        {
            await Task.Delay(100, Cancel);
            await LoopbackChatServer.FailAsync(context, 500, "broken");
        });
        using var run = new LanguageModelRun();
        using var client = ChatClientFactory.Create(ChatFixture.Options(server) with { MaxRetries = 2 }, run);

        var calls = Enumerable.Range(0, 6).Select(_ => client.GetResponseAsync("who?", cancellationToken: Cancel)).ToList();
        foreach (var call in calls)
        {
            var fault = await Assert.ThrowsAsync<ModelServiceException>(() => call);
            Assert.Equal(ModelServiceFault.ServerFailed, fault.Fault);
        }

        Assert.Equal((3, 6), (server.Requests.Count, run.Meter.Failures));
        await Assert.ThrowsAsync<ModelServiceException>(() => client.GetResponseAsync("who?", cancellationToken: Cancel));
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task GetAnswer_EqualCallWhoseFirstIsCancelled_IsAskedAgain()
    {
        await using var server = await LoopbackChatServer.StartAsync(async (_, n, context) =>
        {
            await Task.Delay(n == 0 ? 5000 : 0, context.RequestAborted);
            await LoopbackChatServer.SendAsync(context, "same");
        });
        using var run = new LanguageModelRun();
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), run);
        using var one = new CancellationTokenSource();

        var first = client.GetResponseAsync("who?", cancellationToken: one.Token);
        var second = client.GetResponseAsync("who?", cancellationToken: Cancel);
        await one.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.Equal("same", (await second).Text);
    }

    private static int Examples(JsonNode body) => LoopbackChatServer.UserText(body).Split("ANSWER").Length - 1;

    private static async Task<RgbImage> Picture() =>
        await RgbImage.DecodeAsync(DrawnPicture.Source(64, 48), cancellationToken: Cancel);

    private static string EarlierKey(JsonNode sent)
    {
        var parts = sent["messages"]![1]!["content"]!.AsArray();
        var url = parts.Single(p => p!["type"]!.GetValue<string>() == "image_url")!["image_url"]!["url"]!.GetValue<string>();
        ChatMessage[] messages =
        [
            new(ChatRole.System, sent["messages"]![0]!["content"]!.GetValue<string>()),
            new(ChatRole.User, [new DataContent(url), new TextContent(LoopbackChatServer.UserText(sent))]),
        ];
        return AnswerKey.Of("m", messages, new ChatOptions
        {
            Temperature = 0,
            Seed = 42,
            MaxOutputTokens = 512,
            AdditionalProperties = new() { [TokenLogProbability.CountName] = 5 },
        });
    }

    private void MakeFirstVersion(string key) => Execute(
        Path.Combine(folder.Path, AnswerStore.FileName),
        "CREATE TABLE old (key TEXT PRIMARY KEY, model TEXT NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID;"
        + $"INSERT INTO old SELECT '{key}', model, answer FROM answers; DROP TABLE answers; DROP TABLE stand_ins;"
        + "ALTER TABLE old RENAME TO answers; PRAGMA user_version=0;");

    private static void Execute(string path, string sql)
    {
        using var connection = new SqliteConnection($"Data Source={path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }

    private sealed class StandingClock(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
