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
    public async Task Pull_OfIt_HasNothingToDo()
    {
        var outcome = await RivegProcess.RunAsync("models", "pull", "riveg-tagger");
        Assert.Equal(
            (0, "riveg: riveg-tagger comes inside the program; there is nothing to fetch.", string.Empty),
            (outcome.ExitCode, outcome.Error.TrimEnd(), outcome.Output));
    }
}
