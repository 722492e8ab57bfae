using Riveg.LanguageModels.Boxes;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Dialects;
using Riveg.LanguageModels.Probes;
using Riveg.Pipeline;
using Riveg.TestKit.ModelServers;

namespace Riveg.LanguageModels.Tests.Probes;

/// <summary>What a probe finds out, of servers that answer as the known kinds do and of some that answer badly.</summary>
public sealed class ChatEndpointProbeTests : IDisposable
{
    private const string KeyVariable = "RIVEG_TEST_PROBE_KEY";

    private const string Fine = "Reachable Good, Key Good, Model Good, Pictures Good, Boxes Good";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => Environment.SetEnvironmentVariable(KeyVariable, null);

    /// <summary>A server, and what is found out behind <see cref="Fine"/>.</summary>
    public static TheoryData<ServerForm, string, string> Servers { get; } = new()
    {
        { new ServerForms.LlamaCpp(), "LogProbabilities Good, StructuredOutput Good, Settings Good, Speed Good", "A JSON schema is kept to." },
        { new ServerForms.VLlm(), "LogProbabilities Good, StructuredOutput Good, Settings Good, Speed Good", "A JSON schema is kept to." },
        { new ServerForms.Ollama(), "LogProbabilities Advice, StructuredOutput Good, Settings Good, Speed Good", "None come: entailment is a flat guess" },
        { new ServerForms.LMStudio(), "LogProbabilities Advice, StructuredOutput Good, Settings Good, Speed Good", "None come: entailment is a flat guess" },
        { new ServerForms.OpenAI(), "LogProbabilities Advice, StructuredOutput Good, Settings Good, Speed Good", "Not sent, since GPT-5 refuses them or takes no notice: temperature, logprobs." },
        { new ServerForms.Azure(), "LogProbabilities Advice, StructuredOutput Good, Settings Good, Speed Good", "GPT-5 gives none: entailment is a flat guess" },
        { new ServerForms.Gemini(), "LogProbabilities Advice, StructuredOutput Good, Settings Advice, Speed Good", "The service refuses them" },
        { new ServerForms.Anthropic(), "LogProbabilities Advice, StructuredOutput Good, Settings Good, Speed Good", "JSON schemas are taken and not kept to" },
    };

    [Theory]
    [MemberData(nameof(Servers), DisableDiscoveryEnumeration = true)]
    public async Task Ask_KnownKindOfServer_FindsAllOut(ServerForm form, string rest, string said)
    {
        await using var server = await StubModelServer.StartAsync(form);

        var result = await AskAsync(Options(server, form));

        Assert.Equal($"{Fine}, {rest}", Verdicts(result));
        Assert.Contains(said, string.Join("\n", result.Findings.Select(f => f.Message)), StringComparison.Ordinal);
        Assert.True(result.IsReady);
        Assert.Equal(server.Chats.Count, result.Requests);
        Assert.InRange(result.Requests, 3, 8);
        Assert.True(result is { InputTokens: > 0, OutputTokens: > 0 });
        Assert.Equal(form is not ServerForms.Anthropic, string.Join(' ', result.Models).Contains(form.Model, StringComparison.Ordinal));
    }

