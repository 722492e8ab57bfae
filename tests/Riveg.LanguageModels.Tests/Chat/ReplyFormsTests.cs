using System.Text;
using CsCheck;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Chat;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>
/// Forms in which servers send a good answer, over real HTTP. Each row: the form, where it was seen, the reply. Forms are kept, words and
/// numbers are not. Rows whose source is "issue" come from the cases of Riveg's own issue; a row without a page is of our own making and
/// says so.
/// </summary>
public sealed class ReplyFormsTests
{
    private const string Answer = "[100, 200, 300, 400]";
    private const string Message = """{"role":"assistant","content":"[100, 200, 300, 400]"}""";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>Replies that hold the answer, whatever surrounds it.</summary>
    public static TheoryData<string, string, string> Good { get; } = new()
    {
        // The end of the answer.
        { "finish eos", "github.com/openai/openai-dotnet/pull/267 (Together)", Choice("\"finish_reason\":\"eos\"") },
        { "finish null", "github.com/ollama/ollama/issues/7547 (Ollama)", Choice("\"finish_reason\":null") },
        { "finish null, Jan", "github.com/janhq/jan/issues/3946 (Jan)", Whole($$"""{"finish_reason":null,"index":0,"message":{{Message}}}""", more: "\"system_fingerprint\":\"_\",") },
        { "finish empty", "github.com/mudler/LocalAI/issues/5102 (LocalAI)", Choice("\"finish_reason\":\"\"") },
        { "finish normal", "github.com/openai/openai-dotnet/issues/340", Choice("\"finish_reason\":\"normal\"") },
        { "finish end_turn", "github.com/zeitlings/ayai-gpt-nexus/issues/2 (OpenRouter, xAI)", Choice("\"finish_reason\":\"end_turn\"") },
        { "finish missing", "github.com/openai/openai-openapi/issues/136 (finish_details instead)", Choice("\"finish_details\":{\"type\":\"stop\",\"stop\":\"<|fim|>\"}") },
        { "finish as an object", "own: SGLang's meta_info form", Choice("\"finish_reason\":{\"type\":\"stop\",\"matched\":151645}") },
        { "finish STOP", "own: Gemini's word passed on", Choice("\"finish_reason\":\"STOP\"") },
        { "finish unknown", "own", Choice("\"finish_reason\":\"the model said goodbye\"") },
        { "finish a number", "own", Choice("\"finish_reason\":7") },
        { "vLLM's stop_reason", "github.com/BerriAI/litellm/issues/4898 (vLLM)", Choice("\"finish_reason\":\"stop\",\"stop_reason\":151645") },
        { "native reason", "api.koog.ai OpenRouterChoice (OpenRouter)", Choice("\"finish_reason\":\"stop\",\"native_finish_reason\":\"STOP\"") },
        { "tool_calls without a call", "own", Choice("\"finish_reason\":\"tool_calls\",\"tool_calls\":[]") },

        // The role.
        { "role model", "issue (Gemini's word)", Said("""{"role":"model","content":"[100, 200, 300, 400]"}""") },
        { "role missing", "own", Said("""{"content":"[100, 200, 300, 400]"}""") },
        { "role null", "own", Said("""{"role":null,"content":"[100, 200, 300, 400]"}""") },
        { "role in capitals", "own", Said("""{"role":"ASSISTANT","content":"[100, 200, 300, 400]"}""") },

        // The head.
        { "created a fraction", "github.com/siyuan-note/siyuan/issues/14787 (SambaNova)", Head("\"created\":1746700000.49,") },
        { "created a whole fraction", "github.com/looplj/axonhub/pull/2187", Head("\"created\":1786300000.0,") },
        { "created in milliseconds", "github.com/Mintplex-Labs/anything-llm/issues/2920 (AnythingLLM)", Head("\"created\":1735600000123,") },
        { "created a text", "own", Head("\"created\":\"2025-01-01T00:00:00Z\",") },
        { "created null", "own", Head("\"created\":null,") },
        { "created missing", "github.com/0xzr/freellmpool/issues/92", Head(string.Empty) },
        { "id a number", "issue", Head("\"id\":12345,\"created\":1,") },
        { "id null", "own", Head("\"id\":null,\"created\":1,") },
        { "object missing", "own", $$"""{"choices":[{"message":{{Message}}}]}""" },
        { "model null", "own", Head("\"model\":null,\"created\":1,") },
        { "members nobody knows", "api.koog.ai (OpenRouter's provider), vLLM's kv_transfer_params", Head("\"provider\":{\"name\":[1,{\"a\":null}]},\"kv_transfer_params\":null,\"created\":1,") },
        { "error null", "own: gateways' empty error", Head("\"error\":null,\"created\":1,") },
        { "error empty", "own", Head("\"error\":{},\"errors\":[],\"created\":1,") },
        { "error success", "own", Head("\"error\":{\"code\":0,\"message\":\"success\"},\"created\":1,") },
        { "base_resp success", "www.lmstudio.ai/alex-garbar/api-docs minimax.ts (MiniMax)", Head("\"base_resp\":{\"status_code\":0,\"status_msg\":\"\"},\"created\":1,") },

        // Usage.
        { "usage null", "issue", Usage("null") },
        { "usage empty", "github.com/zed-industries/zed/issues/42893 (MiniMax)", Usage("{}") },
        { "usage of nulls", "github.com/maximhq/bifrost/issues/5425", Usage("""{"prompt_tokens":null,"completion_tokens":null,"total_tokens":0}""") },
        { "usage fractions", "issue", Usage("""{"prompt_tokens":10.0,"completion_tokens":5.5,"total_tokens":15.5}""") },
        { "usage texts", "own", Usage("""{"prompt_tokens":"10","completion_tokens":"5"}""") },
        { "usage details null", "github.com/sudoprivacy/sudocode/pull/246 (DeepSeek)", Usage("""{"prompt_tokens":7,"completion_tokens":9,"total_tokens":16,"prompt_tokens_details":null}""") },
        { "usage by other names", "own: Anthropic's words", Usage("""{"input_tokens":10,"output_tokens":5}""") },
        { "usage a list", "own", Usage("[]") },

        // The content.
        { "content in parts", "github.com/vercel/ai/pull/15890", Said("""{"role":"assistant","content":[{"type":"text","text":"[100, 200, "},{"type":"text","text":"300, 400]"}]}""") },
        { "thinking part", "github.com/vercel/ai/issues/13703 (Mistral)", Said("""{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"maybe [1, 2, 30, 40]"}]},{"type":"text","text":"[100, 200, 300, 400]"}]}""") },
        { "thinking part, closed", "docs.rs/crate/mistral-openapi-client ThinkChunk (Mistral)", Said("""{"role":"assistant","content":[{"type":"thinking","thinking":[{"type":"text","text":"no [9, 9, 9, 9]"}],"closed":true},{"type":"text","text":"[100, 200, 300, 400]"}]}""") },
        { "reasoning part", "own: the same by another name", Said("""{"role":"assistant","content":[{"type":"reasoning","text":"[1, 2, 3, 4]?"},{"type":"text","text":"[100, 200, 300, 400]"}]}""") },
        { "thought part", "own: Gemini's thought flag", Said("""{"role":"assistant","content":[{"text":"[1, 2, 3, 4]?","thought":true,"type":"text"},{"text":"[100, 200, 300, 400]"}]}""") },
        { "output_text part", "platform.minimax.io responses-create (MiniMax)", Said("""{"role":"assistant","content":[{"type":"output_text","text":"[100, 200, 300, 400]","annotations":[]}]}""") },
        { "one part, no list", "own", Said("""{"role":"assistant","content":{"type":"text","text":"[100, 200, 300, 400]"}}""") },
        { "text with a value", "own: OpenAI's assistants", Said("""{"role":"assistant","content":[{"type":"text","text":{"value":"[100, 200, 300, 400]","annotations":[]}}]}""") },
        { "texts in a list", "own", Said("""{"role":"assistant","content":["[100, 200, ","300, 400]"]}""") },
        { "unknown part", "github.com/vercel/ai/pull/17779", Said("""{"role":"assistant","content":[{"type":"reference","reference_ids":[1]},{"type":"text","text":"[100, 200, 300, 400]"}]}""") },
        { "content already JSON", "own: servers that parse structured output", Said("""{"role":"assistant","content":[100, 200, 300, 400]}""") },
        { "reasoning_content beside it", "github.com/BerriAI/litellm-docs/pull/559 (DeepSeek, Moonshot, Z.AI)", Said("""{"role":"assistant","reasoning_content":"maybe [1, 2, 3, 4]","content":"[100, 200, 300, 400]"}""") },
        { "reasoning beside it", "own: OpenRouter's word", Said("""{"role":"assistant","reasoning":"maybe [1, 2, 3, 4]","reasoning_details":[{"type":"reasoning.text","text":"x"}],"content":"[100, 200, 300, 400]"}""") },
        { "tool_calls null", "own: many", Said("""{"role":"assistant","content":"[100, 200, 300, 400]","tool_calls":null,"function_call":null,"refusal":null,"audio":null,"annotations":null}""") },
        { "tool_calls empty", "own: many", Said("""{"role":"assistant","content":"[100, 200, 300, 400]","tool_calls":[]}""") },
        { "message a text", "own", Whole("""{"index":0,"message":"[100, 200, 300, 400]","finish_reason":"stop"}""") },
        { "text instead of message", "github.com/ggml-org/llama.cpp/issues/11346 (text_completion)", Whole("""{"text":"[100, 200, 300, 400]","index":0,"logprobs":null,"finish_reason":"stop"}""") },
        { "delta instead of message", "github.com/ggml-org/llama.cpp/issues/14268", Whole("""{"delta":{"role":"assistant","content":"[100, 200, 300, 400]"},"index":0,"finish_reason":"stop"}""") },
        { "index missing", "own", Whole($$"""{"message":{{Message}},"finish_reason":"stop"}""") },
        { "index null", "own", Whole($$"""{"index":null,"message":{{Message}},"finish_reason":"stop"}""") },
        { "choices no list", "own", $$"""{"object":"chat.completion","choices":{"message":{{Message}} } }""" },
        { "several choices", "own", Whole("""{"index":1,"message":{"role":"assistant","content":"no"},"finish_reason":"stop"}""" + $$""",{"index":0,"message":{{Message}},"finish_reason":"stop"}""") },

        // Log-probabilities.
        { "top_logprobs null", "github.com/vllm-project/vllm/pull/47838", Choice("""
            "logprobs":{"content":[{"token":"[","logprob":-0.1,"bytes":null,"top_logprobs":null}]}
            """) },
        { "top_logprobs missing", "own", Choice("""
            "logprobs":{"content":[{"token":"[","logprob":-0.1}]}
            """) },
        { "logprobs empty", "github.com/InternLM/lmdeploy/issues/2802", Choice("\"logprobs\":{}") },
        { "logprob null", "github.com/huggingface/trl/pull/6693 (vLLM)", Choice("""
            "logprobs":{"content":[{"token":"[","logprob":null,"bytes":[91],"top_logprobs":[]}],"refusal":null}
            """) },
        { "logprobs false", "own", Choice("\"logprobs\":false") },
        { "logprob NaN", "github.com/PrimeIntellect-ai/prime-rl/pull/2082 (vLLM)", Choice("""
            "logprobs":{"content":[{"token":"NaN","logprob":NaN,"top_logprobs":[{"token":"-Infinity","logprob":-Infinity}]}]}
            """) },
        { "logprobs in columns", "github.com/vllm-project/vllm/issues/2706", Choice("""
            "logprobs":{"text_offset":[0],"token_logprobs":[-0.5],"tokens":["["],"top_logprobs":[{"[":-0.5}]}
            """) },

        // The wire.
        { "byte order mark", "own", "\uFEFF" + Head("\"created\":1,") },
        { "empty lines before", "share.apidog.com DeepSeek rate limit (DeepSeek)", "\n\n\n\n" + Head("\"created\":1,") },
        { "comments before", "openrouter.ai/docs/api_reference/streaming (OpenRouter)", ": OPENROUTER PROCESSING\n\n: OPENROUTER PROCESSING\n\n" + Head("\"created\":1,") },
        { "end of a stream behind", "github.com/decolua/9router/issues/3492", Head("\"created\":1,") + "\n\ndata: [DONE]\n\n" },
        { "the reply as one event", "github.com/inferencerlabs/inferencer-feedback/issues/268", "data: " + Head("\"created\":1,") + "\n\ndata: [DONE]\n\n" },
        { "NUL behind", "own", Head("\"created\":1,") + "\0\0" },
        { "trailing comma", "own", Head("\"created\":1,")[..^1] + ",}" },
        { "a list of one", "own", "[" + Head("\"created\":1,") + "]" },
        { "a stream", "github.com/unslothai/unsloth/issues/6570 (llama.cpp)", Stream("\n\n", """{"role":"assistant","content":null}""", """{"content":"[100, 200, "}""", """{"content":"300, 400]"}""") },
        { "a stream without blank lines", "github.com/ggml-org/llama.cpp/issues/14268", Stream("\n", """{"content":"[100, 200, "}""", """{"content":"300, 400]"}""") },
        { "a stream with Windows' lines", "own", Stream("\r\n\r\n", """{"content":"[100, 200, "}""", """{"content":"300, 400]"}""") },
        { "a stream in parts", "github.com/vercel/ai/issues/13703 (Mistral)", Stream("\n\n", """{"content":[{"type":"thinking","thinking":[{"type":"text","text":"[1, 2, 3, 4]?"}]}]}""", """{"content":[{"type":"text","text":"[100, 200, 300, 400]"}]}""") },
        { "a stream without blanks behind data", "github.com/SamSaffron/term-llm/pull/487", Stream("\n\n", """{"content":"[100, 200, 300, 400]"}""").Replace("data: ", "data:", StringComparison.Ordinal) },
        { "a stream that repeats itself", "github.com/perplexityai/api-discussion/issues/209 (Perplexity)",
            "data: {\"choices\":[{\"delta\":{\"content\":\"[100, 200, \"},\"message\":{\"content\":\"[100, 200, \"},\"finish_reason\":null}]}\r\n\r\n"
            + "data: {\"choices\":[{\"delta\":{\"content\":\"300, 400]\"},\"message\":{\"content\":\"[100, 200, 300, 400]\"},\"finish_reason\":\"stop\"}]}\r\n\r\n" },
        { "a stream without its mark", "github.com/perplexityai/api-discussion/issues/209 (Perplexity)", "data: " + Whole($$"""{"index":0,"delta":{{Message}},"finish_reason":"stop"}""") + "\n\n" },
        { "a stream with comments", "openrouter.ai/docs/api_reference/streaming (OpenRouter)", ": OPENROUTER PROCESSING\n\n" + Stream("\n\n: OPENROUTER PROCESSING\n\n", """{"content":"[100, 200, "}""", """{"content":"300, 400]"}""") },
        { "a stream with events and numbers", "own", "event: message\nid: 1\nretry: 100\n" + Stream("\n\nevent: message\n", """{"content":"[100, 200, "}""", """{"content":"300, 400]"}""") },
        { "a stream whose last event counts", "own: stream_options.include_usage", Stream("\n\n", """{"content":"[100, 200, 300, 400]"}""").Replace("data: [DONE]", "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":2}}\n\ndata: [DONE]", StringComparison.Ordinal) },
    };

