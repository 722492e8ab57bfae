using Riveg.Networks.Conversion;
using Riveg.Onnx.Pictures;
using Riveg.Onnx.Segmentation;
using Riveg.Onnx.Sessions;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Segmentation;

/// <summary>Boxes go through the decoder together where it takes several, and give what they give alone.</summary>
public sealed class SamDecoderTests : IDisposable
{
    private static readonly RgbImage Picture = TestPictures.Random(320, 200, 5);

    private readonly TemporaryFolder folder = new();

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose() => folder.Dispose();

    [Fact]
    public void Decode_ManyBoxes_SixteenGoThroughTogether()
    {
        ToySam.CountingDecoder(folder["decoder.onnx"]);
        using var decoder = SamDecoder.For(OnnxSession.Open(folder["decoder.onnx"]));

        var masks = decoder.Decode(ToyEncoded(), [.. Boxes(35, 64)], Cancel);

        Assert.Equal(
            [.. Enumerable.Repeat(16f, 32), .. Enumerable.Repeat(3f, 3)],
            masks.Select(m => Assert.Single(m.Logits.ToArray().Distinct())));
    }

    [SharedTheory]
    [InlineData("boxes")]
    [InlineData("official")]
    public async Task Decode_BoxesTogether_AreThoseOneByOne(string contract)
    {
        var model = GoldenSam.Convert("sam_tiny256.safetensors", folder["model"]);
        using var encoder = SamEncoder.For(OnnxSession.Open(Path.Combine(model, "encoder.onnx")), PictureNormalization.ImageNet);
        using var decoder = SamDecoder.For(
            OnnxSession.Open(Path.Combine(model, contract == "boxes" ? "box-decoder.onnx" : "decoder.onnx")));
        Assert.Equal(contract, decoder.Contract);
        var picture = await Task.Run(() => encoder.Encode(Picture, Cancel), Cancel);
        Box[] boxes = [.. Boxes(21, 256)];

        var together = decoder.Decode(picture, boxes, Cancel);

        Assert.Equal(boxes.Length, together.Count);
        for (var i = 0; i < boxes.Length; i++)
        {
            var alone = Assert.Single(decoder.Decode(picture, [boxes[i]], Cancel));
            Assert.Equal((alone.Side, alone.ClipToPrompt), (together[i].Side, together[i].ClipToPrompt));
            Assert.All(
                alone.Logits.ToArray().Zip(together[i].Logits.ToArray()),
                p => Assert.Equal(p.First, p.Second, 1e-4f * Math.Max(1, Math.Abs(p.First))));
        }
    }

    [Fact]
    public void Decode_AxisIsOpenAndTakesOne_AsksOneByOne()
    {
        // Its input says any number of boxes, and it reshapes them to one.
        ToySam.HubBoxDecoder(folder["decoder.onnx"]);
        using var decoder = SamDecoder.For(OnnxSession.Open(folder["decoder.onnx"]));
        var picture = ToyEncoded();

        Assert.Equal(5, decoder.Decode(picture with { Positions = picture.Embeddings }, [.. Boxes(5, 64)], Cancel).Count);
        Assert.Throws<InvalidDataException>(() => decoder.Decode(picture, [.. Boxes(5, 64)], Cancel));
    }

    [Fact]
    public void Encode_ConvertedModel_TakesItsOwnPixelMeans()
    {
        ToySam.PlanarEncoder(folder["encoder.onnx"]);
        using var encoder = SamEncoder.For(
            OnnxSession.Open(folder["encoder.onnx"]), new PictureNormalization([10, 20, 30], [2, 4, 8]));

        Assert.All(encoder.Encode(TestPictures.Flat(64, 64, 200), Cancel).Embeddings.Floats, v => Assert.Equal(95, v, 1e-4f));
    }

    [SharedFact]
    public void Open_ConvertedModel_StatesWhatHasChanged()
    {
        var model = GoldenSam.Convert("sam_tiny256.safetensors", folder["model"]);
        string hash;
        using (var segmenter = SamSegmenter.Open(model))
        {
            hash = segmenter.Info.ModelSha256!;
            Assert.DoesNotContain("changedFiles", segmenter.Info.Details.Keys);
        }

        File.AppendAllText(Path.Combine(model, "decoder.onnx"), "more");
        using (var segmenter = SamSegmenter.Open(model))
        {
            Assert.Equal("decoder.onnx", segmenter.Info.Details["changedFiles"]);
            Assert.NotEqual(hash, segmenter.Info.ModelSha256);
        }
    }

    [SharedFact]
    public void Open_PixelDeviationOfZero_SaysSo()
    {
        var model = GoldenSam.Convert("sam_tiny256.safetensors", folder["model"]);
        var description = ModelDescription.Load(model);
        (description with { Segmentation = description.Segmentation! with { PixelDeviation = [1, 0, 1] } }).Save(model);

        Assert.Contains(
            "pixel means and deviations are wrong; convert the model again",
            Assert.Throws<InvalidDataException>(() => SamSegmenter.Open(model)).Message);
    }

    private Riveg.Onnx.Segmentation.EncodedPicture ToyEncoded()
    {
        ToySam.PlanarEncoder(folder["encoder.onnx"]);
        using var encoder = SamEncoder.For(OnnxSession.Open(folder["encoder.onnx"]), PictureNormalization.ImageNet);
        return encoder.Encode(Picture, Cancel);
    }

    private static IEnumerable<Box> Boxes(int count, int side)
    {
        var random = new Random(7);
        for (var i = 0; i < count; i++)
        {
            var (x, y) = (random.NextDouble() * side / 2, random.NextDouble() * side / 4);
            yield return new Box(x, y, x + (side * (0.1 + (random.NextDouble() * 0.3))), y + (side * (0.1 + (random.NextDouble() * 0.2))));
        }
    }
}
