using System.Diagnostics;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>
/// A measurement, not a test of every run: <c>dotnet run --project tests/Riveg.LanguageModels.Tests -- -explicit only -method
/// '*ThroughputSoak*'</c>.
/// </summary>
public sealed class ThroughputSoak(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task GetKnowledge_200MsOneInFiveFails_WallTimeIsWithin13OfTheIdeal()
    {
        const int Posts = 1000;
        await using var server = await LoopbackChatServer.StartAsync(async (_, n, context) =>
        {
            await Task.Delay(200);
            await (n % 5 == 4 ? LoopbackChatServer.FailAsync(context, 503, "later") : LoopbackChatServer.SendAsync(context, "answer"));
        });
        var run = new LanguageModelRun();
        using var model = ChatFixture.Model(server, run, o => o with { RetryDelay = new ChatEndpointOptions().RetryDelay });
        var source = new ChatKnowledgeSource(model);
        await source.AskAsync([ChatFixture.Post("warm", "warm up")], TestContext.Current.CancellationToken);

        var watch = Stopwatch.StartNew();
        var answers = await source.AskAsync(
            [.. Enumerable.Range(0, Posts).Select(i => ChatFixture.Post($"{i}", $"post {i}"))], TestContext.Current.CancellationToken);

        // A failed call took its 200 ms too: no client can do with fewer than the 1,250 requests that the server's failures make necessary.
        var withoutFailures = Posts * 0.2 / model.Options.MaxConcurrency;
        var ideal = withoutFailures * 1.25;
        output.WriteLine(
            $"{watch.Elapsed.TotalSeconds:F1} s for {answers.Count} posts; "
            + $"{watch.Elapsed.TotalSeconds / ideal:F2} x the ideal of {ideal:F1} s, "
            + $"{watch.Elapsed.TotalSeconds / withoutFailures:F2} x that of a server without failures; {run.Meter}");
        Assert.InRange(watch.Elapsed.TotalSeconds / ideal, 0, 1.3);
    }
}
