namespace Riveg.Cli.Tests.Commands;

/// <summary>What the commands say of a model that lies inside the program.</summary>
public sealed class PackagedModelTests : CommandFolder
{
    [Theory]
    [InlineData("path", "profiles take it by its name: { \"use\": \"tagger\", \"model\": \"riveg-tagger\" }")]
    [InlineData("remove", "it goes only with the program")]
    public Task PathAndRemove_OfIt_AreRefused(string command, string instead) => RefusedAsync(
        $"riveg-tagger lies inside the program and has no files of its own; {instead}.", "models", command, "riveg-tagger");

    [Fact]
    public async Task List_NamesItAsPackagedWithItsLicence()
    {
        var outcome = await RivegProcess.RunAsync("models", "list");
        var row = Assert.Single(outcome.Output.Split('\n'), l => l.Contains("riveg-tagger", StringComparison.Ordinal));
        Assert.Contains("packaged", row, StringComparison.Ordinal);
        Assert.Contains("Apache-2.0", row, StringComparison.Ordinal);
        Assert.Matches(@"\d\.\d MB", row);
    }

    [Fact]
    public async Task Verify_ReadsIt()
    {
        var outcome = await RivegProcess.RunInAsync(
            new Dictionary<string, string?> { ["HF_HUB_CACHE"] = At("hub"), ["RIVEG_HOME"] = At("home") }, "models", "verify");
        Assert.Equal((0, string.Empty), (outcome.ExitCode, outcome.Error));
        Assert.Equal(
            ["model.json", "clusters.bin", "model.onnx", "vectors.bin"],
            outcome.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('\t')).Select(l =>
            {
                Assert.Equal(("verified", "riveg-tagger"), (l[0], l[1]));
                return l[2];
            }));
    }

    [Fact]
    public async Task Doctor_OfLight_SaysThatItIsReady()
    {
        var outcome = await RivegProcess.RunAsync("doctor", "--profile", "light", "--offline");
        var row = Assert.Single(outcome.Output.Split('\n'), l => l.Contains("riveg-tagger", StringComparison.Ordinal));
        Assert.Contains("recognition", row, StringComparison.Ordinal);
        Assert.Contains("nothing: ready", row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pull_OfIt_HasNothingToDo()
    {
        var outcome = await RivegProcess.RunAsync("models", "pull", "riveg-tagger");
        Assert.Equal(
            (0, "riveg: riveg-tagger comes inside the program; there is nothing to fetch.", string.Empty),
            (outcome.ExitCode, outcome.Error.TrimEnd(), outcome.Output));
    }
}
