using Riveg.Onnx.Segmentation;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Segmentation;

/// <summary>The whole way from a checkpoint and a photograph to a mask, against the reference's masks (golden/sam).</summary>
public sealed class SamGoldenTests
{
    private const int ToleratedPixels = 10;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [SharedTheory]
    [InlineData("sam_tiny256.safetensors", "boxes", "mask_tiny256_box_0.png")]
    [InlineData("sam_tiny256.pth", "boxes", "mask_tiny256_box_0.png")]
    [InlineData("sam_tiny256_legacy.pth", "official", "mask_tiny256_box_0.png")]
    [InlineData("sam_grid1024.safetensors", "boxes", "mask_grid1024_box_0.png")]
    [InlineData("sam_grid1024.safetensors", "official", "mask_grid1024_box_0.png")]
    public async Task SegmentAsync_Photograph_GivesTheReferencesMask(string checkpoint, string decoder, string expected)
    {
        using var folder = new TemporaryFolder();
        var model = GoldenSam.Convert(checkpoint, folder["model"]);
        if (decoder == "official")
        {
            File.Delete(Path.Combine(model, "box-decoder.onnx"));
        }

        using var segmenter = SamSegmenter.Open(model);
        Assert.Equal(decoder, segmenter.Info.Details["decoder"]);
        var truck = TestPictures.Load(SharedFolder.Resolve("golden", "sam", "truck_rgb.png"));

        var mask = Assert.Single(await segmenter.SegmentAsync(truck, [new Box(425, 600, 700, 875)], Cancel));

        var reference = TestPictures.Load(SharedFolder.Resolve("golden", "sam", expected));
        Assert.InRange(DifferentPixels(reference, mask), 0, ToleratedPixels);
    }

    private static int DifferentPixels(RgbImage reference, Mask mask)
    {
        Assert.Equal((reference.Width, reference.Height), (mask.Width, mask.Height));
        var pixels = mask.ToPixels();
        var different = 0;
        for (var i = 0; i < pixels.Length; i++)
        {
            different += reference.Pixels.Span[i * 3] != 0 == (pixels[i] != 0) ? 0 : 1;
        }

        return different;
    }
}