    [Theory]
    [MemberData(nameof(Servers), DisableDiscoveryEnumeration = true)]
    public async Task Ask_WrongKeyOrModel_SaysWhichAndNothingMore(ServerForm form, string rest, string said)
    {
        Assert.NotEqual(rest, said);
        await using var server = await StubModelServer.StartAsync(form);
        var options = Options(server, form);

        var unknown = await AskAsync(options with { Model = $"{form.Model}x" });

        Assert.StartsWith("Reachable Good, Key Good, Model Bad, Pictures NotAsked", Verdicts(unknown), StringComparison.Ordinal);
        if (unknown.Models.SingleOrDefault(m => m.EndsWith(form.Model, StringComparison.Ordinal)) is { } listed)
        {
            Assert.Contains($"Did you mean \"{listed}\"?", Said(unknown, ProbeQuestion.Model), StringComparison.Ordinal);
        }

        if (form.Key is not null)
        {
            const string Wrong = "wrong-key-9876543210";
            Environment.SetEnvironmentVariable(KeyVariable, Wrong);
            var refused = await AskAsync(options);
            Assert.StartsWith("Reachable Good, Key Bad, Model NotAsked", Verdicts(refused), StringComparison.Ordinal);
            Assert.DoesNotContain(Wrong, string.Join("\n", refused.Findings), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("pixels", "[560, 112, 728, 280]")]
    [InlineData("thousandths", "[625, 167, 813, 417]")]
    [InlineData("fractions", "[0.625, 0.167, 0.8125, 0.417]")]
    [InlineData("gemini", "[167, 625, 417, 813]")]
    public async Task Ask_BoxInAnyForm_IsFoundOutAndComparedWithTheProfile(string form, string answer)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => answer);
        foreach (var set in new[] { "pixels", "thousandths", "fractions", "gemini" })
        {
            var result = await AskAsync(ChatFixture.Options(server) with { BoxConvention = set });

            Assert.Equal(form, result.BoxConvention?.Name);
            Assert.Equal(ProbeVerdict.Good, result.Findings[(int)ProbeQuestion.Pictures].Verdict);
            Assert.Equal(set == form, result.IsReady);
            Assert.StartsWith(
                set == form
                    ? $"It writes boxes as \"{form}\", as set in the profile."
                    : $"It writes boxes as \"{form}\", not as \"{set}\" (set in the profile): set \"chat.boxConvention\" to \"{form}\".",
                Said(result, ProbeQuestion.Boxes),
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Picture_TheSameBoxInEveryForm_IsReadAsTheSquareByNoOther()
    {
        Assert.All(
            ModelDialect.Families.Append(ModelDialect.Unknown),
            f => Assert.Equal(ProbePicture.Size, f.Pictures.SentSize(ProbePicture.Size, 1008)));

        string[] answers = ["[560, 112, 728, 280]", "[625, 167, 813, 417]", "[0.625, 0.167, 0.8125, 0.417]", "[167, 625, 417, 813]"];
        var forms = answers.Select(a => FoundBoxForm.Of(a, ProbePicture.Square, ProbePicture.Size, ProbePicture.Size)).ToList();
        Assert.Equal(
            [BoxConvention.Pixels, BoxConvention.Thousandths, BoxConvention.Fractions, BoxConvention.Gemini],
            forms.Select(f => f.Best(BoxConvention.Pixels)));
        Assert.Empty(FoundBoxForm.Of("[112, 560, 280, 728]", ProbePicture.Square, ProbePicture.Size, ProbePicture.Size).Fitting);
    }

    [Fact]
    public async Task Ask_PixelsOfAResizedPicture_NamesItsSize()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "[280, 56, 364, 140]");

        var result = await AskAsync(ChatFixture.Options(server) with { BoxConvention = "pixels" });

        Assert.Equal(ProbeVerdict.Bad, result.Findings[(int)ProbeQuestion.Boxes].Verdict);
        Assert.Equal(
            "It writes boxes in pixels of a picture that the server resized from 896 x 672 to about 448 x 336: set "
            + "\"chat.boxConvention\" to \"pixels\" and \"chat.maxPictureSide\" to 448, or let the server take larger pictures.",
            Said(result, ProbeQuestion.Boxes));
    }

    [Theory]
    [InlineData("I cannot see any picture.", "Pictures Bad, Boxes Bad", "It answers as if there were no picture")]
    [InlineData("Blue", "Pictures Bad, Boxes Bad", "It answers as if there were no picture")]
    [InlineData("It is orange.", "Pictures Good, Boxes Bad", "The model sees, but does not say places well enough")]
    [InlineData("[10, 20, 30, 40]", "Pictures Bad, Boxes Bad", "It answers as if there were no picture")]
    public async Task Ask_ModelThatFindsNothing_SaysWhetherItSees(string answer, string verdicts, string said)
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => answer);

        var result = await AskAsync(ChatFixture.Options(server));

