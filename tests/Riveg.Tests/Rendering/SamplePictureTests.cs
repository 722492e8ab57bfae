using Riveg.Samples;
using Riveg.TestKit;
using SkiaSharp;

namespace Riveg.Tests.Rendering;

public sealed class SamplePictureTests
{
    public static TheoryData<string> Names => [.. SamplePicture.All.Select(p => p.FileName)];

    [Theory]
    [MemberData(nameof(Names))]
    public void WritePng_Twice_GivesTheSameBytes(string name) => Assert.Equal(Draw(name), Draw(name));

    // Skia picks its arithmetic by the processor, so that single colour steps may differ from the committed file.
    [Theory]
    [MemberData(nameof(Names))]
    public void WritePng_ComparedWithTheCommittedFile_ShowsTheSame(string name)
    {
        var file = Path.Combine(SharedFolder.RepositoryRoot, name);
        using var committed = SKBitmap.Decode(file);
        using var drawn = SKBitmap.Decode(Draw(name));
        Assert.True(new FileInfo(file).Length < 400_000);
        var differing = committed.Pixels
            .Zip(drawn.Pixels)
            .Count(p => Math.Abs(p.First.Red - p.Second.Red) + Math.Abs(p.First.Green - p.Second.Green) + Math.Abs(
                p.First.Blue - p.Second.Blue) > 6);
        Assert.InRange(differing, 0, committed.Width * committed.Height / 1000);
    }

    private static byte[] Draw(string name)
    {
        using var stream = new MemoryStream();
        SamplePicture.All.Single(p => p.FileName == name).WritePng(stream);
        return stream.ToArray();
    }
}
