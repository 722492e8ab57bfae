using System.Text.Json;
using Riveg.TestKit;

namespace Riveg.Server.Tests.Browser;

/// <summary>
/// The page in Chromium, against the real server with the profile <c>light</c>. Each scenario fails as well where the page asks another
/// host, breaks its content security policy, or writes an error to the console.
/// </summary>
public sealed class PageTests(LightServer server) : IClassFixture<LightServer>
{
    private static readonly Dictionary<string, string?> Environment = [];

    private static string Photo => $"PHOTO={SharedFolder.Resolve("images", "astronaut.png")}";

    [BrowserTheory]
    [InlineData("annotate")]
    [InlineData("hover")]
    [InlineData("keyboard")]
    [InlineData("accessible")]
    [InlineData("phone")]
    [InlineData("errors")]
    [InlineData("odd")]
    [InlineData("large")]
    public async Task Page_Scenario_GoesAsExpected(string scenario)
    {
        Assert.SkipWhen(SharedFolder.MaySkip, "needs ../shared");

        await PlayAsync(scenario, server.Address, Photo);
    }

    [BrowserTheory]
    [InlineData("000000000042.jpg")]
    public async Task Page_PictureOf640Pixels_AnswersWithinASecond(string photo)
    {
        Assert.SkipWhen(SharedFolder.MaySkip, "needs ../shared");

        await PlayAsync("swift", server.Address, $"PHOTO={SharedFolder.Resolve("data", "photo-posts", "images", photo)}", "WITHIN=1000");
    }

    [BrowserTheory]
    [InlineData("correct")]
    public async Task Page_CorrectedPost_IsADataSet(string scenario)
    {
        Assert.SkipWhen(SharedFolder.MaySkip, "needs ../shared");
        using var folder = new TemporaryFolder();
        var file = folder["corrected.jsonl"];

        await PlayAsync(scenario, server.Address, $"OUT={file}");

        var samples = Path.Combine(SharedFolder.RepositoryRoot, "samples");
        await RivegCommand.RunAsync(Environment, "dataset", "check", $"riveg:{file}", "--images", samples);
        var scores = await RivegCommand.RunAsync(
            Environment, "evaluate", "--dataset", $"riveg:{file}", "--predictions", file, "--format", "json");
        Assert.Equal(JsonValueKind.Object, JsonDocument.Parse(scores).RootElement.ValueKind);
    }

    [BrowserTheory]
    [InlineData("key")]
    public async Task Page_ServerWithKey_AsksForIt(string scenario)
    {
        const string key = "key-of-this-test";
        await using var guarded = await ServerProcess.StartInAsync(new Dictionary<string, string?> { ["RIVEG_API_KEY"] = key });

        await PlayAsync(scenario, guarded.Address.AbsoluteUri, $"KEY={key}");
    }

    private static Task<string> PlayAsync(string scenario, string address, params string[] given) =>
        NodeScript.RunAsync("run.mjs", [$"page/{scenario}", address, .. given]);
}
