using Riveg.TestKit;
using SkiaSharp;

namespace Riveg.Cli.Tests.Output;

public sealed class PictureFileTests : IDisposable
{
    private readonly TemporaryFolder folder = new("riveg-cli-");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task Annotate_JpegWithoutItsEndMarker_DrawsTheSameOverlay()
    {
        using var concert = SKBitmap.Decode(Path.Combine(SharedFolder.RepositoryRoot, "samples", "concert.png"));
        using var data = concert.Encode(SKEncodedImageFormat.Jpeg, 90);
        var jpeg = data.ToArray();
        Assert.Equal(await Overlay("whole.jpg", jpeg), await Overlay("no-eoi.jpg", jpeg[..^2]));
    }

    [Fact]
    public async Task Annotate_OtherFormat_IsRefusedByName()
    {
        var path = Write("icon.png", [0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 1, 0, 32, 0]);
        var outcome = await RivegProcess.RunAsync("annotate", "Adele in London", "--image", path);
        Assert.NotEqual(0, outcome.ExitCode);
        Assert.Contains(
            $"The picture {path} is an icon (ICO); only JPEG, PNG, WebP, GIF and BMP are read: convert it.",
            outcome.Error,
            StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", outcome.Error, StringComparison.Ordinal);
    }

    private async Task<byte[]> Overlay(string name, byte[] jpeg)
    {
        var overlay = Path.Combine(folder.Path, $"{name}.png");
        var outcome = await RivegProcess.RunAsync(
            "annotate", "Adele lights up the O2 Arena", "--image", Write(name, jpeg), "--overlay", overlay);
        Assert.Equal((0, EyesNoticeTests.Notice), (outcome.ExitCode, outcome.Error.ReplaceLineEndings("\n")));
        return await File.ReadAllBytesAsync(overlay, TestContext.Current.CancellationToken);
    }

    private string Write(string name, byte[] bytes)
    {
        var path = Path.Combine(folder.Path, name);
        File.WriteAllBytes(path, bytes);
        return path;
    }
}
