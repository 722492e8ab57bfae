using Riveg.Faults;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;

namespace Riveg.LanguageModels.Tests.Chat;

public sealed class ThousandPostsTests
{
    [Fact]
    public async Task GetKnowledge_ServerFailsAndCutsConnections_LosesDoublesAndReordersNothing()
    {
        await using var server = await LoopbackChatServer.StartAsync((body, n, context) =>
        {
            if (n % 5 == 4)
            {
                context.Response.Headers.RetryAfter = "0";
                return LoopbackChatServer.FailAsync(context, n % 2 == 0 ? 503 : 429, "later");
            }

            if (n % 37 == 0)
            {
                context.Abort();
                return Task.CompletedTask;
            }

            return LoopbackChatServer.SendAsync(context, LoopbackChatServer.UserText(body).Split("post number ")[1].Split('"')[0]);
        });
        var run = new LanguageModelRun();
        using var model = ChatFixture.Model(server, run);

        var answers = await new ChatKnowledgeSource(model).AskAsync(
            [.. Enumerable.Range(0, 1000).Select(i => ChatFixture.Post($"{i}", $"post number {i}"))],
            TestContext.Current.CancellationToken);

        Assert.Equal(Enumerable.Range(0, 1000).Select(i => $"{i}"), answers);
        Assert.Equal((1000, 0), (run.Meter.Answers, run.Meter.Failures));
        Assert.Equal(server.Requests.Count, run.Meter.Requests);
        Assert.True(run.Meter.Retries >= 250);
        Assert.InRange(server.MaxInFlight, 2, 8);
    }

    [Fact]
    public async Task GetKnowledge_BrokenOffAndStartedAgain_RepeatsNoStoredCall()
    {
        using var folder = new TemporaryFolder();
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        await using var server = await LoopbackChatServer.StartAsync(async (_, n, context) =>
        {
            await LoopbackChatServer.SendAsync(context, "answer");
            if (n == 40)
            {
                await stop.CancelAsync();
            }
        });
        var posts = Enumerable.Range(0, 100).Select(i => ChatFixture.Post($"{i}", $"post {i}")).ToList();
        using (var first = new LanguageModelRun { CacheFolder = folder.Path })
        using (var model = ChatFixture.Model(server, first))
        {
            await Assert.ThrowsAnyAsync<OperationCanceledException>(
                async () => await new ChatKnowledgeSource(model).AskAsync(posts, stop.Token));
        }

        using var second = new LanguageModelRun { CacheFolder = folder.Path };
        var stored = second.Store!.Count;
        using var again = ChatFixture.Model(server, second);
        await new ChatKnowledgeSource(again).AskAsync(posts, TestContext.Current.CancellationToken);

        Assert.InRange(stored, 1, 99);
        Assert.Equal((100 - stored, stored), (second.Meter.Requests, second.Meter.StoredAnswers));
    }

    [Fact]
    public async Task GetKnowledge_SecondRunAndOffline_AskNothingAndSayTheSame()
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync(
            (_, n, context) => LoopbackChatServer.SendAsync(context, $"answer {n}"));
        var posts = Enumerable.Range(0, 5).Select(i => ChatFixture.Post($"{i}", $"post {i}")).ToList();
        using var first = new LanguageModelRun { CacheFolder = folder.Path };
        using var offline = new LanguageModelRun { CacheFolder = folder.Path, Offline = true };
        using var model = ChatFixture.Model(server, first);
        using var replayed = ChatFixture.Model(server, offline);

        var answers = await new ChatKnowledgeSource(model).AskAsync(posts, TestContext.Current.CancellationToken);
        var same = await new ChatKnowledgeSource(replayed).AskAsync(posts, TestContext.Current.CancellationToken);
        var partial = await Assert.ThrowsAsync<GapsException>(async () => await new ChatKnowledgeSource(replayed).AskAsync(
            [posts[0], ChatFixture.Post("new", "new")], TestContext.Current.CancellationToken));

        Assert.Equal(answers, same);
        Assert.Equal(5, server.Requests.Count);
        Assert.Null(partial.Faults[0]);
        Assert.Equal(ModelServiceFault.NotStored, Assert.IsType<ModelServiceException>(partial.Faults[1]!.Cause).Fault);
    }

    [Fact]
    public async Task GetKnowledge_EqualPosts_AreAskedOnce()
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync(_ => "answer");
        using var run = new LanguageModelRun { CacheFolder = folder.Path };
        using var model = ChatFixture.Model(server, run);

        await new ChatKnowledgeSource(model).AskAsync(
            [.. Enumerable.Repeat(ChatFixture.Post("1", "same"), 20)], TestContext.Current.CancellationToken);

        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task GetKnowledge_BudgetSpent_StopsCleanly()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "answer");
        using var model = ChatFixture.Model(server, change: o => o with { RequestBudget = 3 });

        var stop = await Assert.ThrowsAsync<StageUnavailableException>(async () => await new ChatKnowledgeSource(model).AskAsync(
            [.. Enumerable.Range(0, 10).Select(i => ChatFixture.Post($"{i}", $"post {i}"))], TestContext.Current.CancellationToken));

        Assert.Equal(3, server.Requests.Count);
        Assert.Equal("The budget of 3 requests is spent; raise \"chat.requestBudget\" and run again.", stop.Message);
        var partial = Assert.IsType<GapsException>(stop.InnerException);
        Assert.Equal(7, partial.Faults.Count(f => f?.Cause is ModelServiceException { Fault: ModelServiceFault.BudgetSpent }));
    }

    [Fact]
    public async Task GetKnowledge_NobodyListens_SaysSoOnceAndReachesNothing()
    {
        Uri dead;
        await using (var server = await LoopbackChatServer.StartAsync(_ => "answer"))
        {
            dead = server.Endpoint;
        }

        var options = new ChatEndpointOptions { Endpoint = dead, Model = "m", RetryDelay = TimeSpan.Zero };
        var run = new LanguageModelRun();
        using var model = new ChatModel(ChatClientFactory.Create(options, run), options, run);

        var partial = await Assert.ThrowsAsync<GapsException>(async () => await new ChatKnowledgeSource(model).AskAsync(
            [ChatFixture.Post("1", "a"), ChatFixture.Post("2", "b")], TestContext.Current.CancellationToken));

        Assert.All(partial.Faults, f => Assert.Equal(ModelServiceFault.Unreachable, Assert.IsType<ModelServiceException>(f!.Cause).Fault));
        Assert.True(run.Meter.NothingReached);
    }
}
