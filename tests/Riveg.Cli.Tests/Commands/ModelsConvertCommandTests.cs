using System.IO.Compression;
using System.Text;

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

    /// <summary>Files by their names; the first is given to the command.</summary>
    public static TheoryData<string, string, string, string> Others { get; } = new()
    {
        {
            "a weight that a command would make", "sam.pth",
            Zip("\u0080\u0002}X%\0\0\0image_encoder.patch_embed.proj.weightcos\nsystem\nX\u0002\0\0\0id\u0085Rs."),
            "holds no"
        },
        {
            "an index of a file elsewhere", "model.safetensors.index.json",
            """{ "weight_map": { "a": "../../etc/passwd" } }""", "'../../etc/passwd'"
        },
        {
            "an index without its files", "model.safetensors.index.json",
            """{ "weight_map": { "a": "model-00001-of-00002.safetensors" } }""", "model-00001-of-00002.safetensors"
        },
        { "an index that is none", "pytorch_model.bin.index.json", """{ "weight_map": [] }""", "weight_map" },
        {
            "a single foreign weight", "model.safetensors",
            Header("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""") + "\0\0\0\0", "image_encoder.patch_embed.proj.weight"
        },
        {
            "a shape of exabytes", "model.safetensors",
            Header("""{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}""") + "\0\0\0\0", "a"
        },
        { "a header of spaces", "model.safetensors", Header(new string(' ', 64)), "header" },
    };

    private static string Header(string json) => (char)json.Length + "\0\0\0\0\0\0\0" + json;

    private static string Zip(string pickle)
    {
        var bytes = new MemoryStream();
        using (var zip = new ZipArchive(bytes, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in new[] { ("sam/data.pkl", pickle), ("sam/version", "3\n") })
            {
                using var entry = zip.CreateEntry(name, CompressionLevel.NoCompression).Open();
                entry.Write(Encoding.Latin1.GetBytes(content));
            }
        }

        return Encoding.Latin1.GetString(bytes.ToArray());
    }

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

    [Theory]
    [MemberData(nameof(Others))]
    public async Task Convert_OtherFileOf_IsRefusedInOneLine(string what, string name, string content, string expected)
    {
        var checkpoint = Path.Combine(folder.Path, name);
        await File.WriteAllBytesAsync(checkpoint, Encoding.Latin1.GetBytes(content), TestContext.Current.CancellationToken);

        var outcome = await RivegProcess.RunAsync(
            "models", "convert", checkpoint, "--architecture", "sam", "-o", Path.Combine(folder.Path, "out"));

        Assert.True(outcome.ExitCode == 2, $"{what}: {outcome.ExitCode}: {outcome.Error}");
        var line = Assert.Single(outcome.Error.TrimEnd('\n').Split('\n'));
        Assert.StartsWith($"riveg: {folder.Path}", line, StringComparison.Ordinal);
        Assert.Contains(expected, line, StringComparison.Ordinal);
        Assert.Equal([name], Directory.GetFileSystemEntries(folder.Path).Select(Path.GetFileName));
    }
}
