using System.Globalization;
using Riveg.Evaluation.Augmentation;
using Riveg.Evaluation.Datasets;
using Riveg.Faults;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;
using Riveg.Posts;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>Faults that somebody must mend before the run can go on: they end the run, not a post.</summary>
public sealed class StoppedRunTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(401, "Incorrect API key", "", "asks for a key (401)")]
    [InlineData(401, "", "", "asks for a key (401)")]
    [InlineData(403, "Your account may not do this", "", "asks for a key (403)")]
    [InlineData(402, "Insufficient Balance", "", "The quota or credit at ")]
    [InlineData(
        429,
        "You exceeded your current quota, please check your plan and billing details.",
        "insufficient_quota",
        "The quota or credit at ")]
    [InlineData(400, "Your credit balance is too low to access the API.", "", "The quota or credit at ")]
    [InlineData(404, "The model `m` does not exist", "model_not_found", "does not know the model \"m\" (404)")]
    [InlineData(404, "The model `gpt-vision` does not exist", "", "does not know the model \"m\" (404)")]
    [InlineData(404, "", "", "does not know the model \"m\" (404)")]
    public async Task GetKnowledge_FaultOfTheWholeRun_StopsItAndSendsNothingMore(int status, string message, string code, string expected)
    {
        await using var server = await LoopbackChatServer.StartAsync(
            (_, _, context) => LoopbackChatServer.FailAsync(context, status, message, code));
        using var model = ChatFixture.Model(server, change: o => o with { MaxConcurrency = 1 });
        var source = new ChatKnowledgeSource(model);

        var stop = await Assert.ThrowsAsync<StageUnavailableException>(async () => await source.AskAsync(Posts(20), Cancel));
        await Assert.ThrowsAsync<StageUnavailableException>(async () => await source.AskAsync(Posts(20), Cancel));

        Assert.Contains(expected, stop.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', stop.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData(429, "slow down")]
    [InlineData(403, "<html>blocked by the firewall</html>")]
    [InlineData(404, "")]
    [InlineData(400, "bad")]
    [InlineData(500, "boom")]
    public async Task GetKnowledge_FaultOfOnePost_IsThatPostsAlone(int status, string message)
    {
        await using var server = await LoopbackChatServer.StartAsync((body, _, context) => LoopbackChatServer
            .UserText(body)
            .Contains("post 7\"", StringComparison.Ordinal)
            ? LoopbackChatServer.FailAsync(context, status, message)
            : LoopbackChatServer.SendAsync(context, "answer"));
        using var model = ChatFixture.Model(server, change: o => o with { MaxRetries = 1, MaxConcurrency = 1 });

        var partial = await Assert.ThrowsAsync<GapsException>(async () => await new ChatKnowledgeSource(model).AskAsync(Posts(10), Cancel));

        Assert.Equal([7], partial.Faults.Index().Where(f => f.Item is not null).Select(f => f.Index));
    }

    [Fact]
    public async Task GetKnowledge_QuotaSpentMidway_KeepsInTheStoreWhatWasAnswered()
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync((_, n, context) =>
            n < 5 ? LoopbackChatServer.SendAsync(
                context, $"answer {n}") : LoopbackChatServer.FailAsync(context, 429, "no more", "insufficient_quota"));
        using var run = new LanguageModelRun { CacheFolder = folder.Path };
        using var model = ChatFixture.Model(server, run, o => o with { MaxConcurrency = 1 });

        var stop = await Assert.ThrowsAsync<StageUnavailableException>(
            async () => await new ChatKnowledgeSource(model).AskAsync(Posts(20), Cancel));

        Assert.Equal(5, run.Store!.Count);
        Assert.Equal(5, Assert.IsType<GapsException>(stop.InnerException).Faults.Count(f => f is null));
        Assert.Equal(6, server.Requests.Count);
    }

    [Fact]
    public async Task WriteKnowledge_BudgetSpent_WritesWhatCameBeforeAndStops()
    {
        await using var server = await LoopbackChatServer.StartAsync((body, _, context) => LoopbackChatServer
            .UserText(body)
            .Contains("post 2\"", StringComparison.Ordinal)
            ? LoopbackChatServer.FailAsync(context, 400, "bad")
            : LoopbackChatServer.SendAsync(context, "the answer"));
        using var model = ChatFixture.Model(server, change: o => o with { MaxConcurrency = 1, RequestBudget = 70 });
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        var stop = await Assert.ThrowsAsync<StageUnavailableException>(
            async () => await KnowledgeWriter.WriteAsync(Gold(100), new ChatKnowledgeSource(model), output, cancellationToken: Cancel));

        Assert.Equal("The budget of 70 requests is spent; raise \"chat.requestBudget\" and run again.", stop.Message);
        Assert.Equal(69, output.ToString().Split("<EOS>").Length - 1);
    }

    [Fact]
    public async Task WriteExpansions_BudgetSpent_WritesWhatCameBeforeAndStops()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "{\"1\": \"a player\"}");
        using var model = ChatFixture.Model(server, change: o => o with { MaxConcurrency = 1, RequestBudget = 3 });
        using var output = new StringWriter(CultureInfo.InvariantCulture);

        await Assert.ThrowsAsync<StageUnavailableException>(
            async () => await ExpansionWriter.WriteAsync(Gold(10), new ChatEntityExpander(model), output, cancellationToken: Cancel));

        Assert.Equal(3, output.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries).Length);
    }

    private static List<PostContext> Posts(int count) => [.. Enumerable.Range(0, count).Select(i => ChatFixture.Post($"{i}", $"post {i}"))];

    private static List<GoldPost> Gold(int count) => [.. Enumerable.Range(0, count).Select(i => new GoldPost
    {
        Post = new Post { Id = $"{i}", Text = $"post {i}", Tokens = [new TextSpan(0, 4)] },
        Entities = [new GoldEntity { Span = new TextSpan(0, 4), Type = EntityType.Person }],
    })];
}
