using System.Text.Json.Nodes;
using Riveg.LanguageModels.Stages;

namespace Riveg.LanguageModels.Tests.Stages;

/// <summary>The chat stages against a server whose answer depends on the question alone.</summary>
public sealed class StageConformanceTests
{
    // Each mention is a request of its own.
    private static readonly ConformanceOptions Options = new() { ManyMentions = 40, LongText = 5000 };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public Task ChatImageCaptioner_KeepsTheContract() => VerifyAsync(
        body => $"A picture of {Picture(body).Length} letters.",
        model => StageConformance.Of(new ChatImageCaptioner(model), Options).VerifyAsync(Token));

    [Fact]
    public Task ChatKnowledgeSource_KeepsTheContract() => VerifyAsync(
        body => $"Named entities: 1. Adele (person) Reasoning: {LoopbackChatServer.UserText(body).Length} letters.",
        model => StageConformance.Of(new ChatKnowledgeSource(model), Options).VerifyAsync(Token));

    [Fact]
    public Task ChatEntityExpander_KeepsTheContract() => VerifyAsync(
        body => new JsonObject(Enumerable.Range(1, Lines(body))
            .Select(n => KeyValuePair.Create(n.ToString(), (JsonNode?)$"thing number {n}"))).ToJsonString(),
        model => StageConformance.Of(new ChatEntityExpander(model), Options).VerifyAsync(Token));

    [Fact]
    public Task ChatVisualEntailment_KeepsTheContract() => VerifyAsync(
        body => LoopbackChatServer.UserText(body).Length % 2 == 0 ? "yes" : "no",
        model => StageConformance.Of(new ChatVisualEntailment(model), Options).VerifyAsync(Token));

    [Fact]
    public Task ChatVisualGrounder_KeepsTheContract() => VerifyAsync(
        body => LoopbackChatServer.UserText(body).Length % 2 == 0 ? "[[0, 0, 500, 1000], [500, 0, 1000, 1000]]" : "none",
        model => StageConformance.Of(new ChatVisualGrounder(model), Options).VerifyAsync(Token));

    private static async Task VerifyAsync(Func<JsonNode, string> answer, Func<ChatModel, Task> verify)
    {
        await using var server = await LoopbackChatServer.StartAsync(answer);
        using var model = ChatFixture.Model(server);
        await verify(model);
        Assert.NotEmpty(server.Requests);
    }

    private static int Lines(JsonNode body) => LoopbackChatServer.UserText(body).Count(c => c == '\n') + 1;

    private static string Picture(JsonNode body) => body["messages"]![1]!["content"]![0]!["image_url"]!["url"]!.GetValue<string>();
}
