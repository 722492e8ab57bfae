using System.Diagnostics;
using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.TestKit;

namespace Riveg.Networks.Tests.Conversion;

/// <summary>A tokenizer's files that have no end or never begin are refused before anything is written.</summary>
public sealed class ConvertedTokenizerTests : IDisposable
{
    private static readonly string[] OfaFiles = ["dict.txt", "encoder.json", "vocab.bpe"];

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [SharedTheory]
    [InlineData("ofa", "dict.txt", "device", "It is empty, or a device or a pipe.")]
    [InlineData("ofa", "encoder.json", "pipe", "It is empty, or a device or a pipe.")]
    [InlineData("ofa", "vocab.bpe", "long", "It is longer than 64 MB.")]
    [InlineData("bert", "vocab.txt", "device", "It is empty, or a device or a pipe.")]
    [InlineData("bert", "vocab.txt", "pipe", "It is empty, or a device or a pipe.")]
    [InlineData("bert", "tokenizer_config.json", "long", "It is longer than 64 MB.")]
    public async Task Convert_TokenizerWithoutEnd_IsRefusedAtOnce(string architecture, string file, string kind, string message)
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "there is no /dev/zero here");
        var tokenizer = Directory.CreateDirectory(folder["tokenizer"]).FullName;
        foreach (var name in OfaFiles.Where(f => architecture == "ofa" && f != file))
        {
            File.Copy(SharedFolder.Resolve("golden", "tokenizers", "ofa_bpe", name), Path.Combine(tokenizer, name));
        }

        Make(Path.Combine(tokenizer, file), kind);
        var source = architecture == "ofa"
            ? SharedFolder.Resolve("golden", "ofa", "ofa_tiny.safetensors")
            : SharedFolder.Resolve("golden", "encoders", "bert_tiny.safetensors");
        File.WriteAllText(folder["config.json"], """{"num_attention_heads": 4}""");
        var options = new ConvertOptions { TokenizerFolder = tokenizer, ConfigPath = architecture == "ofa" ? null : folder["config.json"] };

        var fault = await Assert.ThrowsAsync<CheckpointException>(
            () => Task.Run(() => ModelConverter.Convert(source, architecture, options, folder["out"]), Cancel)
                .WaitAsync(TimeSpan.FromSeconds(20), Cancel));

        Assert.Equal($"{Path.Combine(tokenizer, file)}: {message} Give the tokenizer's own folder with --tokenizer.", fault.Message);
        Assert.False(Directory.Exists(folder["out"]));
    }

    [SharedFact]
    public void Convert_TokenizersFiles_AreInTheFolderAsTheyWere()
    {
        var tokenizer = SharedFolder.Resolve("golden", "tokenizers", "ofa_bpe");
        ModelConverter.Convert(
            SharedFolder.Resolve("golden", "ofa", "ofa_tiny.safetensors"),
            "ofa",
            new ConvertOptions { TokenizerFolder = tokenizer },
            folder["out"]);

        Assert.All(OfaFiles, f => Assert.Equal(
            File.ReadAllBytes(Path.Combine(tokenizer, f)), File.ReadAllBytes(Path.Combine(folder["out"], f))));
    }

    private static void Make(string path, string kind)
    {
        switch (kind)
        {
            case "device":
                File.CreateSymbolicLink(path, "/dev/zero");
                break;
            case "pipe":
                using (var process = Process.Start("mkfifo", [path]))
                {
                    process.WaitForExit();
                }

                break;
            default:
                using (var file = File.Create(path))
                {
                    file.SetLength((64L << 20) + 1);
                }

                break;
        }
    }
}