    [Theory]
    [MemberData(nameof(Good))]
    public async Task GetResponse_GoodAnswerInAnOddReply_IsRead(string form, string source, string reply)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) => SendRawAsync(context, reply));
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), new LanguageModelRun());

        var response = await client.GetResponseAsync("where?", cancellationToken: Cancel);

        Assert.True(response.Text == Answer, $"{form} ({source}): {response.Text}");
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task GetResponse_Utf16_IsRead()
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) => context.Response.Body.WriteAsync(
            (byte[])[.. Encoding.Unicode.GetPreamble(), .. Encoding.Unicode.GetBytes(Head("\"created\":1,"))], Cancel).AsTask());
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), new LanguageModelRun());

        Assert.Equal(Answer, (await client.GetResponseAsync("where?", cancellationToken: Cancel)).Text);
    }

    [Theory]
    [InlineData("""{"prompt_tokens":10.0,"completion_tokens":5.5}""", 10, 5)]
    [InlineData("""{"prompt_tokens":"10","completion_tokens":"5"}""", 10, 5)]
    [InlineData("""{"input_tokens":10,"output_tokens":5}""", 10, 5)]
    [InlineData("""{"prompt_tokens":null,"completion_tokens":5}""", 0, 5)]
    [InlineData("""{"prompt_tokens":-1,"completion_tokens":1e300}""", 0, 0)]
    public async Task GetResponse_OddUsage_IsCounted(string usage, int input, int output)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) => SendRawAsync(context, Usage(usage)));
        var run = new LanguageModelRun();
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), run);

        await client.GetResponseAsync("where?", cancellationToken: Cancel);

        Assert.Equal((input, output), (run.Meter.InputTokens, run.Meter.OutputTokens));
    }

    // vllm-project/vllm/issues/16838 (Ġ), dphnAI/sonar/issues/183 (▁), TRL's null for NaN (huggingface/trl/pull/6693).
    [Theory]
    [InlineData("""{"content":[{"token":"Ġyes","logprob":-0.1,"top_logprobs":[{"token":"Ġyes","logprob":-0.1},{"token":"▁no","logprob":-3}]}]}""")]
    [InlineData("""{"content":[{"token":"▁yes","logprob":-0.1,"bytes":[1.5],"top_logprobs":[{"token":"▁yes","logprob":-0.1},{"token":"Ġno","logprob":-3},{"token":"x","logprob":null}]}]}""")]
    [InlineData("""{"tokens":["Ġyes"],"token_logprobs":[-0.1],"top_logprobs":[{"Ġyes":-0.1,"Ġno":-3}]}""")]
    [InlineData("""{"content":[{"token":" yes","logprob":"-0.1","top_logprobs":{" yes":-0.1," no":-3}}]}""")]
    public async Task GetResponse_TokensOfATokeniser_AreTokensOfText(string logProbabilities)
    {
        await using var server = await LoopbackChatServer.StartAsync(
            (_, _, context) => SendRawAsync(context, Choice($"\"logprobs\":{logProbabilities}")));
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), new LanguageModelRun());

        var response = await client.GetResponseAsync("where?", cancellationToken: Cancel);

        var token = Assert.Single(
            Assert.IsAssignableFrom<IReadOnlyList<TokenLogProbability>>(response.AdditionalProperties![TokenLogProbability.PropertyName]));
        Assert.Equal((" yes", -0.1), (token.Token, Math.Round(token.LogProbability, 5)));
        Assert.Equal([(" yes", -0.1), (" no", -3.0)], token.Alternatives.Select(a => (a.Token, Math.Round(a.LogProbability, 5))));
    }

    [Theory]
    [InlineData("""a \ud83d man""", "a \uFFFD man")]
    [InlineData("""a \ude00 man\ud83d""", "a \uFFFD man\uFFFD")]
    [InlineData("""a \ud83d\ude00 man""", "a \U0001F600 man")]
    [InlineData("""a \\ud83d man""", "a \\ud83d man")]
    [InlineData("""\\\"\ud83d\n""", "\\\"\uFFFD\n")]
    public async Task GetResponse_HalfOfAnEmoji_LosesThatHalfAlone(string content, string expected)
    {
        await using var server = await LoopbackChatServer.StartAsync(
            (_, _, context) => SendRawAsync(context, Said($$"""{"content":"{{content}}"}""")));
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), new LanguageModelRun());

        Assert.Equal(expected, (await client.GetResponseAsync("where?", cancellationToken: Cancel)).Text);
    }

    /// <summary>Whatever a reply becomes on its way, it is read as an answer, an error or nothing, or breaks off.</summary>
    [Fact]
    public void Read_DamagedReplies_ThrowNothingElse() =>
        Gen.Select(Gen.Int[0, Good.Count - 1], Gen.Int[0, 2000], Gen.Char, Gen.Int[0, 3]).Sample(
            (row, place, replacement, how) =>
            {
                var reply = Good.ElementAt(row).Data.Item3;
                place %= reply.Length;
                var damaged = how switch
                {
                    0 => reply[..place],
                    1 => reply[..place] + replacement + reply[(place + 1)..],
                    2 => reply.Remove(place, 1),
                    _ => reply[..place] + reply[(place / 2)..],
                };
                try
                {
                    var read = ReplyReader.Read(BinaryData.FromString(damaged));
                    Assert.True(read is null || (read.Completion is null) != (read.Error is null));
                    ServiceError.OfBody(BinaryData.FromString(damaged));
                }
                catch (IOException)
                {
                }
            },
            iter: 5000);

    [Theory]
    [InlineData("<html>Sign in</html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("42")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"choices":"none"}""")]
    [InlineData("""{"models":[{"id":"m"}]}""")]
    [InlineData("data: hello\n\n")]
    public async Task GetResponse_NoChatCompletion_SaysSo(string reply)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) => SendRawAsync(context, reply));
        using var client = ChatClientFactory.Create(ChatFixture.Options(server) with { MaxRetries = 1 }, new LanguageModelRun());

        var fault = await Assert.ThrowsAsync<ModelServiceException>(() => client.GetResponseAsync("where?", cancellationToken: Cancel));

        Assert.Equal(
            $"The answer of {server.Endpoint} is no chat completion; is \"chat.endpoint\" the address of an OpenAI-compatible server?",
            fault.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("""{"choices":[{"index":0,"message":{"role":"assistant","content":"[100, 200, 3""")]
    [InlineData("""{"choices":[{"index":0,""")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"[100, 200, 3\"},\"finish_reason\":null}]}\n\n")]
    [InlineData("data: {\"choices\":[{\"delta\":{\"content\":\"[100, 200, 3\"},\"finish_reason\":null}]}\n\ndata: {\"choices\":[{\"del")]
    public async Task GetResponse_ReplyThatBreaksOff_IsAskedForAgain(string reply)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, n, context) => n == 0
            ? SendRawAsync(context, reply)
            : LoopbackChatServer.SendAsync(context, Answer));
        using var client = ChatClientFactory.Create(ChatFixture.Options(server), new LanguageModelRun());

        Assert.Equal(Answer, (await client.GetResponseAsync("where?", cancellationToken: Cancel)).Text);
        Assert.Equal(2, server.Requests.Count);
    }

    private static Task SendRawAsync(HttpContext context, string reply)
    {
        context.Response.ContentType = reply.StartsWith("data", StringComparison.Ordinal) ? "text/event-stream" : "application/json";
        return context.Response.WriteAsync(reply);
    }

    private static string Choice(string members) => Whole($$"""{"index":0,"message":{{Message}},{{members}}}""");

    private static string Said(string message) => Whole($$"""{"index":0,"message":{{message}},"finish_reason":"stop"}""");

    private static string Head(string members) => $$"""{ {{members}} "object":"chat.completion","choices":[{"index":0,"message":{{Message}},"finish_reason":"stop"}]}""";

    private static string Usage(string usage) =>
        $$"""{"object":"chat.completion","choices":[{"index":0,"message":{{Message}},"finish_reason":"stop"}],"usage":{{usage}} }""";

    private static string Whole(string choices, string more = "") =>
        $$"""{"id":"c","object":"chat.completion","created":1,"model":"m",{{more}}"choices":[{{choices}}],"usage":{"prompt_tokens":10,"completion_tokens":5,"total_tokens":15} }""";

    private static string Stream(string between, params string[] deltas) => string.Concat(
        deltas.Select((d, i) => $$"""data: {"object":"chat.completion.chunk","choices":[{"index":0,"delta":{{d}},"finish_reason":{{(i == deltas.Length - 1 ? "\"stop\"" : "null")}} }]}""" + between))
        + "data: [DONE]\n\n";
}
