using Riveg.TestKit;

namespace Riveg.Server.Tests.Assistants;

/// <summary>The protocol's TypeScript SDK lists and calls every tool, and checks each answer against the tool's schema.</summary>
public sealed class TypeScriptClientTests : IDisposable
{
    private const string Script = "mcp/tools.mjs";

    private readonly AssistantData data = new();

    [NodeTheory]
    [InlineData("without-models")]
    [InlineData("with-models")]
    public async Task Stdio_EveryTool_AnswersAsItsSchemaSays(string models)
    {
        await PrepareAsync(models);

        await NodeScript.RunInAsync(data.Environment, Script, models, data.Folder, ServerProcess.Command, "--allow", data.Folder);
    }

    [NodeTheory]
    [InlineData("without-models")]
    [InlineData("with-models")]
    public async Task Http_EveryTool_AnswersAsItsSchemaSays(string models)
    {
        await PrepareAsync(models);
        await using var server = await ServerProcess.StartInAsync(data.Environment, "--allow", data.Folder);

        await NodeScript.RunInAsync(data.Environment, Script, models, data.Folder, server.Address.AbsoluteUri);
    }

    public void Dispose() => data.Dispose();

    private async Task PrepareAsync(string models)
    {
        if (models == "with-models")
        {
            Assert.SkipWhen(SharedFolder.MaySkip, "needs ../shared");
            await data.PullAsync();
        }
    }
}
