using System.Diagnostics;
using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Dialects;
using Riveg.LanguageModels.Stages;
using Riveg.Posts;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>No way of asking goes round a layer, and what is limited for a run is limited for all of it.</summary>
public sealed class LayersTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task GetStreamingResponse_OfAServerThatFailsOnce_IsRetriedCountedAndStored()
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync((_, n, context) => n == 0
            ? LoopbackChatServer.FailAsync(context, 503, "later")
            : LoopbackChatServer.SendAsync(context, "the answer"));
        using var run = new LanguageModelRun { CacheFolder = folder.Path };
        using var client = ChatClientFactory.Create(ChatFixture.Options(server) with { RequestBudget = 2 }, run);

        Assert.Equal("the answer", await StreamedAsync(client, "who?"));
        Assert.Equal("the answer", await StreamedAsync(client, "who?"));
        Assert.Equal("the answer", (await client.GetResponseAsync("who?", cancellationToken: Cancel)).Text);
        var spent = await Assert.ThrowsAsync<ModelServiceException>(() => StreamedAsync(client, "another?"));

        Assert.Equal(ModelServiceFault.BudgetSpent, spent.Fault);
        Assert.Equal(2, server.Requests.Count);
        Assert.Equal((2, 1, 1, 2, 1), (
            run.Meter.Requests, run.Meter.Retries, run.Meter.Answers, run.Meter.StoredAnswers, run.Store!.Count));
    }

    [Theory]
    [InlineData("length", ModelServiceFault.AnswerCutOff)]
    [InlineData("content_filter", ModelServiceFault.Refused)]
    public async Task GetStreamingResponse_AnswerThatIsNotWhole_IsAFaultAndNotStored(string finish, ModelServiceFault expected)
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) =>
            Microsoft.AspNetCore.Http.HttpResponseJsonExtensions.WriteAsJsonAsync(context.Response, new
            {
                choices = new[] { new { message = new { content = "half an" }, finish_reason = finish } },
            }));
        using var run = new LanguageModelRun { CacheFolder = folder.Path };
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), run);

        var fault = await Assert.ThrowsAsync<ModelServiceException>(() => StreamedAsync(client, "who?"));

        Assert.Equal((expected, 0), (fault.Fault, run.Store!.Count));
    }

    [Fact]
    public async Task GetStreamingResponse_Offline_AsksNobody()
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync(_ => "the answer");
        using var run = new LanguageModelRun { CacheFolder = folder.Path, Offline = true };
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), run);

        await Assert.ThrowsAsync<ModelServiceException>(() => StreamedAsync(client, "who?"));

        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task GetStreamingResponse_ManyAtOnce_KeepTheLimitOfRequestsAtOnce()
    {
        await using var server = await LoopbackChatServer.StartAsync(async (_, _, context) =>
        {
            await Task.Delay(20, Cancel);
            await LoopbackChatServer.SendAsync(context, "the answer");
        });
        using var run = new LanguageModelRun();
        using var client = ChatClientFactory.Create(ChatFixture.Options(server) with { MaxConcurrency = 3 }, run);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(i => StreamedAsync(client, $"who is {i}?")));

        Assert.Equal((20, 3), (server.Requests.Count, server.MaxInFlight));
    }

    [Theory]
    [InlineData("m", 3)]
    [InlineData("another", 6)]
    public async Task Places_OfAModel_AreSharedByStagesWithOtherSettings(string second, int most)
    {
        await using var server = await LoopbackChatServer.StartAsync(async (_, _, context) =>
        {
            await Task.Delay(50, Cancel);
            await LoopbackChatServer.SendAsync(context, "the answer");
        });
        using var run = new LanguageModelRun();
        var options = ChatFixture.Options(server) with { MaxConcurrency = 3 };
        var one = ChatClientFactory.Create(options, run);
        using var two = ChatClientFactory.Create(options with { Model = second, Temperature = 1 }, run);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(
            i => (i % 2 == 0 ? one : two).GetResponseAsync($"who is {i}?", cancellationToken: Cancel)));

        Assert.Equal((20, most), (server.Requests.Count, server.MaxInFlight));

        // The places are the run's, not the first client's.
        one.Dispose();
        Assert.Equal("the answer", (await two.GetResponseAsync("who?", cancellationToken: Cancel)).Text);
    }

    [Fact]
    public async Task Pause_OfAModel_HoldsForStagesWithOtherSettingsToo()
    {
        var arrived = new System.Collections.Concurrent.ConcurrentQueue<TimeSpan>();
        var watch = Stopwatch.StartNew();
        await using var server = await LoopbackChatServer.StartAsync((_, n, context) =>
        {
            arrived.Enqueue(watch.Elapsed);
            context.Response.Headers.RetryAfter = "1";
            return n == 0
                ? LoopbackChatServer.FailAsync(context, 429, "slow down")
                : LoopbackChatServer.SendAsync(context, "the answer");
        });
        using var run = new LanguageModelRun();
        using var one = ChatClientFactory.Create(ChatFixture.Options(server), run);
        using var two = ChatClientFactory.Create(ChatFixture.Options(server) with { JpegQuality = 80 }, run);

        var first = one.GetResponseAsync("1", cancellationToken: Cancel);
        while (arrived.IsEmpty)
        {
            await Task.Delay(10, Cancel);
        }

        await Task.Delay(200, Cancel);
        await Task.WhenAll(first, two.GetResponseAsync("2", cancellationToken: Cancel));

        var times = arrived.ToArray();
        Assert.Equal(3, times.Length);
        Assert.All(times[1..], t => Assert.True(t - times[0] > TimeSpan.FromSeconds(0.9), $"{t} after {times[0]}"));
    }

    [Theory]
    [InlineData(7, 7)]
    [InlineData(0, 0)]
    public async Task RequestBudget_TwoModelsInParallel_IsCountedOnceAndNeverExceeded(int budget, int sent)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, n, context) => n % 3 == 1
            ? LoopbackChatServer.FailAsync(context, 500, "later")
            : LoopbackChatServer.SendAsync(context, "the answer"));
        using var run = new LanguageModelRun();
        using var one = ChatFixture.Model(server, run, o => o with { RequestBudget = budget });
        using var two = ChatFixture.Model(server, run, o => o with { Model = "n", RequestBudget = budget });
        var posts = Enumerable.Range(0, 30).Select(i => ChatFixture.Post($"{i}", $"post {i}")).ToList();

        await Task.WhenAll(new[] { one, two }.Select(async model =>
            await Assert.ThrowsAnyAsync<Exception>(async () => await new ChatKnowledgeSource(model).AskAsync(posts, Cancel))));

        Assert.Equal((sent, sent), (server.Requests.Count, run.Meter.Requests));
        Assert.EndsWith("failures, the budget is spent", run.Meter.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task RequestBudget_OfOneStageAlone_IsComparedWithTheCountOfTheRun()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "the answer");
        using var run = new LanguageModelRun();
        using var free = ChatClientFactory.Create(ChatFixture.Options(server), run);
        using var limited = ChatClientFactory.Create(ChatFixture.Options(server) with { RequestBudget = 3 }, run);

        await limited.GetResponseAsync("1", cancellationToken: Cancel);
        await free.GetResponseAsync("2", cancellationToken: Cancel);
        await free.GetResponseAsync("3", cancellationToken: Cancel);
        await Assert.ThrowsAsync<ModelServiceException>(() => limited.GetResponseAsync("4", cancellationToken: Cancel));
        await free.GetResponseAsync("5", cancellationToken: Cancel);

        Assert.Equal(4, server.Requests.Count);
    }

    [Fact]
    public async Task TokenBudget_OfTwoModels_IsCountedOnce()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "the answer");
        using var run = new LanguageModelRun();
        using var one = ChatClientFactory.Create(ChatFixture.Options(server) with { TokenBudget = 24 }, run);
        using var two = ChatClientFactory.Create(ChatFixture.Options(server) with { Model = "n", TokenBudget = 24 }, run);

        await one.GetResponseAsync("1", cancellationToken: Cancel);
        await two.GetResponseAsync("2", cancellationToken: Cancel);
        var spent = await Assert.ThrowsAsync<ModelServiceException>(() => two.GetResponseAsync("3", cancellationToken: Cancel));
        await Assert.ThrowsAsync<ModelServiceException>(() => one.GetResponseAsync("4", cancellationToken: Cancel));

        Assert.Equal("The budget of 24 tokens is spent; raise \"chat.tokenBudget\" and run again.", spent.Message);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Pictures_OfAPostInAllStagesMentionsAndRetries_AreEncodedOnce()
    {
        var client = new PictureCounter();
        var options = new ChatEndpointOptions { Model = "m", RetryDelay = TimeSpan.Zero };
        using var run = new LanguageModelRun();
        using var model = new ChatModel(ChatClientFactory.Wrap(client, options, run), options, run);
        var post = ChatFixture.Post("1", "Adele meets Bono in Oslo", ChatFixture.Picture(80, 60), "Adele", "Bono", "Oslo");

        await new ChatImageCaptioner(model).AskAsync([post], Cancel);
        await new ChatVisualEntailment(model).AskAsync(post, Cancel);
        await Assert.ThrowsAsync<GapsException>(async () => await new ChatVisualGrounder(model).AskAsync(post, Cancel));

        Assert.Equal(1 + 3 + 3 + 1, client.Seen.Count);
        Assert.Single(client.Seen.Distinct());
    }

    [Fact]
    public void WrapAndModel_WrongOptions_AreNamedAndNoEndpointIsWanted()
    {
        using var client = new PictureCounter();
        using var run = new LanguageModelRun();
        var wrong = new ChatEndpointOptions { Model = "m", MaxConcurrency = 0, MaxRetries = -1, BoxConvention = "typo" };

        var wrapped = Assert.Throws<ArgumentException>(() => ChatClientFactory.Wrap(client, wrong, run));
        var made = Assert.Throws<ArgumentException>(() => new ChatModel(client, wrong, run));

        Assert.Equal(wrapped.Message, made.Message);
        Assert.StartsWith("The chat settings are wrong: ", made.Message, StringComparison.Ordinal);
        Assert.All(
            ["MaxConcurrency", "MaxRetries", "BoxConvention", "\"typo\""],
            name => Assert.Contains(name, made.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("Endpoint", made.Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => ChatClientFactory.Wrap(client, new ChatEndpointOptions(), run));
    }

    [Fact]
    public void Pictures_OfPostsThatAreThrough_AreGone()
    {
        var gone = Enumerable.Range(0, 20).Select(_ => Sent()).ToList();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();

        Assert.InRange(gone.Count(g => g.IsAlive), 0, 1);

        static WeakReference Sent() => new(Pictures.SentPicture.From(
            new RgbImage(80, 60, new byte[80 * 60 * 3]), PictureSizes.Any, 1008, 90).Content);
    }

    [Fact]
    public async Task GetKnowledge_64AtOnceOf200Milliseconds_AreAsQuickAsTheServer()
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync(async (_, _, context) =>
        {
            await Task.Delay(200, Cancel);
            await LoopbackChatServer.SendAsync(context, "the answer");
        });
        using var run = new LanguageModelRun { CacheFolder = folder.Path };
        using var model = ChatFixture.Model(server, run, o => o with { MaxConcurrency = 64 });
        var source = new ChatKnowledgeSource(model);
        await source.AskAsync([ChatFixture.Post("0", "the first costs the start")], Cancel);

        var watch = Stopwatch.StartNew();
        await source.AskAsync([.. Enumerable.Range(0, 640).Select(i => ChatFixture.Post($"{i}", $"post {i}"))], Cancel);
        TestContext.Current.TestOutputHelper!.WriteLine($"{watch.Elapsed.TotalSeconds:F2} s; ideal is 2 s");

        // The benchmark measures it; this finds what would serialise.
        Assert.InRange(watch.Elapsed.TotalSeconds, 1.9, 6);
        Assert.Equal(641, run.Store!.Count);
    }

    private static async Task<string> StreamedAsync(IChatClient client, string text) =>
        (await client.GetStreamingResponseAsync(text, cancellationToken: Cancel).ToChatResponseAsync(Cancel)).Text;

    /// <summary>Answers yes to everything, once with a fault before.</summary>
    private sealed class PictureCounter : IChatClient
    {
        public System.Collections.Concurrent.ConcurrentQueue<DataContent> Seen { get; } = [];

        public Task<ChatResponse> GetResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            Seen.Enqueue(messages.SelectMany(m => m.Contents).OfType<DataContent>().Single());
            return Seen.Count == 1
                ? throw new ModelServiceException(ModelServiceFault.ServerFailed, "later")
                : Task.FromResult(new ChatResponse(new ChatMessage(ChatRole.Assistant, "yes")));
        }

        public IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
            throw new NotSupportedException();

        public object? GetService(Type serviceType, object? serviceKey = null) => null;

        public void Dispose()
        {
        }
    }
}
