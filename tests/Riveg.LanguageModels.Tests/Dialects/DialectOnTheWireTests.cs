using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;

namespace Riveg.LanguageModels.Tests.Dialects;

/// <summary>What a family's dialect makes of requests: its prompt, its schema, the settings that it takes.</summary>
public sealed class DialectOnTheWireTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("qwen2.5vl:7b", """[{"bbox_2d": [14, 28, 280, 140], "label": "KD"}]""", """written as {"bbox_2d": [x0, y0, x1, y1], "label": "..."} in JSON, in pixels of the picture, which is 560 wide and 280 high.""")]
    [InlineData("qwen3-vl", """[{"bbox_2d": [25, 100, 500, 500], "label": "KD"}]""", "each from 0 to 1000 of the picture's width or height")]
    [InlineData("qwen2-vl", "KD(25,100),(500,500)", "written as <|box_start|>(x0,y0),(x1,y1)<|box_end|>, each from 0 to 1000")]
    [InlineData("internvl3", "KD, a tall player[[25, 100, 500, 500]]", "<ref>KD, a tall player</ref>\nWrite it as <box>[[x0, y0, x1, y1]]</box>")]
    [InlineData("minicpm-v", "<box>25 100 500 500</box>", "<ref>KD, a tall player</ref>\nWrite it as <box>x0 y0 x1 y1</box>")]
    [InlineData("deepseek-vl2", "<|ref|>KD<|/ref|><|det|>[[25, 100, 500, 500]]<|/det|>", "<|ref|>KD, a tall player<|/ref|>.")]
    [InlineData("glm-4.5v", "He stands left: <|begin_of_box|>[[25,100,500,500]]<|end_of_box|>", "<|begin_of_box|>[[x0, y0, x1, y1]]<|end_of_box|>")]
    [InlineData("kimi-vl", """{"bbox_2d": [0.025, 0.1, 0.5, 0.5]}""", "each from 0 to 1 of")]
    [InlineData("gemini-2.5-flash", """{"boxes": [{"box_2d": [100, 25, 500, 500], "label": "KD"}]}""", """{"box_2d": [ymin, xmin, ymax, xmax], "label": "..."}""")]
    [InlineData("claude-opus-4-1", """{"x0": 14, "y0": 28, "x1": 280, "y1": 140}""", "in pixels of the picture, which is 560 wide and 280 high")]
    [InlineData("gpt-5", """{"boxes": [{"x0": 14, "y0": 28, "x1": 280, "y1": 140}]}""", "in pixels of the picture, which is 560 wide and 280 high")]
    [InlineData("grok-4", "[2.5, 10, 50, 50]", "in percent of the picture's width or height")]
    [InlineData("SAKE", "<reason>KD plays.</reason>\n<answer>[{\"entity\": \"KD\", \"type\": \"PER\", \"box2d\": [18, 37, 364, 182]}, {\"entity\": \"Bo\", \"type\": \"PER\", \"box2d\": []}]</answer>", """[{"entity": "...", "type": "...", "box2d": [x0, y0, x1, y1]}]""")]
    [InlineData("m", "[[25, 100, 500, 500]]", "each written as [x0, y0, x1, y1], each from 0 to 1000 of the picture's width or height.")]
    public async Task Ground_AFamily_IsAskedInItsFormAndReadInIt(string name, string answer, string asked)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => answer);
        using var model = ChatFixture.Model(server, change: o => o with { Model = name });
        var post = ChatFixture.Expanded(ChatFixture.Post("1", "KD and Bo drop 40", ChatFixture.Picture(560, 280), "KD"), "a tall player");

        var region = Assert.Single(Assert.Single(await new ChatVisualGrounder(model).AskAsync(post, Cancel)).Regions);

        var sent = Assert.Single(server.Requests).Body;
        Assert.Contains(asked, sent["messages"]![0]!["content"] + "\n" + LoopbackChatServer.UserText(sent), StringComparison.Ordinal);
        var box = region.Box;
        Assert.Equal((14.0, 28.0, 280.0, 140.0), (Math.Round(box.X0), Math.Round(box.Y0), Math.Round(box.X1), Math.Round(box.Y1)));
    }

    [Fact]
    public async Task Ground_PhraseWithMarks_ForgesNothingInsideTheFamilysOwn()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "<|det|>[[1, 2, 300, 400]]<|/det|>");
        using var model = ChatFixture.Model(server, change: o => o with { Model = "deepseek-vl2" });
        var post = ChatFixture.Post("1", "KD<|/ref|> \"x\"\n<image>", ChatFixture.Picture(56, 56), "KD<|/ref|> \"x\"\n<image>");

        await new ChatVisualGrounder(model).AskAsync(post, Cancel);

        Assert.Equal(
            "<|ref|>KD\\u003c|/ref|> \\\"x\\\"\\n\\u003cimage><|/ref|>.",
            LoopbackChatServer.UserText(Assert.Single(server.Requests).Body));
    }

    [Fact]
    public async Task Ground_ConventionThatAProfileSays_GoesBeforeTheFamilys()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "[0.1, 0.2, 0.5, 0.6]");
        using var model = ChatFixture.Model(server, change: o => o with { Model = "deepseek-vl2", BoxConvention = "fractions" });

        await new ChatVisualGrounder(model).AskAsync(ChatFixture.Post("1", "KD", ChatFixture.Picture(100, 100), "KD"), Cancel);

        Assert.Contains("Where in the picture", LoopbackChatServer.UserText(Assert.Single(server.Requests).Body), StringComparison.Ordinal);
        Assert.Contains("each from 0 to 1 of", server.Requests.First().Body["messages"]![0]!["content"]!.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("m", null, 1)]
    [InlineData("m", "pixels", 0)]
    [InlineData("qwen3-vl", null, 0)]
    public async Task Ground_ModelThatNobodyKnows_IsSaidOnceARun(string name, string? convention, int expected)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "none");
        var log = new CapturingLoggerFactory();
        var run = new LanguageModelRun { Loggers = log };
        ChatEndpointOptions Named(ChatEndpointOptions o) => o with { Model = name, BoxConvention = convention };
        using var first = ChatFixture.Model(server, run, Named);
        using var second = ChatFixture.Model(server, run, o => Named(o) with { Temperature = 1 });
        var post = ChatFixture.Post("1", "KD and Bo", ChatFixture.Picture(56, 56), "KD", "Bo");

        // Whom nobody asks for boxes needs no such word.
        await new ChatEntityExpander(first).AnswerAsync([post], Cancel);
        Assert.DoesNotContain(log.Lines, l => l.Level == LogLevel.Warning);
        await new ChatVisualGrounder(first).AskAsync(post, Cancel);
        await new ChatVisualGrounder(second).AskAsync(post, Cancel);

        Assert.Equal(
            Enumerable.Repeat(
                "Nobody here knows how m writes boxes; they are read as \"thousandths\". Set \"chat.boxConvention\" to the form of this model, "
                + "or to this one.",
                expected),
            log.Lines.Where(l => l.Level == LogLevel.Warning).Select(l => l.Text.TrimEnd()));
    }

    [Theory]
    [InlineData("o3", StructuredOutput.Auto, "max_completion_tokens, messages, model, response_format, seed")]
    [InlineData("gpt-5-mini", StructuredOutput.Off, "max_completion_tokens, messages, model, seed")]
    [InlineData("gpt-4o", StructuredOutput.Auto, "max_tokens, messages, model, response_format, seed, temperature")]
    [InlineData("claude-opus-4-1", StructuredOutput.Auto, "max_tokens, messages, model, temperature")]
    [InlineData("m", StructuredOutput.Auto, "max_tokens, messages, model, seed, temperature")]
    [InlineData("m", StructuredOutput.On, "max_tokens, messages, model, response_format, seed, temperature")]
    public async Task Expand_AFamily_IsSentWhatItTakesFromTheFirstRequestOn(string name, StructuredOutput structured, string members)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => """{"1": "a player", "2": "a city"}""");
        var log = new CapturingLoggerFactory();
        using var model = ChatFixture.Model(
            server, new LanguageModelRun { Loggers = log }, o => o with { Model = name, StructuredOutput = structured });

        var phrases = await new ChatEntityExpander(model).AskAsync(ChatFixture.Post("1", "KD in Boston", null, "KD", "Boston"), Cancel);

        Assert.Equal(["a player", "a city"], phrases);
        var body = Assert.Single(server.Requests).Body.AsObject();
        Assert.Equal(members, string.Join(", ", body.Select(m => m.Key).Order(StringComparer.Ordinal)));
        if (body["response_format"] is { } format)
        {
            Assert.Equal(
                """{"type":"json_schema","json_schema":{"name":"phrases","schema":{"type":"object","properties":{"1":{"type":"string"},"2":{"type":"string"}},"required":["1","2"],"additionalProperties":false},"strict":true}}""",
                Sorted(format));
        }

        Assert.DoesNotContain(log.Lines, l => l.Level == LogLevel.Warning);
    }

    [Theory]
    [InlineData("gpt-4o", 5, false)]
    [InlineData("gpt-4o", 0, true)]
    [InlineData("o3", 5, true)]
    public async Task Entail_LogProbabilitiesWanted_StaysAWord(string name, int logProbabilities, bool isHeld)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => isHeld ? """{"answer": "yes"}""" : "yes");
        using var model = ChatFixture.Model(server, change: o => o with { Model = name, LogProbabilities = logProbabilities });

        var answer = Assert.Single(await new ChatVisualEntailment(model).AskAsync(
            ChatFixture.Post("1", "KD", ChatFixture.Picture(56, 56), "KD"), Cancel));

        Assert.Equal((0.9, true), (answer.Probability, answer.IsFlatGuess));
        var body = Assert.Single(server.Requests).Body.AsObject();
        Assert.Equal((isHeld, !isHeld), (body.ContainsKey("response_format"), body.ContainsKey("logprobs")));
        Assert.Equal(
            isHeld ? "flat guess: yes 0.9, maybe 0.5, no 0.1" : "log-probabilities",
            new ChatVisualEntailment(model).Info.Details["probability"]);
    }

    [Fact]
    public async Task Entail_NoLogProbabilitiesCome_SaysOnceThatItIsAFlatGuess()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "no");
        var log = new CapturingLoggerFactory();
        using var model = ChatFixture.Model(server, new LanguageModelRun { Loggers = log });

        var answers = await new ChatVisualEntailment(model).AskAsync(
            ChatFixture.Post("1", "KD and Bo", ChatFixture.Picture(56, 56), "KD", "Bo"), Cancel);

        Assert.All(answers, a => Assert.True(a.IsFlatGuess));
        Assert.Equal(
            "m gives no log-probabilities; its entailment is a flat guess: yes 0.9, maybe 0.5, no 0.1.",
            Assert.Single(log.Lines, l => l.Level == LogLevel.Information).Text.TrimEnd());
    }

    /// <summary>Where it was seen, the status, the body.</summary>
    public static TheoryData<string, int, string> SchemaRefusals { get; } = new()
    {
        { "github.com/AgnostiqHQ/multi-agent-llm/issues/2", 400, """{"error":{"message":"Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model. Learn more.","type":"invalid_request_error","param":"","code":null}}""" },
        { "github.com/mrwadams/stride-gpt/issues/19", 400, """{"error":{"message":"Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model.","type":"invalid_request_error","param":"response_format","code":null}}""" },
        { "github.com/bhimrazy/receipt-ocr/issues/20", 400, """{"error":"'response_format.json_schema.schema' must be an object"}""" },
        { "own: a schema that it cannot hold to", 400, """{"error":{"message":"Invalid schema for response_format 'phrases'.","param":"response_format.json_schema","code":"invalid_json_schema"}}""" },
        { "own: llama.cpp's grammar", 400, """{"error":{"code":400,"message":"Failed to parse grammar","type":"invalid_request_error"}}""" },
        { "own: unknown field of a strict server", 422, """{"detail":[{"type":"extra_forbidden","loc":["body","response_format"],"msg":"Extra inputs are not permitted"}]}""" },
    };

    [Theory]
    [MemberData(nameof(SchemaRefusals))]
    public async Task Expand_SchemaRefused_IsLeftOutSaidOnceAndTheReaderReads(string source, int status, string refusal)
    {
        await using var server = await LoopbackChatServer.StartAsync((body, _, context) =>
        {
            if (body["response_format"] is null)
            {
                return LoopbackChatServer.SendAsync(context, "Sure! 1. a player\n2. a city");
            }

            context.Response.StatusCode = status;
            return context.Response.WriteAsync(refusal);
        });
        var log = new CapturingLoggerFactory();
        using var model = ChatFixture.Model(
            server, new LanguageModelRun { Loggers = log }, o => o with { StructuredOutput = StructuredOutput.On });
        var post = ChatFixture.Post("1", "KD in Boston", null, "KD", "Boston");

        Assert.Equal(["a player", "a city"], await new ChatEntityExpander(model).AskAsync(post, Cancel));
        Assert.Equal(["a player", "a city"], await new ChatEntityExpander(model).AskAsync(post, Cancel));

        Assert.True(server.Requests.Count == 3, source);
        Assert.Equal(
            "m refuses the setting response_format; it is asked without it from now on.",
            Assert.Single(log.Lines, l => l.Level == LogLevel.Warning).Text.TrimEnd());
    }

    [Fact]
    public async Task GetKnowledge_EffortAndExtraBody_AreInTheBodyAndInTheProvenance()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "Named entities:None");
        using var model = ChatFixture.Model(server, change: o => o with
        {
            ReasoningEffort = "low",
            ExtraBody = new JsonObject
            {
                ["top_p"] = 0.9,
                ["chat_template_kwargs"] = new JsonObject { ["enable_thinking"] = false, ["a"] = 1 },
                ["odd.name-1"] = new JsonArray(1, "x", null),
            },
        });
        var stage = new ChatKnowledgeSource(model);

        await stage.AskAsync([ChatFixture.Post("1", "a")], Cancel);

        var body = Assert.Single(server.Requests).Body.AsObject();
        Assert.Equal(
            ["chat_template_kwargs", "max_tokens", "messages", "model", "odd.name-1", "reasoning_effort", "seed", "temperature", "top_p"],
            body.Select(m => m.Key).Order(StringComparer.Ordinal));
        Assert.Equal("low", body["reasoning_effort"]!.GetValue<string>());
        Assert.Equal("""{"a":1,"enable_thinking":false}""", body["chat_template_kwargs"]!.ToJsonString());
        Assert.Equal("""[1,"x",null]""", body["odd.name-1"]!.ToJsonString());
        Assert.Equal("low", stage.Info.Details["reasoningEffort"]);
        Assert.Equal(
            """{"chat_template_kwargs":{"a":1,"enable_thinking":false},"odd.name-1":[1,"x",null],"top_p":0.9}""",
            stage.Info.Details["extraBody"]);
    }

    [Fact]
    public async Task GetKnowledge_EffortRefused_IsLeftOut()
    {
        await using var server = await LoopbackChatServer.StartAsync((body, _, context) => body["reasoning_effort"] is null
            ? LoopbackChatServer.SendAsync(context, "Named entities:None")
            : LoopbackChatServer.FailAsync(context, 400, "Unrecognized request argument supplied: reasoning_effort", "unknown_parameter"));
        using var model = ChatFixture.Model(server, change: o => o with { ReasoningEffort = "high" });

        await new ChatKnowledgeSource(model).AskAsync([ChatFixture.Post("1", "a"), ChatFixture.Post("2", "b")], Cancel);

        Assert.Null(server.Requests.Last().Body["reasoning_effort"]);
    }

    [Theory]
    [InlineData("""{"error":{"message":"Unknown parameter: 'top_k'.","param":"top_k","code":"unknown_parameter"}}""")]
    [InlineData("""{"error":{"message":"Invalid JSON payload received. Unknown name \"top_k\": Cannot find field.","status":"INVALID_ARGUMENT"}}""")]
    [InlineData("""{"error":{"message":"Unrecognized request argument supplied: top_k","type":"invalid_request_error"}}""")]
    [InlineData("""{"object":"error","message":"[{'type': 'extra_forbidden', 'loc': ('body', 'top_k'), 'msg': 'Extra inputs are not permitted'}]"}""")]
    [InlineData("""{"detail":[{"type":"extra_forbidden","loc":["body","top_k"],"msg":"Extra inputs are not permitted"}]}""")]
    public async Task GetKnowledge_ExtraMemberRefused_IsAFaultThatNamesTheSetting(string refusal)
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) =>
        {
            context.Response.StatusCode = 400;
            return context.Response.WriteAsync(refusal);
        });
        using var model = ChatFixture.Model(server, change: o => o with { ExtraBody = new JsonObject { ["min_p"] = 1, ["top_k"] = 5 } });

        var gaps = await Assert.ThrowsAsync<GapsException>(
            async () => await new ChatKnowledgeSource(model).AskAsync([ChatFixture.Post("1", "a")], Cancel));

        Assert.Equal(
            "\"m\" refuses the member \"top_k\" of the request; take it out of \"chat.extraBody\", or change it.",
            gaps.Faults[0]!.Cause!.Message);
        Assert.Single(server.Requests);
    }

    [Theory]
    [InlineData("model", "may not hold \"model\": that says chat.model")]
    [InlineData("messages", "may not hold \"messages\": that says the stage's prompt")]
    [InlineData("stream", "may not hold \"stream\": that says nobody: answers are read whole")]
    [InlineData("Temperature", "may not hold \"Temperature\": that says chat.temperature")]
    [InlineData("reasoning_effort", "may not hold \"reasoning_effort\": that says chat.reasoningEffort")]
    [InlineData("Authorization", "may not hold \"Authorization\": a key belongs into the variable that apiKeyVariable names")]
    [InlineData("api_key", "may not hold \"api_key\": a key belongs into the variable that apiKeyVariable names")]
    [InlineData("x-api-key", "may not hold \"x-api-key\": a key belongs into the variable that apiKeyVariable names")]
    [InlineData("headers", "may not hold \"headers\": a key belongs into the variable that apiKeyVariable names")]
    [InlineData("a['b']", "has a member \"a['b']\", which is no name of a field (letters, digits, _ - and ., a letter first)")]
    [InlineData("", "has a member \"\", which is no name of a field (letters, digits, _ - and ., a letter first)")]
    public void Validate_MemberThatMayNotBe_IsToldInWords(string member, string fault)
    {
        var options = new ChatEndpointOptions
        {
            Endpoint = new Uri("http://127.0.0.1:1/v1"), Model = "m", ExtraBody = new JsonObject { [member] = 1 },
        };

        Assert.Contains(fault, Assert.Throws<ArgumentException>(options.Validate).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Of_WhatCameLater_ChangesTheKeyOnlyWhereItIsSet()
    {
        string Key(Action<ChatOptions>? set = null)
        {
            var options = new ChatOptions { Temperature = 0, Seed = 42, MaxOutputTokens = 512 };
            set?.Invoke(options);
            return AnswerKey.Of("m", [new ChatMessage(ChatRole.User, "a")], options);
        }

        // As it was before there were these settings.
        Assert.Equal("8e995115d2a5e15e512474eeb4fa67df4f5a1f8fc1aa6f766f4f0d287ce97d7f", Key());
        string[] keys =
        [
            Key(),
            Key(o => o.ResponseFormat = AnswerSchemas.YesOrNo),
            Key(o => o.ResponseFormat = AnswerSchemas.Phrases(2)),
            Key(o => o.AdditionalProperties = new() { ["riveg.reasoning_effort"] = "low" }),
            Key(o => o.AdditionalProperties = new() { ["riveg.extra_body"] = """{"top_p":1}""" }),
        ];
        Assert.Equal(keys.Length, keys.Distinct().Count());
    }

    private static string Sorted(JsonNode format)
    {
        var schema = format["json_schema"]!;
        return new JsonObject
        {
            ["type"] = format["type"]!.DeepClone(),
            ["json_schema"] = new JsonObject
            {
                ["name"] = schema["name"]!.DeepClone(),
                ["schema"] = schema["schema"]!.DeepClone(),
                ["strict"] = schema["strict"]!.DeepClone(),
            },
        }.ToJsonString();
    }
}
