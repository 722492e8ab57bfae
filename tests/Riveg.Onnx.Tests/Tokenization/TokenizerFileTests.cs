using System.Diagnostics;
using Riveg.Onnx.Tokenization;

namespace Riveg.Onnx.Tests.Tokenization;

/// <summary>Files that have no end or never begin are refused before they are read.</summary>
public sealed class TokenizerFileTests : IDisposable
{
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly TemporaryFolder folder = new();

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("vocab.txt", "device")]
    [InlineData("vocab.txt", "pipe")]
    [InlineData("vocab.txt", "link to a pipe")]
    [InlineData("tokenizer.json", "device")]
    [InlineData("tokenizer.json", "pipe")]
    [InlineData("sentencepiece.bpe.model", "device")]
    [InlineData("sentencepiece.bpe.model", "link to a pipe")]
    [InlineData("tokenizer_config.json", "device")]
    [InlineData("tokenizer_config.json", "pipe")]
    public async Task In_DeviceOrPipe_IsRefusedAtOnce(string file, string kind)
    {
        File.WriteAllText(folder["vocab.txt"], "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nanna\n");
        if (file != "tokenizer_config.json")
        {
            File.Delete(folder["vocab.txt"]);
        }

        Make(file, kind);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(
            () => Task.Run(() => SubwordTokenizer.In(folder.Path), TestContext.Current.CancellationToken)
                .WaitAsync(Soon, TestContext.Current.CancellationToken));

        Assert.Contains($"{folder[file]} cannot be read: It is empty, or a device or a pipe", fault.Message);
    }

    [Theory]
    [InlineData("dict.txt", "device")]
    [InlineData("encoder.json", "pipe")]
    [InlineData("vocab.bpe", "link to a pipe")]
    public async Task Load_DeviceOrPipe_IsRefusedAtOnce(string file, string kind)
    {
        Make(file, kind);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(
            () => Task.Run(() => TokenizerFile.Bytes(folder[file]), TestContext.Current.CancellationToken)
                .WaitAsync(Soon, TestContext.Current.CancellationToken));

        Assert.Equal($"{folder[file]} cannot be read: It is empty, or a device or a pipe.", fault.Message);
    }

    [Theory]
    [InlineData(64L << 20, true)]
    [InlineData((64L << 20) + 1, false)]
    public void Bytes_LongFile_IsReadUpToTheLimit(long length, bool isRead)
    {
        using (var file = File.Create(folder["vocab.txt"]))
        {
            file.SetLength(length);
        }

        if (isRead)
        {
            Assert.Equal(length, TokenizerFile.Bytes(folder["vocab.txt"]).Length);
            return;
        }

        var fault = Assert.Throws<InvalidDataException>(() => TokenizerFile.Bytes(folder["vocab.txt"]));
        Assert.Equal($"{folder["vocab.txt"]} cannot be read: It is longer than 64 MB.", fault.Message);
    }

    [Fact]
    public void Bytes_LinkToAFile_IsTheFiles()
    {
        File.WriteAllText(folder["real"], "anna");
        File.CreateSymbolicLink(folder["vocab.txt"], folder["real"]);

        Assert.Equal("anna"u8.ToArray(), TokenizerFile.Bytes(folder["vocab.txt"]));
    }

    private void Make(string file, string kind)
    {
        Assert.SkipUnless(File.Exists("/dev/zero"), "there is no /dev/zero here");
        switch (kind)
        {
            case "device":
                File.CreateSymbolicLink(folder[file], "/dev/zero");
                break;
            case "pipe":
                MakePipe(folder[file]);
                break;
            default:
                MakePipe(folder["pipe"]);
                File.CreateSymbolicLink(folder[file], folder["pipe"]);
                break;
        }
    }

    private static void MakePipe(string path)
    {
        using var process = Process.Start("mkfifo", [path]);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }
}
