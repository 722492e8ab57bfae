using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>Only whole answers are read; what is none says why.</summary>
public sealed class WholeAnswerTests
{
    private const string CutMessage = "The answer of \"m\" was cut off at 2048 tokens; raise \"chat.maxOutputTokens\", or the context of the server.";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // openai/openai-openapi/issues/136 (finish_details), genkit-ai/genkit/pull/6259 (model_context_window_exceeded), Gemini's MAX_TOKENS
    // (epam/ai-dial-adapter-vertexai/issues/85), strands' and Anthropic's max_tokens, Mistral's model_length.
    [Theory]
    [InlineData("\"finish_reason\":\"length\"")]
    [InlineData("\"finish_reason\":\"LENGTH\"")]
    [InlineData("\"finish_reason\":\"max_tokens\"")]
    [InlineData("\"finish_reason\":\"MAX_TOKENS\"")]
    [InlineData("\"finish_reason\":\"FinishReason.MAX_TOKENS\"")]
    [InlineData("\"finish_reason\":\"max-output-tokens\"")]
    [InlineData("\"finish_reason\":\"model_length\"")]
    [InlineData("\"finish_reason\":\"model_context_window_exceeded\"")]
    [InlineData("\"finish_reason\":\"incomplete\"")]
    [InlineData("\"finish_reason\":{\"type\":\"length\",\"length\":16}")]
    [InlineData("\"finish_details\":{\"type\":\"max_tokens\"}")]
    [InlineData("\"finish_reason\":null,\"stop_reason\":\"max_tokens\"")]
    [InlineData("\"finish_reason\":\"stop\",\"native_finish_reason\":\"MAX_TOKENS\"")]
    public async Task Ground_AnswerIsCutOff_AsksOnceWithMoreRoomThenSaysSo(string reason)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) => SendAsync(context, "[100, 200, 300, 40", reason));
        using var model = ChatFixture.Model(server);

        var fault = await FaultAsync(model);

        Assert.Equal((ModelServiceFault.AnswerCutOff, CutMessage, null), (fault.Fault, fault.Message, fault.Said));
        Assert.Equal([512, 2048], server.Requests.Select(r => r.Body["max_tokens"]!.GetValue<int>()));
    }

    [Theory]
    [InlineData("\"finish_reason\":null", 512)]
    [InlineData("\"finish_reason\":\"\"", 600)]
    [InlineData("\"index\":0", 512)]
    [InlineData("\"finish_reason\":\"whatever\"", 512)]
    public async Task Ground_NoReasonAndAllRoomUsed_IsCutOff(string reason, int used)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, n, context) => n == 0
            ? SendAsync(context, "[100, 200, 300, 40", reason, used)
            : SendAsync(context, "[100, 200, 300, 400]", reason, used));
        using var model = ChatFixture.Model(server);

        Assert.Equal(new Regions.Box(10, 20, 30, 40), (await GroundAsync(model)).Regions[0].Box);
        Assert.Equal(2, server.Requests.Count);
    }

    [Fact]
    public async Task Ground_SecondAnswerIsWhole_IsReadAndStored()
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync((body, _, context) => body["max_tokens"]!.GetValue<int>() > 512
            ? SendAsync(context, "[100, 200, 300, 400]", "\"finish_reason\":\"stop\"")
            : SendAsync(context, "[100, 200, 300, 4", "\"finish_reason\":\"length\""));
        using var run = new LanguageModelRun { CacheFolder = folder.Path };
        using var model = ChatFixture.Model(server, run);

        var first = await GroundAsync(model);
        var again = await GroundAsync(model);

        Assert.Equal([new Regions.Box(10, 20, 30, 40)], first.Regions.Select(r => r.Box));
        Assert.Equal(first.Regions, again.Regions);
        Assert.Equal((2, 1), (server.Requests.Count, run.Meter.StoredAnswers));
    }

    [Fact]
    public async Task Ground_BudgetHasNoMoreRoom_IsCutOffAndNotStored()
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync(
            (_, _, context) => SendAsync(context, "[100, 200, 300, 4", "\"finish_reason\":\"length\""));
        using var run = new LanguageModelRun { CacheFolder = folder.Path };
        using var model = ChatFixture.Model(server, run, o => o with { RequestBudget = 1 });

        var fault = await FaultAsync(model);

        Assert.Equal(
            "The answer of \"m\" was cut off at 512 tokens; raise \"chat.maxOutputTokens\", or the context of the server.", fault.Message);
        Assert.Equal((1, 0L), (server.Requests.Count, run.Store!.Count));
    }

    // Gemini's words: epam/ai-dial-adapter-vertexai/issues/85; z.AI's: genkit-ai/genkit/pull/6259; Bedrock's and Cohere's: strandsagents.com.
    [Theory]
    [InlineData("content_filter")]
    [InlineData("SAFETY")]
    [InlineData("RECITATION")]
    [InlineData("PROHIBITED_CONTENT")]
    [InlineData("BLOCKLIST")]
    [InlineData("SPII")]
    [InlineData("sensitive")]
    [InlineData("guardrail_intervened")]
    [InlineData("content_filtered")]
    public async Task Ground_FilteredAnswer_NamesTheReason(string reason)
    {
        await using var server = await LoopbackChatServer.StartAsync(
            (_, _, context) => SendAsync(context, "[100, 200, 300, 4", $"\"finish_reason\":\"{reason}\""));
        using var model = ChatFixture.Model(server);

        var fault = await FaultAsync(model);

        Assert.Equal(ModelServiceFault.Refused, fault.Fault);
        Assert.Equal($"A filter of content at the service cut off the answer of \"m\" ({reason}).", fault.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("""{"role":"assistant","content":null,"refusal":"I will not."}""", "stop", "\"m\" refuses to answer. It says: \"I will not.\"")]
    [InlineData("""{"role":"assistant","content":[{"type":"refusal","refusal":"No."}]}""", "stop", "\"m\" refuses to answer. It says: \"No.\"")]
    [InlineData("""{"role":"assistant","content":null,"tool_calls":[{"id":"t","type":"function","function":{"name":"zoom","arguments":"{}"}}]}""", "tool_calls", "\"m\" called a tool instead of answering; serve it without tools, or ask another model.")]
    [InlineData("""{"role":"assistant","content":"let me zoom in","tool_calls":[{"id":1,"function":null}]}""", "tool_calls", "\"m\" called a tool instead of answering; serve it without tools, or ask another model.")]
    [InlineData("""{"role":"assistant","content":"","function_call":{"name":"zoom"}}""", "stop", "\"m\" called a tool instead of answering; serve it without tools, or ask another model.")]
    [InlineData("""{"role":"assistant","content":null,"reasoning_content":"maybe [1, 2, 3, 4]"}""", "stop", "\"m\" gave its thinking and no answer; switch its thinking off, or look at how the server parts the two.")]
    [InlineData("""{"role":"assistant","content":[{"type":"text","text":" "}],"reasoning":"[1, 2, 3, 4]"}""", "stop", "\"m\" gave its thinking and no answer; switch its thinking off, or look at how the server parts the two.")]
    [InlineData("""{"role":"assistant","content":""}""", "stop", "\"m\" gave an empty answer; try again, or ask another model.")]
    [InlineData("""{"role":"assistant","content":null}""", "eos", "\"m\" gave an empty answer; try again, or ask another model.")]
    [InlineData("""{"role":"assistant"}""", null, "\"m\" gave an empty answer; try again, or ask another model.")]
    public async Task Ground_NoAnswer_HasItsOwnWords(string message, string? reason, string expected)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) => context.Response.WriteAsync(
            $$"""{"choices":[{"message":{{message}},"finish_reason":{{(reason is null ? "null" : $"\"{reason}\"")}} }]}"""));
        using var model = ChatFixture.Model(server);

        Assert.Equal(expected, (await FaultAsync(model)).Description);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("""{"object":"chat.completion","choices":[]}""")]
    [InlineData("""{"object":"chat.completion","choices":null}""")]
    [InlineData("""{"object":"chat.completion","choices":[null]}""")]
    public async Task Ground_NoChoices_IsAnEmptyAnswer(string reply)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) => context.Response.WriteAsync(reply));
        using var model = ChatFixture.Model(server);

        Assert.Equal("\"m\" gave an empty answer; try again, or ask another model.", (await FaultAsync(model)).Message);
    }

    [Fact]
    public async Task Ground_CutAnswerInAnOldStore_IsAskedForAgainAndReplaced()
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync(_ => "[100, 200, 300, 400]");
        using (var first = new LanguageModelRun { CacheFolder = folder.Path })
        using (var model = ChatFixture.Model(server, first))
        {
            await GroundAsync(model);
        }

        using (var connection = new Microsoft.Data.Sqlite.SqliteConnection(
            $"Data Source={Path.Combine(folder.Path, AnswerStore.FileName)};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText = "UPDATE answers SET answer = $cut";
            command.Parameters.AddWithValue("$cut", """{"text":"[100, 200, 300, 4","finishReason":"length","logProbabilities":null}""");
            Assert.Equal(1, command.ExecuteNonQuery());
        }

        using var second = new LanguageModelRun { CacheFolder = folder.Path };
        using var asked = ChatFixture.Model(server, second);

        await GroundAsync(asked);
        var regions = (await GroundAsync(asked)).Regions;

        Assert.Equal([new Regions.Box(10, 20, 30, 40)], regions.Select(r => r.Box));
        Assert.Equal((1, 1), (second.Meter.Answers, second.Meter.StoredAnswers));
    }

    private static async Task<Grounding.GroundingAnswer> GroundAsync(ChatModel model) => Assert.Single(
        await new ChatVisualGrounder(model).AskAsync(ChatFixture.Post("1", "KD drops 40", ChatFixture.Picture(100, 100), "KD"), Cancel));

    private static async Task<ModelServiceException> FaultAsync(ChatModel model)
    {
        var gaps = await Assert.ThrowsAsync<GapsException>(() => GroundAsync(model));
        return Assert.IsType<ModelServiceException>(Assert.Single(gaps.Faults)!.Cause);
    }

    private static Task SendAsync(HttpContext context, string answer, string reason, int used = 5) => context.Response.WriteAsync(
        $$"""{"object":"chat.completion","choices":[{"message":{"role":"assistant","content":{{JsonValue.Create(answer)!.ToJsonString()}}},{{reason}}}],"usage":{"prompt_tokens":10,"completion_tokens":{{used}} } }""");
}
