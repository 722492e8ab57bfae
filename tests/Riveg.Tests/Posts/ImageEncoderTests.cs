using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Tests.Posts;

public sealed class ImageEncoderTests
{
    [Fact]
    public void WritePng_Picture_ReadsBackTheSame()
    {
        var pixels = Enumerable.Range(0, 5 * 3 * 3).Select(i => (byte)(i * 37)).ToArray();
        using var file = new MemoryStream();

        ImageEncoder.WritePng(new RgbImage(5, 3, pixels), file);

        var image = Decode(file);
        Assert.Equal((5, 3), (image.Width, image.Height));
        Assert.Equal(pixels, image.Pixels.ToArray());
    }

    [Fact]
    public void WritePng_Mask_IsWhiteInsideAndBlackOutside()
    {
        using var file = new MemoryStream();

        ImageEncoder.WritePng(Mask.FromPixels(2, 2, [0, 1, 1, 0]), file);

        Assert.Equal([0, 0, 0, 255, 255, 255, 255, 255, 255, 0, 0, 0], Decode(file).Pixels.ToArray());
    }

    private static RgbImage Decode(MemoryStream file) =>
        new ImageDecoder().Decode(ImageSource.FromBytes(file.ToArray()), TestContext.Current.CancellationToken);
}
