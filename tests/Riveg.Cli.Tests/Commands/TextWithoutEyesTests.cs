using Riveg.TestKit;

namespace Riveg.Cli.Tests.Commands;

/// <summary>A profile that looks at pictures, where its models are not in the store: text is read, a picture is not half seen.</summary>
public sealed class TextWithoutEyesTests : CommandFolder
{
    private const string Text = "Adele lights up the O2 Arena in London tonight";

    private const string Missing =
        "riveg: Profile light needs 3 models that are not in the store: ultraface (1.6 MB), picodet-s (4.0 MB), ppocr-en (4.3 MB); "
        + "run 'riveg models pull light', or 'riveg annotate' with --pull.";

    private static string WithAPicture =>
        Posts + $$$"""{"id":"e","text":"Adele in London","image":{"path":"{{{Concert}}}"}}""" + "\n";

    private Dictionary<string, string?> Store => new()
    {
        ["HF_HUB_CACHE"] = At("hub"),
        ["RIVEG_HOME"] = At("home"),
        ["HF_HUB_OFFLINE"] = "1",
    };

    [Fact]
    public async Task Annotate_OneText_IsRead()
    {
        var outcome = await RivegProcess.RunInAsync(Store, "annotate", Text, "--profile", "light", "--format", "json");
        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
        Assert.Contains("\"Adele\"", outcome.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Annotate_FileOfTexts_IsRead()
    {
        var outcome = await RivegProcess.RunInAsync(Store, "annotate", Write("posts.jsonl", Posts), "--profile", "light");
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        Assert.Equal(4, Lines(outcome.Output).Count);
        Assert.DoesNotContain("models", outcome.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Annotate_FileWithAPictureAtItsEnd_IsRefusedBeforeItsFirstPost(bool toFile)
    {
        var posts = Write("posts.jsonl", WithAPicture);
        var output = toFile ? new[] { "-o", At("out.jsonl") } : [];
        var outcome = await RivegProcess.RunInAsync(Store, ["annotate", posts, "--profile", "light", .. output]);
        Assert.Equal((3, Missing, string.Empty), (outcome.ExitCode, outcome.Error.TrimEnd(), outcome.Output));
        Assert.False(File.Exists(At("out.jsonl")));
    }

    [SharedFact]
    public async Task Annotate_StreamWithAPicture_KeepsWhatIsDoneAndGoesOnOnceTheModelsAreThere()
    {
        var profile = Write("light.json", """{"extends":"light","pipeline":{"batchSize":1,"maxBatchesInFlight":1}}""");
        string[] arguments = ["annotate", "-", "--profile", profile, "-o", At("out.jsonl")];
        var outcome = await RivegProcess.RunWithInputAsync(WithAPicture, Store, arguments);
        Assert.Equal(3, outcome.ExitCode);
        Assert.EndsWith(
            $"with --pull. What is done is in {At("out.jsonl")}; run again with --resume.", outcome.Error.TrimEnd(),
            StringComparison.Ordinal);
        var done = await File.ReadAllTextAsync(At("out.jsonl"), TestContext.Current.CancellationToken);
        Assert.Equal(["a", "b", "c", "d"], Lines(done).Select(l => l.GetProperty("id").GetString()));

        var pulled = await RivegProcess.RunInAsync(Store, "models", "pull", "light", "--from", SharedFolder.Resolve("models"));
        Assert.True(pulled.ExitCode == 0, pulled.Error);
        outcome = await RivegProcess.RunWithInputAsync(WithAPicture, Store, [.. arguments, "--resume"]);
        Assert.True(outcome.ExitCode == 0, outcome.Error);
        var all = await File.ReadAllTextAsync(At("out.jsonl"), TestContext.Current.CancellationToken);
        Assert.StartsWith(done, all, StringComparison.Ordinal);
        Assert.Equal(["a", "b", "c", "d", "e"], Lines(all).Select(l => l.GetProperty("id").GetString()));
    }

    [Fact]
    public async Task Doctor_ProfileWithoutItsModels_SaysWhatTheyAreFor()
    {
        var outcome = await RivegProcess.RunInAsync(Store, "doctor", "--profile", "light", "--offline");
        Assert.Equal(3, outcome.ExitCode);
        Assert.Contains("for pictures: Model 'ultraface' is not in the store;", outcome.Output, StringComparison.Ordinal);
    }
}
