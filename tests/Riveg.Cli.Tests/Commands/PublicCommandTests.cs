using System.Text.Json;
using Riveg.TestKit;

namespace Riveg.Cli.Tests.Commands;

public sealed class PublicCommandTests : IDisposable
{
    private static readonly string Gmner = $"twitter-gmner:{SharedFolder.Resolve("data", "twitter-gmner", "Twitter10000_v2.0")}";

    private readonly TemporaryFolder folder = new("riveg-cli-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Help_OfEveryCommand_IsThereAndSaysWhatItDoes()
    {
        foreach (var command in new[]
        {
            "annotate",
            "evaluate",
            "benchmark photos",
            "dataset stats",
            "dataset check",
            "train builtin",
            "report",
            "segment",
            "read",
            "models list",
            "models pull",
            "models convert",
            "models pack",
            "doctor"
        })
        {
            var outcome = await RivegProcess.RunAsync([.. command.Split(' '), "--help"]);
            Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
            Assert.Contains("Usage:", outcome.Output, StringComparison.Ordinal);
        }
    }

    [SharedFact]
    public async Task Evaluate_StageFiles_GivesTheAuthorsFigures()
    {
        var stageFiles = SharedFolder.Resolve("data", "legacy-stage-files", "dev");
        var outcome = await RivegProcess.RunAsync("evaluate", "--stage-files", stageFiles, "--format", "json");
        using var expected = JsonDocument.Parse(File.ReadAllText(Path.Combine(stageFiles, "expected.json")));
        using var actual = JsonDocument.Parse(outcome.Output);
        Assert.Equal(0, outcome.ExitCode);
        Assert.Equal(
            expected.RootElement.GetProperty("gmner").GetProperty("f1").GetDouble(),
            actual.RootElement.GetProperty("gmner").GetProperty("f1").GetDouble());
    }

    [SharedFact]
    public async Task AnnotateAndEvaluate_TheDevSplit_ReachesTheDocumentedScores()
    {
        var output = Path.Combine(folder.Path, "dev.jsonl");
        string Captions(params string[] parts) => SharedFolder.Resolve(["data", "captions", .. parts]);
        var annotated = await RivegProcess.RunAsync(
            "annotate", "--dataset", Gmner, "--split", "dev", "--knowledge", SharedFolder.Resolve(
                "data", "twitter-gmner", "knowledge", "dev.txt"),
            "--captions",
            Captions("blip2", "BLIP2_15.txt"),
            "--captions",
            Captions("blip2", "BLIP2_17.txt"),
            "--captions",
            Captions("mplug-owl", "owldevcaption_1.txt"),
            "-o",
            output);
        Assert.Equal(0, annotated.ExitCode);
        var outcome = await RivegProcess.RunAsync(
            "evaluate", "--dataset", Gmner, "--split", "dev", "--predictions", output, "--format", "json");
        using var scores = JsonDocument.Parse(outcome.Output);
        double F1(string task) => scores.RootElement.GetProperty(task).GetProperty("f1").GetDouble();
        Assert.Equal(0, outcome.ExitCode);

        // The figures of docs/benchmarks.md; a change that moves one of them says so there.
        foreach (var (task, documented) in new[] { ("mner", 0.8120), ("eeg", 0.5779), ("gmner", 0.5469) })
        {
            Assert.InRange(F1(task), documented - 0.002, documented + 0.002);
        }


        var page = Path.Combine(folder.Path, "report.html");
        Assert.Equal(0, (await RivegProcess.RunAsync("report", output, "--dataset", Gmner, "--split", "dev", "-o", page)).ExitCode);
        Assert.Contains("<html", await File.ReadAllTextAsync(page, TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task Dataset_StatsAndCheck_OfTwitterGmner_GiveThePublishedCountsAndTheLeaks()
    {
        var stats = await RivegProcess.RunAsync("dataset", "stats", Gmner, "--format", "json");
        using var counts = JsonDocument.Parse(stats.Output);
        Assert.Equal((11779, 991), (counts.RootElement.GetProperty("train").GetProperty("entities").GetInt32(),
            counts.RootElement.GetProperty("dev").GetProperty("groundable").GetInt32()));
        var check = await RivegProcess.RunAsync(
            "dataset", "check", Gmner, "--against", $"twitter-2015:{SharedFolder.Resolve("data", "twitter-2015")}", "--format", "json");
        Assert.Equal(1, check.ExitCode);
        Assert.Contains("also stands in twitter-2015 train", check.Output, StringComparison.Ordinal);
    }

    [SharedFact]
    public async Task Segment_PhotographWithAConvertedModel_WritesAMaskOfItsSize()
    {
        var model = Path.Combine(folder.Path, "sam");
        var config = folder.Write("heads.json", """{ "dec_heads": 4 }""");
        var converted = await RivegProcess.RunAsync(
            "models",
            "convert",
            SharedFolder.Resolve("golden", "sam", "sam_tiny256.pth"),
            "--architecture",
            "sam",
            "--config",
            config,
            "-o",
            model);
        Assert.True(converted.ExitCode == 0, converted.Error);
        var mask = Path.Combine(folder.Path, "mask.png");
        var outcome = await RivegProcess.RunAsync(
            "segment", "--model", model, "--image", SharedFolder.Resolve("images", "astronaut.png"), "--box", "80,10,400,500", "-o", mask,
            "--format", "json");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        using var json = JsonDocument.Parse(outcome.Output);
        Assert.Equal([512, 512], json.RootElement[0].GetProperty("mask").GetProperty("size").EnumerateArray().Select(v => v.GetInt32()));
        Assert.True(File.Exists(mask));
    }

    [Theory]
    [InlineData("segment", "--image", "IMAGE", "--box", "1,2,3")]
    [InlineData("segment", "--image", "IMAGE", "--box", "5000,5000,6000,6000")]
    [InlineData("segment", "--image", "IMAGE", "--box", "10,10,10,40")]
    [InlineData("models", "pull", "nothing")]
    [InlineData("models", "convert", "IMAGE", "--architecture", "sam", "-o", "out")]
    [InlineData("models", "convert", "IMAGE", "--architecture", "resnet", "-o", "out")]
    public async Task Networks_BadInput_IsOneLineAndExitCode2(params string[] arguments)
    {
        var image = Path.Combine(SharedFolder.RepositoryRoot, "samples", "concert.png");
        var outcome = await RivegProcess.RunAsync([.. arguments.Select(a => a == "IMAGE" ? image : a)]);
        Assert.Equal((2, string.Empty), (outcome.ExitCode, outcome.Output));
        Assert.StartsWith("riveg: ", outcome.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }
}