        Assert.Contains(verdicts, Verdicts(result), StringComparison.Ordinal);
        Assert.Contains(said, string.Join("\n", result.Findings), StringComparison.Ordinal);
        Assert.False(result.IsReady);
    }

    [Fact]
    public async Task Ask_ServerWithoutProjector_SaysThatPicturesAreRefusedAndGoesOn()
    {
        var form = new ServerForms.LlamaCpp { HasProjector = false };
        await using var server = await StubModelServer.StartAsync(form);

        var all = await AskAsync(Options(server, form));
        var words = await new ChatEndpointProbe().AskAsync(Options(server, form), [StageSlots.Knowledge, StageSlots.Expansion], Cancel);

        Assert.Equal(
            "Reachable Good, Key Good, Model Good, Pictures Bad, Boxes NotAsked, LogProbabilities NotAsked, StructuredOutput Good, Settings Good, Speed Good",
            Verdicts(all));
        Assert.Contains("takes no pictures", Said(all, ProbeQuestion.Pictures), StringComparison.Ordinal);
        Assert.Equal((false, true), (all.IsReady, words.IsReady));
    }

    [Fact]
    public async Task Ask_NothingThere_IsOneFindingAtOnce()
    {
        var options = new ChatEndpointOptions { Endpoint = new Uri("http://127.0.0.1:9/v1"), Model = "m", RetryDelay = TimeSpan.Zero };

        var result = await AskAsync(options);

        Assert.Equal(
            "Nothing answers at http://127.0.0.1:9/v1; start the server or correct \"chat.endpoint\".",
            Said(result, ProbeQuestion.Reachable));
        Assert.Equal(1, result.Findings.Count(f => f.Verdict == ProbeVerdict.Bad));
        Assert.Equal(8, result.Findings.Count(f => f.Verdict == ProbeVerdict.NotAsked));
    }

    [Fact]
    public async Task Ask_AddressWithoutVersion_NamesTheOneWithIt()
    {
        var form = new ServerForms.VLlm();
        await using var server = await StubModelServer.StartAsync(form);

        var result = await AskAsync(Options(server, form) with { Endpoint = server.Address });

        Assert.Contains(
            $"There is a list of models at {server.Endpoint}: set \"chat.endpoint\" to that.",
            Said(result, ProbeQuestion.Model),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ask_KeyThatIsNotSet_SaysSoAndSendsNothing()
    {
        var options = new ChatEndpointOptions { Endpoint = new Uri("https://api.example.invalid/v1"), Model = "m", ApiKeyVariable = KeyVariable };

        var result = await AskAsync(options);

        Assert.StartsWith($"The environment variable {KeyVariable} is not set", Said(result, ProbeQuestion.Key), StringComparison.Ordinal);
        Assert.Equal((0, false), (result.Requests, result.IsReady));
    }

    [Fact]
    public async Task Ask_ServerThatStalls_EndsWithItsTime()
    {
        await using var server = await LoopbackChatServer.StartAsync(
            async (_, _, context) => await Task.Delay(Timeout.Infinite, context.RequestAborted).ContinueWith(_ => { }, TaskScheduler.Default));
        var probe = new ChatEndpointProbe { TimeLimit = TimeSpan.FromSeconds(0.5) };

        var result = await probe.AskAsync(ChatFixture.Options(server), [], Cancel);

        Assert.StartsWith($"{server.Endpoint} gave no answer within 0.5 s", Said(result, ProbeQuestion.Reachable), StringComparison.Ordinal);
        Assert.False(result.IsReady);
    }

    [Fact]
    public async Task Ask_ServerThatAlwaysFails_SendsNoMoreThanItsShare()
    {
        await using var server = await LoopbackChatServer.StartAsync((_, _, context) => LoopbackChatServer.FailAsync(context, 500, "no"));

        var result = await AskAsync(ChatFixture.Options(server) with { MaxRetries = 100 });

        Assert.InRange(server.Requests.Count, 1, ChatEndpointProbe.MostRequests);
        Assert.False(result.IsReady);
    }

    [Fact]
    public async Task Ask_WordsThatSteerATerminal_AreNotRepeated()
    {
        await using var server = await LoopbackChatServer.StartAsync((_, n, context) => n == 0
            ? LoopbackChatServer.SendAsync(context, "\u001b]0;owned\u0007 [1, 2, 3, 4] \u202e")
            : LoopbackChatServer.FailAsync(context, 400, "\u001b[2J no \u009b31m"));

        var result = await AskAsync(ChatFixture.Options(server));

        Assert.All(result.Findings, f => Assert.DoesNotContain(f.Message, char.IsControl));
        Assert.All(result.Findings, f => Assert.DoesNotContain('\u202e', f.Message));
    }

    [Fact]
    public async Task Ask_BudgetsOfTheProfile_DoNotCount()
    {
        var form = new ServerForms.LlamaCpp();
        await using var server = await StubModelServer.StartAsync(form);

        Assert.True((await AskAsync(Options(server, form) with { RequestBudget = 0, TokenBudget = 0 })).IsReady);
    }

    [Theory]
    [InlineData("qwen3vl-4b", "Qwen3-VL-4B-Instruct")]
    [InlineData("gemini-2.5-flash", "models/gemini-2.5-flash")]
    [InlineData("gpt4.1", "gpt-4.1")]
    [InlineData("mistral", null)]
    public void Find_NameThatWasMeant_IsTheNearest(string given, string? expected) => Assert.Equal(
        expected, NearestName.Find(given, ["llama3.2:3b", "Qwen3-VL-4B-Instruct", "models/gemini-2.5-flash", "gpt-4.1", "gpt-5-mini"]));

    private static Task<ChatProbeResult> AskAsync(ChatEndpointOptions options) => new ChatEndpointProbe().AskAsync(options, [], Cancel);

    private static ChatEndpointOptions Options(StubModelServer server, ServerForm form)
    {
        Environment.SetEnvironmentVariable(KeyVariable, form.Key);
        return new ChatEndpointOptions
        {
            Endpoint = server.Endpoint,
            Model = form.Model,
            ApiKeyVariable = form.Key is null ? null : KeyVariable,
            RetryDelay = TimeSpan.Zero,
        };
    }

    private static string Verdicts(ChatProbeResult result) => string.Join(", ", result.Findings.Select(f => $"{f.Question} {f.Verdict}"));

    private static string Said(ChatProbeResult result, ProbeQuestion question) => result.Findings.Single(f => f.Question == question).Message;
}
