using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Chat;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>
/// Forms in which servers say that something went wrong, over real HTTP: inside a reply of status 200 and with a status of their own. Each
/// row: where the form was seen, the status, the body, what it is, the service's words.
/// </summary>
public sealed class ErrorFormsTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Errors and what they are.</summary>
    public static TheoryData<string, int, string, ModelServiceFault, string?> Errors { get; } = new()
    {
        // Inside a reply of status 200.
        { "openrouter.ai/docs/errors", 200, """{"error":{"code":429,"message":"limited upstream"}}""", ModelServiceFault.Busy, "limited upstream" },
        { "openrouter.ai/docs/errors, code a text", 200, """{"error":{"code":"429","message":"slow"}}""", ModelServiceFault.Busy, "slow" },
        { "openrouter.ai/docs/errors, 502", 200, """{"error":{"code":502,"message":"the model is down","metadata":{"provider_name":"p"}}}""", ModelServiceFault.ServerFailed, "the model is down" },
        { "openrouter.ai/docs/errors, 402", 200, """{"error":{"code":402,"message":"more credits, please"}}""", ModelServiceFault.QuotaSpent, "more credits, please" },
        { "openrouter.ai/docs/errors, 403", 200, """{"error":{"code":403,"message":"input was flagged","metadata":{"reasons":["x"],"flagged_input":"y"}}}""", ModelServiceFault.Refused, "input was flagged" },
        { "openrouter.ai/docs/errors, choices null", 200, """{"id":"g","object":"chat.completion","choices":null,"error":{"code":429,"message":"later"}}""", ModelServiceFault.Busy, "later" },
        { "openrouter.ai/docs/errors, choices empty", 200, """{"id":"g","choices":[],"usage":null,"error":{"code":503,"message":"no provider"}}""", ModelServiceFault.ServerFailed, "no provider" },
        { "api.koog.ai OpenRouterChoice: error in the choice", 200, """{"choices":[{"index":0,"error":{"code":502,"message":"lost upstream"},"message":{"role":"assistant","content":"[1, 2"},"finish_reason":"error"}]}""", ModelServiceFault.ServerFailed, "lost upstream" },
        { "github.com/maximhq/bifrost/issues/5425: finish_reason error", 200, """{"choices":[{"index":0,"message":{"role":"assistant","content":"[1, 2"},"finish_reason":"error"}],"usage":{"prompt_tokens":null}}""", ModelServiceFault.ServerFailed, "the answer ended with an error" },
        { "github.com/genkit-ai/genkit/pull/6259: z.AI's network_error", 200, """{"choices":[{"index":0,"message":{"role":"assistant","content":"[1, 2"},"finish_reason":"network_error"}]}""", ModelServiceFault.ServerFailed, "the answer ended with an error" },
        { "docs.rs/crate/ds-api finish_reason.rs (DeepSeek)", 200, """{"choices":[{"index":0,"message":{"role":"assistant","content":"[1, 2"},"finish_reason":"insufficient_system_resource"}]}""", ModelServiceFault.ServerFailed, "the answer ended with an error" },
        { "openrouter.ai/docs/api_reference/streaming: error under way", 200, "data: {\"choices\":[{\"delta\":{\"content\":\"[1, 2\"}}]}\n\ndata: {\"error\":{\"code\":429,\"message\":\"too fast\"},\"choices\":[{\"delta\":{\"content\":\"\"},\"finish_reason\":\"error\"}]}\n\n", ModelServiceFault.Busy, "too fast" },
        { "github.com/lmstudio-ai/lmstudio-bug-tracker/issues/618", 200, """{"error":"Unexpected endpoint or method. (POST /chat/completions)"}""", ModelServiceFault.UnknownModel, "Unexpected endpoint or method. (POST /chat/completions)" },
        { "own: error a text", 200, """{"error":"the model is overloaded, try again"}""", ModelServiceFault.ServerFailed, "the model is overloaded, try again" },
        { "own: TGI", 200, """{"error":"it failed","error_type":"generation"}""", ModelServiceFault.ServerFailed, "it failed" },
        { "github.com/vllm-project/vllm/issues/3657: object error", 200, """{"object":"error","message":"bad thing","type":"BadRequestError","param":null,"code":400}""", ModelServiceFault.Refused, "bad thing" },
        { "own: vLLM, the model unknown", 200, """{"object":"error","message":"The model `x` does not exist.","type":"NotFoundError","param":null,"code":404}""", ModelServiceFault.UnknownModel, "The model `x` does not exist." },
        { "own: OpenAI's quota in a 200", 200, """{"error":{"message":"no more","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}""", ModelServiceFault.QuotaSpent, "no more" },
        { "own: OpenAI's limit in a 200", 200, """{"error":{"message":"slow down","type":"requests","param":null,"code":"rate_limit_exceeded"}}""", ModelServiceFault.Busy, "slow down" },
        { "own: OpenAI's key in a 200", 200, """{"error":{"message":"wrong","type":"invalid_request_error","code":"invalid_api_key"}}""", ModelServiceFault.WrongKey, "wrong" },
        { "own: Anthropic's form", 200, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", ModelServiceFault.ServerFailed, "Overloaded" },
        { "own: Cloudflare's form", 200, """{"result":null,"success":false,"errors":[{"code":7009,"message":"upstream is unavailable"}],"messages":[]}""", ModelServiceFault.ServerFailed, "upstream is unavailable" },
        { "MiniMax's base_resp", 200, """{"id":"x","choices":null,"base_resp":{"status_code":1002,"status_msg":"rate limit"}}""", ModelServiceFault.Busy, "rate limit" },
        { "own: MiniMax, the balance", 200, """{"choices":null,"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}}""", ModelServiceFault.QuotaSpent, "insufficient balance" },
        { "own: DashScope's flat form", 200, """{"code":"Throttling.RateQuota","message":"limited","request_id":"r"}""", ModelServiceFault.Busy, "limited" },
        { "own: a gateway's flat form", 200, """{"code":429,"msg":"slower","data":null}""", ModelServiceFault.Busy, "slower" },
        { "own: FastAPI's detail", 200, """{"detail":"no such route, not found"}""", ModelServiceFault.ServerFailed, "no such route, not found" },
        { "github.com/google-gemini/gemini-cli/issues/6454: a list", 200, """[{"error":{"code":429,"message":"exhausted","status":"RESOURCE_EXHAUSTED"}}]""", ModelServiceFault.Busy, "exhausted" },

        // With a status of their own.
        { "github.com/google-gemini/gemini-cli/issues/6454: a list", 429, """[{"error":{"code":429,"message":"exhausted","status":"RESOURCE_EXHAUSTED"}}]""", ModelServiceFault.Busy, "exhausted" },
        { "github.com/continuedev/continue/issues/10560: JSON in the words", 429, """{"error":{"message":"{\n \"error\": {\n \"code\": 429,\n \"message\": \"gone (check quota).\",\n \"status\": \"RESOURCE_EXHAUSTED\"\n }\n}\n","code":429,"status":"Too Many Requests"}}""", ModelServiceFault.Busy, "gone (check quota)." },
        { "github.com/techwithtim/AI-Web-Scraper/issues/6 (Ollama)", 404, """{"error":{"message":"model \"llama-vision\" not found, try pulling it first","type":"api_error","param":null,"code":null}}""", ModelServiceFault.UnknownModel, "model \"llama-vision\" not found, try pulling it first" },
        { "github.com/stackblitz-labs/bolt.diy/issues/434 (Ollama)", 404, """{"error":"model \"multimodal-image\" not found, try pulling it first"}""", ModelServiceFault.UnknownModel, "model \"multimodal-image\" not found, try pulling it first" },
        { "own: Ollama behind a proxy that says 400", 400, """{"error":"model 'vision' not found"}""", ModelServiceFault.UnknownModel, "model 'vision' not found" },
        { "own: OpenAI, param model", 400, """{"error":{"message":"you must provide one that takes images","type":"invalid_request_error","param":"model","code":null}}""", ModelServiceFault.UnknownModel, "you must provide one that takes images" },
        { "own: Azure's filter", 400, """{"error":{"message":"The image was filtered","type":null,"param":"prompt","code":"content_filter","status":400,"innererror":{"code":"ResponsibleAIPolicyViolation"}}}""", ModelServiceFault.Refused, "The image was filtered" },
        { "own: OpenAI's picture", 400, """{"error":{"message":"unsupported thing","type":"invalid_request_error","param":null,"code":"invalid_image_url"}}""", ModelServiceFault.PictureRefused, "unsupported thing" },
        { "own: OpenAI's context, with pictures in the words", 400, """{"error":{"message":"your images are too many","type":"invalid_request_error","param":"messages","code":"context_length_exceeded"}}""", ModelServiceFault.ContextTooLong, "your images are too many" },
        { "own: llama.cpp's context", 400, """{"error":{"code":400,"message":"request exceeds it","type":"exceed_context_size_error","n_prompt_tokens":9,"n_ctx":8}}""", ModelServiceFault.ContextTooLong, "request exceeds it" },
        { "own: llama.cpp loads", 503, """{"error":{"code":503,"message":"Loading model","type":"unavailable_error"}}""", ModelServiceFault.ServerFailed, "Loading model" },
        { "own: OpenAI's setting", 400, """{"error":{"message":"no images of that temperature","type":"invalid_request_error","param":"temperature","code":"unsupported_value"}}""", ModelServiceFault.UnsupportedSetting, "no images of that temperature" },
        { "github.com/editor-code-assistant/eca/issues/231 (Mistral)", 422, """{"object":"error","message":{"detail":[{"type":"extra_forbidden","loc":["body","max_completion_tokens"],"msg":"Extra inputs are not permitted","input":9}]},"type":"invalid_request_error","param":null,"code":null}""", ModelServiceFault.UnsupportedSetting, "Extra inputs are not permitted" },
        { "github.com/mistralai/platform-docs-public/issues/7: JSON in the words", 422, """{"object":"error","message":"{\"detail\":[{\"type\":\"extra_forbidden\",\"loc\":[\"body\",\"seed\"],\"msg\":\"Extra inputs are not permitted\",\"input\":0.0}]}","type":"internal_error_proxy","param":null,"code":"1000"}""", ModelServiceFault.UnsupportedSetting, "Extra inputs are not permitted" },
        { "own: Google's key", 400, """[{"error":{"code":400,"message":"API key not valid. Pass one.","status":"INVALID_ARGUMENT"}}]""", ModelServiceFault.WrongKey, "API key not valid. Pass one." },
        { "own: Google's share of the minute", 429, """[{"error":{"code":429,"message":"You exceeded your current quota","status":"RESOURCE_EXHAUSTED","details":[{"@type":"type.googleapis.com/google.rpc.RetryInfo","retryDelay":"0s"}]}}]""", ModelServiceFault.Busy, "You exceeded your current quota" },
        { "own: quota with a time to retry all the same", 429, """{"error":{"message":"You exceeded your current quota","type":"insufficient_quota","code":"insufficient_quota","retry_after":0}}""", ModelServiceFault.QuotaSpent, "You exceeded your current quota" },
        { "own: a moderated post", 403, """{"error":{"message":"no","code":"moderation_blocked"}}""", ModelServiceFault.Refused, "no" },
        { "apifox.com DeepSeek's 402", 402, """{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}""", ModelServiceFault.QuotaSpent, "Insufficient Balance" },
        { "own: no JSON at all", 502, "<html>bad gateway, image of a cat</html>", ModelServiceFault.ServerFailed, null },
        { "own: a list in the error", 422, """{"error":["Input is wrong: <>"]}""", ModelServiceFault.Refused, "Input is wrong: <>" },
    };

    [Theory]
    [MemberData(nameof(Errors))]
    public async Task GetResponse_ErrorInAnyForm_IsThatError(string source, int status, string body, ModelServiceFault expected, string? said)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) =>
        {
            context.Response.StatusCode = status;
            return context.Response.WriteAsync(body);
        });
        using var client = ChatClientFactory.Create(ChatFixture.Options(server) with { MaxRetries = 1 }, new LanguageModelRun());

        var fault = await Assert.ThrowsAsync<ModelServiceException>(() => client.GetResponseAsync("where?", cancellationToken: Cancel));

        Assert.True(fault.Fault == expected && fault.Said == said, $"{source}: {fault.Fault}: {fault.Description}");
        Assert.Equal(fault.IsTransient ? 2 : 1, server.Requests.Count);
    }

    [Theory]
    [InlineData("""{"error":{"code":429,"message":"later"}}""")]
    [InlineData("""{"error":"overloaded"}""")]
    [InlineData("""{"choices":[{"message":{"content":"x"},"finish_reason":"error"}]}""")]
    public async Task GetResponse_PassingErrorInA200_IsAskedForAgain(string body)
    {
        await using var server = await LoopbackChatServer.StartAsync(
            (_, n, context) => n < 2 ? context.Response.WriteAsync(body) : LoopbackChatServer.SendAsync(context, "yes"));
        var run = new LanguageModelRun();
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), run);

        Assert.Equal("yes", (await client.GetResponseAsync("where?", cancellationToken: Cancel)).Text);
        Assert.Equal((2, 1), (run.Meter.Retries, run.Meter.Answers));
    }

    [Theory]
    [InlineData("a\u001b[2Jb\u0007c", "a?[2Jb?c")]
    [InlineData("a\u009b31mb", "a?31mb")]
    [InlineData("a\u202eb\u2066c", "a?b?c")]
    public async Task GetResponse_ErrorWithControlCharacters_IsHarmless(string said, string shown)
    {
        await using var server = await LoopbackChatServer.StartAsync(
            (_, _, context) => LoopbackChatServer.FailAsync(context, 400, said, "\u001b[31m"));
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), new LanguageModelRun());

        var fault = await Assert.ThrowsAsync<ModelServiceException>(() => client.GetResponseAsync("where?", cancellationToken: Cancel));

        Assert.Equal($"{server.Endpoint} refuses the request (400). It says: \"{shown}\"", fault.Description);
    }

    [Fact]
    public async Task GetResponse_AnswerWithControlCharacters_IsHarmless()
    {
        using var folder = new TemporaryFolder();
        await using var server = await LoopbackChatServer.StartAsync(_ => "a\u001b]0;owned\u0007 man\n\ton\u009b2J a\u202e stage\r");
        using var run = new LanguageModelRun { CacheFolder = folder.Path };
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), run);

        Assert.Equal("a]0;owned man\n\ton2J a stage\r", (await client.GetResponseAsync("what?", cancellationToken: Cancel)).Text);
        Assert.Equal("a]0;owned man\n\ton2J a stage\r", (await client.GetResponseAsync("what?", cancellationToken: Cancel)).Text);
        Assert.Single(server.Requests);
    }
}
