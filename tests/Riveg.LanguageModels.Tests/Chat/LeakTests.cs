using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>
/// Whatever a service sends back, neither the key nor a post's text gets into an exception, or into a log above trace level.
/// </summary>
// A listener that goes while an activity ends can cost another listener that end: those that listen run one after another.
[Collection("listeners")]
public sealed class LeakTests
{
    private const string Variable = "RIVEG_TEST_LEAK_KEY";
    private const string Secret = "secret-test-key-1234567890";
    private const string Text = "Blorptak sings of unseen things";
    private const string Name = "Blorptak";

    public LeakTests() => Environment.SetEnvironmentVariable(Variable, Secret);

    /// <summary>How a service may repeat what it was sent.</summary>
    public static TheoryData<string> Echoes { get; } =
    [
        "400 message", "400 code", "400 text", "401 message", "402 message", "403 message", "404 message", "413 context", "429 message",
        "429 quota", "500 message", "500 picture",
        "200 no json", "200 other json", "200 property names", "200 answer", "200 empty answer", "200 refusal", "reason phrase", "header",
        "cut off",
        "200 error", "200 error text", "200 error code", "200 object error", "200 detail", "200 nested error", "200 stream error",
        "200 refusal field", "200 tool call", "200 finish reason", "200 cut answer", "200 thinking", "200 names", "400 param", "422 detail",
    ];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(Echoes))]
    public async Task AllStages_ServiceThatRepeatsWhatItWasSent_LeakNothing(string echo)
    {
        await using var server = await LoopbackChatServer.StartAsync(
            (body, _, context) => EchoAsync(
                echo,
                string.Join(' ', [.. Forms($"{context.Request.Headers.Authorization}"), LoopbackChatServer.UserText(body)]),
                context));
        using var own = new Activity("test").Start();
        var traced = new ConcurrentQueue<string>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == ChatLayers.TelemetryName,
            Sample = (ref _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a =>
            {
                // Other tests ask models meanwhile.
                if (a.TraceId == own.TraceId)
                {
                    traced.Enqueue(Shown(a));
                }
            },
        };
        ActivitySource.AddActivityListener(listener);
        using var folder = new TemporaryFolder();
        var log = new CapturingLoggerFactory();
        using var run = new LanguageModelRun { CacheFolder = folder.Path, Loggers = log };
        var errors = await RunAllAsync(server, run);

        var told = string.Join('\n', errors.SelectMany(Everything).Select(e => e.ToString()))
            + string.Join('\n', log.Lines.Where(l => l.Level > LogLevel.Trace).Select(l => l.Text));
        Assert.DoesNotContain(Name, told, StringComparison.Ordinal);
        told += string.Join('\n', traced);
        Assert.NotEmpty(traced);
        Assert.DoesNotContain(Name, string.Join('\n', traced), StringComparison.Ordinal);
        AssertNoKey(told);
        Assert.All(errors.SelectMany(Everything), e => Assert.Empty(e.Data));
        Assert.All(errors.SelectMany(Everything)
            .OfType<ModelServiceException>(), e => AssertNoKey(e.Description));
        Assert.All(errors.SelectMany(Everything), e => Assert.DoesNotContain('\n', e.Message));
        AssertNoKey(string.Join('\n', log.Lines.Select(l => l.Text)));
        AssertNoKey(File.ReadAllText(run.Store!.Path, Encoding.Latin1));
        Assert.All(server.Requests, r => Assert.Equal($"Bearer {Secret}", r.Authorization));
    }

    [Fact]
    public async Task AllStages_GoodAnswers_LogTheTextAtTraceLevelAlone()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "yes");
        using var folder = new TemporaryFolder();
        var log = new CapturingLoggerFactory();
        using (var run = new LanguageModelRun { CacheFolder = folder.Path, Loggers = log })
        {
            await RunAllAsync(server, run);
        }

        Assert.Contains(log.Lines, l => l.Text.Contains(Name, StringComparison.Ordinal));
        Assert.All(log.Lines.Where(l => l.Text.Contains(Name, StringComparison.Ordinal)), l => Assert.Equal(LogLevel.Trace, l.Level));
        Assert.DoesNotContain(Secret, string.Join('\n', log.Lines.Select(l => l.Text)) + File.ReadAllText(
            Path.Combine(folder.Path, AnswerStore.FileName), System.Text.Encoding.Latin1), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GetKnowledge_ServiceThatRedirects_SendsNothingElsewhere()
    {
        await using var other = await LoopbackChatServer.StartAsync(_ => "answer");
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) =>
        {
            context.Response.StatusCode = 307;
            context.Response.Headers.Location = $"{other.Endpoint}/chat/completions";
            return Task.CompletedTask;
        });
        using var model = ChatFixture.Model(server, change: o => o with { ApiKeyVariable = Variable });

        await Assert.ThrowsAsync<GapsException>(
            async () => await new ChatKnowledgeSource(model).AskAsync([ChatFixture.Post("1", Text)], Cancel));

        Assert.Empty(other.Requests);
    }

    [Theory]
    [InlineData("you sent secret-test-key-1234567890", "you sent ***")]
    [InlineData("key secret-test-ke*** is wrong", "key ****** is wrong")]
    [InlineData("a\u001b[31mb\nc", "a?[31mb c")]
    [InlineData(" \n ", null)]
    public void Show_WordsOfAService_AreMaskedAndOneLine(string said, string? expected) =>
        Assert.Equal(expected, ServiceWords.Show(said, Secret));

    // What servers that want no key are given is a word, and may be one of the answer; so may a part of a secret.
    [Theory]
    [InlineData("none", "None")]
    [InlineData("0", "[100, 200, 300, 400]")]
    [InlineData("x", "exact")]
    [InlineData("EMPTY", "The stadium is EMPTY.")]
    [InlineData("ollama", "An ollama is a llama.")]
    [InlineData("lm-studio", "lm-studio")]
    [InlineData("sk-no-key-required", "no key-required is required here")]
    [InlineData("Manchester-United-key", "Manchester United, Manchester-United")]
    [InlineData("Manchester-United-key", "it is Manchester-United-key", "it is ***")]
    [InlineData("Manchester-United-key", "it is TWFuY2hlc3Rlci1Vbml0ZWQta2V5", "it is ***")]
    public async Task GetResponse_AnswerWithWordsOfTheKey_LosesTheWholeSecretAlone(string key, string answer, string? expected = null)
    {
        const string KeyVariable = "RIVEG_TEST_WORD_KEY";
        Environment.SetEnvironmentVariable(KeyVariable, key);
        await using var server = await LoopbackChatServer.StartAsync(_ => answer);
        using var client = ChatClientFactory.Create(
            ChatFixture.Options(server) with { ApiKeyVariable = KeyVariable }, new LanguageModelRun());

        Assert.Equal(expected ?? answer, (await client.GetResponseAsync("a", cancellationToken: Cancel)).Text);
        Assert.Equal($"Bearer {key}", Assert.Single(server.Requests).Authorization);
    }

    [Theory]
    [InlineData("none", "There is none.", "There is none.")]
    [InlineData("0", "at most 4000", "at most 4000")]
    [InlineData("EMPTY", "empty: EMPTY", "empty: EMPTY")]
    [InlineData("12345678", "key 12345678", "key ***")]
    public void Show_WordsOfAServiceWithAShortKey_StayWhereItIsAWord(string key, string said, string expected) =>
        Assert.Equal(expected, ServiceWords.Show(said, key));

    private static string Shown(Activity activity) => string.Join(' ', activity.TagObjects
        .Concat(activity.Events.SelectMany(e => e.Tags))
        .Select(t => $"{t.Key}={(t.Value is string[] all ? string.Join(' ', all) : t.Value)}")
        .Append(activity.StatusDescription));

    // How a service, or what stands before it, may write what it got.
    private static string[] Forms(string sent)
    {
        var bytes = Encoding.UTF8.GetBytes(sent);
        return
        [
            sent, Uri.EscapeDataString(sent), Convert.ToBase64String(bytes), Convert.ToHexString(bytes), Convert.ToHexStringLower(bytes),
            Convert.ToBase64String(Encoding.UTF8.GetBytes(Secret)), Convert.ToBase64String(Encoding.UTF8.GetBytes($"x:{Secret}")),
        ];
    }

    private static void AssertNoKey(string text) => Assert.All(
        Forms($"Bearer {Secret}"),
        form => Assert.DoesNotContain(form.Length > 30 ? form[^24..^6] : form, text, StringComparison.OrdinalIgnoreCase));

    private static IEnumerable<Exception> Everything(Exception exception)
    {
        for (Exception? e = exception; e is not null; e = e.InnerException)
        {
            yield return e;
            IEnumerable<Exception?> outcomes = e switch
            {
                GapsException gaps => gaps.Faults.Select(f => f?.Cause),
                _ => [],
            };
            foreach (var inner in outcomes.OfType<Exception>().SelectMany(Everything))
            {
                yield return inner;
            }
        }
    }

    private static async Task<List<Exception>> RunAllAsync(LoopbackChatServer server, LanguageModelRun run)
    {
        var post = ChatFixture.Post("1", Text, ChatFixture.Picture(60, 60), Name);
        var errors = new List<Exception>();

        // A model of its own for each stage: one that has refused a key sends nothing more.
        foreach (var ask in new Func<ChatModel, Task>[]
        {
            async m => await new ChatImageCaptioner(m).AskAsync([post], Cancel),
            async m => await new ChatKnowledgeSource(m).AskAsync([post], Cancel),
            async m => await new ChatEntityExpander(m).AskAsync(post, Cancel),
            async m => await new ChatVisualEntailment(m).AskAsync(post, Cancel),
            async m => await new ChatVisualGrounder(m).AskAsync(post, Cancel),
        })
        {
            using var model = ChatFixture.Model(server, run, o => o with { ApiKeyVariable = Variable, MaxRetries = 1 });
            try
            {
                await ask(model);
            }
            catch (Exception e)
            {
                errors.Add(e);
            }
        }

        return errors;
    }

    private static Task SendChoiceAsync(HttpContext context, object choice) =>
        context.Response.WriteAsJsonAsync(new { choices = new[] { choice } });

    private static Task EchoAsync(string how, string echo, HttpContext context)
    {
        var line = string.Join(' ', echo.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        var status = int.TryParse(how[..3], out var said) ? said : 400;
        switch (how)
        {
            case "400 code": return LoopbackChatServer.FailAsync(context, status, "wrong", echo);
            case "400 text":
                context.Response.StatusCode = status;
                return context.Response.WriteAsync(echo);
            case "413 context": return LoopbackChatServer.FailAsync(context, status, $"maximum context length: {echo}");
            case "429 quota": return LoopbackChatServer.FailAsync(context, status, echo, "insufficient_quota");
            case "500 picture": return LoopbackChatServer.FailAsync(context, status, $"image input is not supported {echo}");
            case "200 no json": return context.Response.WriteAsync(echo);
            case "200 other json": return context.Response.WriteAsJsonAsync(new { choices = echo });
            case "200 property names": return context.Response.WriteAsync(
                $$"""{ "choices": [ { {{System.Text.Json.JsonSerializer.Serialize(echo)}}: tru } ] }""");
            case "200 answer": return LoopbackChatServer.SendAsync(context, $"[1, 2, {echo}");
            case "200 empty answer": return LoopbackChatServer.SendAsync(context, string.Empty);
            case "200 refusal": return LoopbackChatServer.SendAsync(context, $"I'm sorry, I cannot speak of {echo}");
            case "200 error": return context.Response.WriteAsJsonAsync(new { error = new { code = 400, message = echo } });
            case "200 error text": return context.Response.WriteAsJsonAsync(new { error = echo });
            case "200 error code": return context.Response.WriteAsJsonAsync(new { error = new { code = echo, type = echo, param = echo } });
            case "200 object error": return context.Response.WriteAsJsonAsync(new Dictionary<string, string>
            {
                ["object"] = "error",
                ["message"] = echo,
            });
            case "200 detail" or "422 detail":
                context.Response.StatusCode = status;
                return context.Response.WriteAsJsonAsync(new { detail = new[] { new { loc = new[] { "body", echo }, msg = echo } } });
            case "200 nested error": return context.Response.WriteAsJsonAsync(new
            {
                error = new { message = System.Text.Json.JsonSerializer.Serialize(new { error = new { message = echo } }) },
            });
            case "200 stream error": return context.Response.WriteAsync(
                $"data: {System.Text.Json.JsonSerializer.Serialize(new { error = new { message = echo } })}\n\n");
            case "200 refusal field": return SendChoiceAsync(context, new { message = new { refusal = echo } });
            case "200 tool call": return SendChoiceAsync(context, new { message = new { tool_calls = new[] { new { id = echo } } } });
            case "200 finish reason": return SendChoiceAsync(context, new { message = new { content = "" }, finish_reason = echo });
            case "200 cut answer": return SendChoiceAsync(context, new { message = new { content = echo }, finish_reason = "length" });
            case "200 thinking": return SendChoiceAsync(context, new { message = new { reasoning_content = echo } });
            case "200 names": return context.Response.WriteAsJsonAsync(new
            {
                id = echo,
                model = echo,
                system_fingerprint = echo,
                service_tier = echo,
                choices = new[] { new { message = new { role = echo, content = "yes" }, finish_reason = echo } },
            });
            case "400 param":
                context.Response.StatusCode = status;
                return context.Response.WriteAsJsonAsync(new { error = new { message = echo, param = echo, code = "unsupported_parameter" } });
            case "reason phrase":
                context.Response.StatusCode = 418;
                context.Features.Get<Microsoft.AspNetCore.Http.Features.IHttpResponseFeature>()!.ReasonPhrase = line;
                return Task.CompletedTask;
            case "header":
                context.Response.StatusCode = 400;
                context.Response.Headers.RetryAfter = new string([.. line.Where(c => c < 128)]);
                return Task.CompletedTask;
            case "cut off":
                context.Abort();
                return Task.CompletedTask;
            default: return LoopbackChatServer.FailAsync(context, status, echo);
        }
    }
}
