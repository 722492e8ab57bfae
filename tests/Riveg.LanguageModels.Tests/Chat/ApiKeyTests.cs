using Riveg.Faults;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Stages;

namespace Riveg.LanguageModels.Tests.Chat;

/// <summary>
/// Which key goes where. The variables of these tests are their own but for OpenAI's, which recipes read too.
/// </summary>
[Collection(ApiKeyVariables.Name)]
public sealed class ApiKeyTests : IDisposable
{
    private const string Secret = "sk-secret-of-openai-0123456789";

    private readonly string? before = Environment.GetEnvironmentVariable("OPENAI_API_KEY");

    public ApiKeyTests() => Environment.SetEnvironmentVariable("OPENAI_API_KEY", Secret);

    public void Dispose() => Environment.SetEnvironmentVariable("OPENAI_API_KEY", before);

    [Theory]
    [InlineData("https://api.openai.com/v1", Secret)]
    [InlineData("https://API.OPENAI.COM/v1", Secret)]
    [InlineData("https://api.openai.com:8443/v1", null)]
    [InlineData("http://api.openai.com/v1", null)]
    [InlineData("https://api.openai.com.evil.test/v1", null)]
    [InlineData("https://evil.test/api.openai.com/v1", null)]
    [InlineData("https://evil-openai.com/v1", null)]
    [InlineData("https://router.test/v1", null)]
    [InlineData("http://127.0.0.1:8080/v1", null)]
    public void Read_NoVariableNamed_GivesOpenAIsKeyToOpenAIAlone(string endpoint, string? expected) =>
        Assert.Equal(expected, ApiKey.Read(Options(endpoint) with { AllowHttp = true }, isNeeded: true));

    [Fact]
    public async Task GetKnowledge_AnotherEndpoint_IsAskedWithoutOpenAIsKey()
    {
        await using var server = await LoopbackChatServer.StartAsync(_ => "answer");
        using var model = ChatFixture.Model(server, change: o => o with { ApiKeyVariable = null });

        await new ChatKnowledgeSource(model).AskAsync([ChatFixture.Post("1", "a")], TestContext.Current.CancellationToken);

        Assert.DoesNotContain(Secret, Assert.Single(server.Requests).Authorization ?? string.Empty, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "https://router.test/v1",
        "OPENAI_API_KEY",
        "ApiKeyVariable is OPENAI_API_KEY, which goes to https://api.openai.com alone; "
        + "put the key of router.test into a variable of its own")]
    [InlineData("http://127.0.0.1:8080/v1", "OPENAI_API_KEY", "which goes to https://api.openai.com alone")]
    [InlineData("https://router.test/v1", "HF_TOKEN", "which goes to huggingface.co alone")]
    [InlineData("https://router.test/v1", Secret, "ApiKeyVariable is no name of an environment variable")]
    [InlineData("https://router.test/v1", "", "ApiKeyVariable is no name of an environment variable")]
    [InlineData("https://router.test/v1", "A=B", "ApiKeyVariable is no name of an environment variable")]
    [InlineData("https://router.test/v1", "A\0", "ApiKeyVariable is no name of an environment variable")]
    [InlineData(
        "http://gpu-box:8000/v1", null, "Endpoint http://gpu-box:8000 is not encrypted; give an https address, or set allowHttp to true")]
    [InlineData("http://10.0.0.7/v1", null, "is not encrypted")]
    [InlineData("http://127.0.0.1.evil.test/v1", null, "is not encrypted")]
    public void Create_KeyOrPostsWhereTheyMustNotGo_IsRefusedBeforeAnythingIsSent(string endpoint, string? variable, string expected)
    {
        var error = Assert.Throws<ArgumentException>(
            () => ChatClientFactory.Create(Options(endpoint) with { ApiKeyVariable = variable }, new LanguageModelRun()));

        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain(Secret, error.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://localhost:1/v1")]
    [InlineData("http://127.0.0.1:1/v1")]
    [InlineData("http://[::1]:1/v1")]
    public void Validate_PlainHttpOnThisMachine_IsAllowed(string endpoint) => Options(endpoint).Validate();

    [Fact]
    public void Validate_PlainHttpByLeave_IsAllowed() => (Options("http://gpu-box:8000/v1") with { AllowHttp = true }).Validate();

    [Theory]
    [InlineData("sk-secret\n")]
    [InlineData("\nsk-secret")]
    [InlineData("sk-secret\r\nX-Evil: 1")]
    [InlineData(" sk-secret")]
    [InlineData("sk-secret ")]
    [InlineData("sk-sec\tret")]
    [InlineData("sk-sec\u007fret")]
    [InlineData("sk-secrét")]
    [InlineData("   ")]
    public void Create_KeyThatIsNone_IsRefusedInOneLineWithoutIt(string key)
    {
        const string Variable = "RIVEG_TEST_BROKEN_KEY";
        Environment.SetEnvironmentVariable(Variable, key);

        var error = Assert.Throws<ArgumentException>(
            () => ChatClientFactory.Create(Options("http://127.0.0.1:1/v1") with { ApiKeyVariable = Variable }, new LanguageModelRun()));

        Assert.Equal(
            $"the environment variable {Variable} holds a blank, a line break or another character that no key has; "
            + "set it to the key alone.",
            error.Message);
    }

    [Fact]
    public void Create_NamedVariableNotSet_SaysSo()
    {
        var error = Assert.Throws<StageUnavailableException>(
            () => ChatClientFactory.Create(
                Options("https://router.test/v1") with { ApiKeyVariable = "RIVEG_TEST_UNSET_KEY" }, new LanguageModelRun()));

        Assert.Equal(
            "The environment variable RIVEG_TEST_UNSET_KEY is not set, and router.test wants a key; set it, "
            + "or name another in \"chat.apiKeyVariable\".",
            error.Message);
    }

    private static ChatEndpointOptions Options(string endpoint) => new() { Endpoint = new Uri(endpoint), Model = "m" };
}
