using System.Text.Json;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Commands;

/// <summary><c>riveg read</c>.</summary>
public sealed class ReadCommandTests : CommandFolder
{
    private static readonly string Sign = SharedFolder.Resolve("data", "newcomer-posts", "images", "000000000081.jpg");
    private static readonly string Models = SharedFolder.Resolve("models", "ppocr");

    [SharedFact]
    public async Task Read_Json_GivesTextBoxAndScoreOfEachWord()
    {
        var outcome = await RivegProcess.RunAsync("read", "--image", Sign, "--model", Models, "--format", "json");

        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
        var word = Assert.Single(JsonDocument.Parse(outcome.Output).RootElement.GetProperty("words").EnumerateArray());
        Assert.Equal(["text", "box", "score"], word.EnumerateObject().Select(p => p.Name));
        Assert.Equal(("AIRFRANCE", 4), (word.GetProperty("text").GetString(), word.GetProperty("box").GetArrayLength()));
        Assert.InRange(word.GetProperty("score").GetDouble(), 0.5, 1);
    }

    [SharedFact]
    public async Task Read_Table_HasARowForEachWord()
    {
        var outcome = await RivegProcess.RunAsync("read", "--image", Sign, "--model", Models);

        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
        Assert.Contains("AIRFRANCE", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Read_ModelsThatAreNotThere_NamesTheCommandThatBringsThem()
    {
        var outcome = await RivegProcess.RunInAsync(
            new Dictionary<string, string?> { ["HF_HUB_CACHE"] = At("hub"), ["RIVEG_HOME"] = At("home") }, "read", "--image", Concert);

        Assert.Equal(
            (3, $"riveg: Model 'ppocr-en' is not in the store; run 'riveg models pull ppocr-en'.{Environment.NewLine}", string.Empty),
            (outcome.ExitCode, outcome.Error, outcome.Output));
    }

    [Fact]
    public async Task Read_FolderWithoutModels_IsBadInput()
    {
        Directory.CreateDirectory(At("empty"));

        await RefusedAsync(
            $"The folder {At("empty")} has no *det*.onnx; a reader of words needs *det*.onnx, *rec*.onnx and *dict*.txt.",
            "read", "--image", Concert, "--model", At("empty"));
    }

    [Fact]
    public async Task Read_NoPicture_IsBadInput()
    {
        Write("x.png", "no picture");

        var outcome = await RivegProcess.RunAsync("read", "--image", At("x.png"));

        var lines = outcome.Error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal((2, string.Empty, 1), (outcome.ExitCode, outcome.Output, lines.Length));
    }
}
