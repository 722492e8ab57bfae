using Riveg.Onnx.Segmentation;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Onnx.Tests.Segmentation;

public sealed class SamSegmenterTests : IDisposable
{
    // Of the encoder's 64 x 64 this picture takes 64 x 40.
    private static readonly RgbImage Picture = TestPictures.Random(320, 200, 5);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Theory]
    [InlineData("official", "planes", "official")]
    [InlineData("mobile", "rows", "official")]
    [InlineData("hub-boxes", "planes", "hub-boxes")]
    [InlineData("hub-points", "planes", "hub-points")]
    public async Task SegmentAsync_EachContract_OutlinesTheBoxes(string export, string encoder, string decoder)
    {
        using var segmenter = SamSegmenter.Open(Export(export));
        Box[] boxes = [new(40, 60, 140, 160), new(160, 20, 260, 120)];

        var masks = await segmenter.SegmentAsync(Picture, boxes, Cancel);

        Assert.Equal((encoder, decoder), (segmenter.Info.Details["encoder"], segmenter.Info.Details["decoder"]));
        Assert.All(masks, m => Assert.Equal((Picture.Width, Picture.Height), (m.Width, m.Height)));
        foreach (var (box, mask) in boxes.Zip(masks))
        {
            Assert.True(mask.BoundingBox!.Value.IntersectionOverUnion(box) > 0.8, $"{mask.BoundingBox} for {box}");
        }
    }

    [Fact]
    public async Task SegmentAsync_PointContract_TakesTheCandidateThatFitsAndCutsAtTheBox()
    {
        ToySam.PlanarEncoder(folder["points/onnx/vision_encoder.onnx"], "pixel_values", positions: true);
        ToySam.HubPointDecoder(folder["points/onnx/prompt_encoder_mask_decoder.onnx"], 8, 26, 60);
        using var segmenter = SamSegmenter.Open(folder["points"]);

        var mask = Assert.Single(await segmenter.SegmentAsync(Picture, [new Box(100, 40, 220, 140)], Cancel));

        // Of squares of 40, 130 and 300 pixels the second fits; it is higher than the box.
        Assert.Equal((40, 140), (mask.BoundingBox!.Value.Y0, mask.BoundingBox.Value.Y1));
        Assert.InRange(mask.BoundingBox.Value.Width, 95, 120);
    }

    [Fact]
    public async Task SegmentAsync_NoBoxes_GivesNone()
    {
        using var segmenter = SamSegmenter.Open(Export("official"));

        Assert.Empty(await segmenter.SegmentAsync(Picture, [], Cancel));
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(5000, 1)]
    [InlineData(1, 5000)]
    public async Task SegmentAsync_DegeneratePicture_GivesAMaskOfItsSize(int width, int height)
    {
        using var segmenter = SamSegmenter.Open(Export("mobile"));

        var mask = Assert.Single(
            await segmenter.SegmentAsync(TestPictures.Flat(width, height, 200), [new Box(0, 0, width, height)], Cancel));

        Assert.Equal((width, height), (mask.Width, mask.Height));
    }

    [Theory]
    [InlineData(10, 10, 10, 50)]
    [InlineData(50, 10, 20, 50)]
    [InlineData(-20, -20, -5, -5)]
    [InlineData(400, 10, 500, 50)]
    [InlineData(double.NaN, 0, 5, 5)]
    public async Task SegmentAsync_BoxWithoutAreaInside_IsNamed(double x0, double y0, double x1, double y1)
    {
        using var segmenter = SamSegmenter.Open(Export("official"));

        var error = await Assert.ThrowsAsync<ArgumentException>(async () =>
            await segmenter.SegmentAsync(Picture, [new Box(0, 0, 5, 5), new Box(x0, y0, x1, y1)], Cancel));

        Assert.StartsWith($"Box 2 ({x0:0.##}, ", error.Message);
        Assert.Contains("has no area inside the picture of 320 x 200", error.Message);
    }

    [Fact]
    public async Task SegmentAsync_BoxReachingOut_IsCutAtThePicture()
    {
        using var segmenter = SamSegmenter.Open(Export("official"));

        var masks = await segmenter.SegmentAsync(Picture, [new Box(-50, 20, 100, 120), new Box(0, 20, 100, 120)], Cancel);

        Assert.Equal(masks[1], masks[0]);
    }

    [Fact]
    public async Task SegmentAsync_Cancelled_StopsAndServesTheNext()
    {
        using var segmenter = SamSegmenter.Open(Export("official"));
        using var stopped = new CancellationTokenSource();
        await stopped.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await segmenter.SegmentAsync(Picture, [new Box(0, 0, 50, 50)], stopped.Token));

        Assert.Single(await segmenter.SegmentAsync(Picture, [new Box(0, 0, 50, 50)], Cancel));
    }

    [Fact]
    public async Task SegmentAsync_ManyThreads_GivesTheSame()
    {
        using var segmenter = SamSegmenter.Open(Export("official"));
        Box[] boxes = [new(40, 60, 140, 160)];
        var expected = await segmenter.SegmentAsync(Picture, boxes, Cancel);

        var results = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => Task.Run(() => segmenter.SegmentAsync(Picture, boxes, Cancel).AsTask())));

        Assert.All(results, r => Assert.Equal(expected, r));
    }

    [Fact]
    public void Open_OtherModels_ListsWhatWasFound()
    {
        ToySam.OfficialDecoder(folder["swapped/encoder.onnx"]);
        ToySam.OfficialDecoder(folder["swapped/decoder.onnx"]);
        ToySam.PlanarEncoder(folder["twice/encoder.onnx"]);
        ToySam.PlanarEncoder(folder["twice/decoder.onnx"]);

        Assert.Contains(
            "is no SAM image encoder that is known: it takes image_embeddings Float [1, 1, 4, 4], point_coords", OpenFault("swapped"));
        Assert.Contains("is no SAM mask decoder that is known: it takes image Float [1, 3, 64, 64]", OpenFault("twice"));
    }

    [Fact]
    public void Open_FolderWithoutModels_SaysWhatIsThere()
    {
        Directory.CreateDirectory(folder["empty"]);
        ToySam.PlanarEncoder(folder["half/encoder.onnx"]);

        Assert.Contains("there are none", OpenFault("empty"));
        Assert.Contains("there are encoder.onnx", OpenFault("half"));
        Assert.StartsWith("There is no folder", OpenFault("missing"));
    }

    [Fact]
    public async Task SegmentAsync_EncoderWithoutPositions_SaysSo()
    {
        ToySam.PlanarEncoder(folder["mixed/encoder.onnx"]);
        ToySam.HubBoxDecoder(folder["mixed/decoder.onnx"]);
        using var segmenter = SamSegmenter.Open(folder["mixed"]);

        var error = await Assert.ThrowsAsync<InvalidDataException>(
            async () => await segmenter.SegmentAsync(Picture, [new Box(0, 0, 50, 50)], Cancel));

        Assert.Contains("wants image_positional_embeddings", error.Message);
    }

    private string OpenFault(string name) => Assert.Throws<InvalidDataException>(() => SamSegmenter.Open(folder[name])).Message;

    private string Export(string name)
    {
        switch (name)
        {
            case "official":
                ToySam.PlanarEncoder(folder["official/encoder.onnx"]);
                ToySam.OfficialDecoder(folder["official/decoder.onnx"]);
                break;
            case "mobile":
                ToySam.RowWiseEncoder(folder["mobile/mobile_sam_image_encoder.onnx"]);
                ToySam.OfficialDecoder(folder["mobile/sam_mask_decoder_multi.onnx"]);
                break;
            case "hub-boxes":
                ToySam.PlanarEncoder(folder["hub-boxes/onnx/vision_encoder.onnx"], "pixel_values", positions: true);
                ToySam.HubBoxDecoder(folder["hub-boxes/onnx/prompt_encoder_mask_decoder.onnx"]);
                break;
            case "hub-points":
                ToySam.PlanarEncoder(folder["hub-points/onnx/vision_encoder.onnx"], "pixel_values", positions: true);
                ToySam.HubPointDecoder(folder["hub-points/onnx/prompt_encoder_mask_decoder.onnx"], 8, 20, 60);
                break;
        }

        return folder[name];
    }
}
