namespace Riveg.Cli.Tests.Commands;

/// <summary><c>riveg models convert</c> of files that are no checkpoints, or mean harm.</summary>
public sealed class ModelsConvertCommandTests : IDisposable
{
    private readonly TemporaryFolder folder = new("riveg-convert-");

    public static TheoryData<string, byte[], string> Checkpoints { get; } = new()
    {
        { "forty megabytes of empty dictionaries", [
            0x80, 2, .. Enumerable.Repeat((byte)'}', 40_000_000), (byte)'.'
        ], "its pickle makes more than 2000000 values" },
        { "a command", "\u0080\u0002cos\u001b[2J\nsystem\n."u8.ToArray(), "is not a checkpoint" },
        { "a header of exabytes", [255, 255, 255, 255, 255, 0, 0, 0, (byte)'{'], "claims a header of" },
        { "a cut zip", "PK\u0003\u0004"u8.ToArray(), "is a damaged or cut short zip" },
        { "nothing", [], "is empty" },
    };

    public void Dispose() => folder.Dispose();

    [Theory]
    [MemberData(nameof(Checkpoints))]
    public async Task Convert_FileOf_IsRefusedInOneLineAndLeavesNothing(string what, byte[] content, string expected)
    {
        var checkpoint = Path.Combine(folder.Path, "model.pt");
        await File.WriteAllBytesAsync(checkpoint, content, TestContext.Current.CancellationToken);

        var outcome = await RivegProcess.RunAsync(
            "models", "convert", checkpoint, "--architecture", "sam", "-o", Path.Combine(folder.Path, "out"));

        Assert.True(outcome.ExitCode == 2, $"{what}: {outcome.ExitCode}: {outcome.Error}");
        var line = Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith($"riveg: {checkpoint}: ", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.DoesNotContain(line, char.IsControl);
        Assert.Equal(["model.pt"], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }
}
