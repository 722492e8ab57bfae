using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>Settings that a model refuses are left out after the first refusal.</summary>
public sealed class RefusedSettingsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Where it was seen, the setting, the status, the body.</summary>
    public static TheoryData<string, string, int, string> Refusals { get; } = new()
    {
        { "github.com/gabrii/Cursor-Azure-GPT-5/issues/33", "temperature", 400, """{"error":{"message":"Unsupported value: 'temperature' does not support 0 here. Only the default (1) is.","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}""" },
        { "own: the same without its code", "temperature", 400, """{"error":{"message":"`temperature` is deprecated for this model."}}""" },
        { "github.com/GoogleCloudPlatform/generative-ai/issues/2947", "logprobs", 400, """[{"error":{"code":400,"message":"Unable to submit: Logprobs is not supported for this model.","status":"INVALID_ARGUMENT"}}]""" },
        { "github.com/confident-ai/deepeval/pull/2184", "logprobs", 403, """{"error":{"message":"You may not ask for logprobs from this model","type":"invalid_request_error","param":null,"code":null}}""" },
        { "own: top_logprobs by its name", "top_logprobs", 400, """{"error":{"message":"no","param":"top_logprobs","code":"unsupported_parameter"}}""" },
        { "github.com/mistralai/platform-docs-public/issues/7", "seed", 422, """{"object":"error","message":"{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"seed\"],\"msg\":\"Extra inputs are not permitted\"}]}","type":"internal_error_proxy","param":null,"code":"1000"}""" },
        { "github.com/microsoft/clarity-agent/issues/59", "max_tokens", 400, """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","type":"invalid_request_error","param":"max_tokens","code":"unsupported_parameter"}}""" },
        { "github.com/caozhiyuan/copilot-api/issues/164", "max_tokens", 400, """{"error":{"message":"Unsupported parameter: 'max_tokens' is not supported with this model. Use 'max_completion_tokens' instead.","code":"invalid_request_body"}}""" },
    };

    [Theory]
    [MemberData(nameof(Refusals))]
    public async Task Entail_RefusedSetting_IsLeftOutSaidOnceAndRemembered(string source, string setting, int status, string body)
    {
        await using var server = await LoopbackChatServer.StartAsync((request, _, context) =>
        {
            if (request[setting] is null)
            {
                return LoopbackChatServer.SendAsync(context, "yes");
            }

            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });
        var log = new CapturingLoggerFactory();
        using var model = ChatFixture.Model(server, new LanguageModelRun { Loggers = log }, o => o with { MaxConcurrency = 1 });
        var stage = new ChatVisualEntailment(model);
        var post = ChatFixture.Post("1", "KD and Bo drop 40", ChatFixture.Picture(56, 56), "KD", "Bo");

        await stage.AskAsync(post, Cancel);
        await stage.AskAsync(post, Cancel);

        Assert.True(server.Requests.Count(r => r.Body[setting] is not null) == 1, source);
        Assert.Equal(5, server.Requests.Count);
        Assert.Equal(
            $"m refuses the setting {setting}; it is asked without it from now on.",
            Assert.Single(log.Lines, l => l.Level == LogLevel.Warning).Text.TrimEnd());
        var last = server.Requests.Last().Body;
        Assert.Equal(512, (last["max_tokens"] ?? last["max_completion_tokens"])!.GetValue<int>());
    }

    // Stages with settings of their own ask the same model; what one was refused the others need not try.
    [Fact]
    public async Task Entail_SettingRefusedToAnotherStage_IsNotTriedAgain()
    {
        await using var server = await LoopbackChatServer.StartAsync((request, _, context) => request["temperature"] is null
            ? LoopbackChatServer.SendAsync(context, "yes")
            : LoopbackChatServer.FailAsync(context, 400, "Unsupported value: 'temperature'.", "unsupported_value"));
        var log = new CapturingLoggerFactory();
        var run = new LanguageModelRun { Loggers = log };
        using var first = ChatFixture.Model(server, run);
        using var second = ChatFixture.Model(server, run, o => o with { Temperature = 1 });
        var post = ChatFixture.Post("1", "KD", ChatFixture.Picture(56, 56), "KD");

        await new ChatVisualEntailment(first).AskAsync(post, Cancel);
        await new ChatVisualEntailment(second).AskAsync(post, Cancel);

        Assert.Single(server.Requests, r => r.Body["temperature"] is not null);
        Assert.Single(log.Lines, l => l.Level == LogLevel.Warning);
    }

    [Fact]
    public async Task Entail_SeveralRefusedSettings_AreLeftOutOneByOne()
    {
        string[] settings = ["temperature", "seed", "logprobs", "max_tokens", "max_completion_tokens"];
        await using var server = await LoopbackChatServer.StartAsync(
            (request, _, context) => Array.Find(settings, s => request[s] is not null) is { } setting
                ? LoopbackChatServer.FailAsync(context, 400, $"Unknown parameter: '{setting}'.", "unknown_parameter")
                : LoopbackChatServer.SendAsync(context, "no"));
        using var model = ChatFixture.Model(server);

        await new ChatVisualEntailment(model).AskAsync(ChatFixture.Post("1", "KD", ChatFixture.Picture(56, 56), "KD"), Cancel);

        Assert.Equal(6, server.Requests.Count);
        Assert.Equal(["messages", "model"], server.Requests.Last().Body.AsObject().Select(m => m.Key).Order(StringComparer.Ordinal));
    }

    // A gateway in front of the model may answer so whatever it is sent.
    [Theory]
    [InlineData("max_tokens", "m", 2)]
    [InlineData("max_completion_tokens", "m", 2)]
    [InlineData("max_tokens", "gpt-5", 2)]
    [InlineData("max_completion_tokens", "gpt-5", 2)]
    [InlineData("temperature", "m", 2)]
    [InlineData("temperature", "gpt-5", 1)]
    [InlineData("top_logprobs", "m", 2)]
    [InlineData("seed", "m", 2)]
    public async Task Entail_SettingRefusedThatIsLeftOutAlready_IsAFault(string setting, string name, int requests)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync(
                $$$"""{"error":{"message":"Unsupported: '{{{setting}}}'.","param":"{{{setting}}}","code":"unsupported_parameter"}}""");
        });
        using var model = ChatFixture.Model(server, change: o => o with { Model = name });
        using var soon = CancellationTokenSource.CreateLinkedTokenSource(Cancel);
        soon.CancelAfter(TimeSpan.FromSeconds(10));

        var gaps = await Assert.ThrowsAsync<GapsException>(async () => await new ChatVisualEntailment(model).AskAsync(
            ChatFixture.Post("1", "KD", ChatFixture.Picture(56, 56), "KD"), soon.Token));

        Assert.Equal(ModelServiceFault.UnsupportedSetting, Assert.IsType<ModelServiceException>(gaps.Faults[0]!.Cause).Fault);
        Assert.Equal(requests, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"error":{"message":"max_tokens is too large: 9. This model has at most 4.","param":"max_tokens","code":"invalid_value"}}""", ModelServiceFault.Refused)]
    [InlineData("""{"error":{"message":"Unsupported parameter: 'top_k'","param":"top_k","code":"unsupported_parameter"}}""", ModelServiceFault.UnsupportedSetting)]
    public async Task GetKnowledge_FaultThatLeavingOutCannotMend_IsToldAtOnce(string body, ModelServiceFault expected)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync(body);
        });
        using var model = ChatFixture.Model(server);

        var gaps = await Assert.ThrowsAsync<GapsException>(
            async () => await new ChatKnowledgeSource(model).AskAsync([ChatFixture.Post("1", "a")], Cancel));

        Assert.Equal(expected, Assert.IsType<ModelServiceException>(gaps.Faults[0]!.Cause).Fault);
        Assert.Single(server.Requests);
    }
}
