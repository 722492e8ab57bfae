using Riveg.Posts;
using Riveg.Regions;
using Riveg.Testing;
using SkiaSharp;

namespace Riveg.Tests.Posts;

public sealed class ImageDecoderTests
{
    // JPEG's colours are off by a little.
    private const int Tolerance = 12;

    public static TheoryData<string, byte[]> CutOffFiles => new()
    {
        { "jpeg", Half(EncodedPictures.Quarters(SKEncodedImageFormat.Jpeg)) },
        { "png", Half(EncodedPictures.Quarters(SKEncodedImageFormat.Png)) },
        { "webp", Half(EncodedPictures.Quarters(SKEncodedImageFormat.Webp)) },
        { "gif", EncodedPictures.Gif[..^6] },
        { "bmp", EncodedPictures.Bmp[..^4] },
    };

    public static TheoryData<string, byte[], string> NoPictures => new()
    {
        { "text", "not a picture at all"u8.ToArray(), "is not a JPEG, PNG, WebP, GIF or BMP file" },
        { "empty", [], "is an empty file" },
        { "huge", PngBytes.Write(40_000, 40_000, 8, PngBytes.Rgb, []), "more than the 100000000 allowed" },
    };

    [Theory]
    [InlineData(SKEncodedImageFormat.Jpeg)]
    [InlineData(SKEncodedImageFormat.Png)]
    [InlineData(SKEncodedImageFormat.Webp)]
    public void Decode_Format_GivesItsColours(SKEncodedImageFormat format)
    {
        var image = Decode(EncodedPictures.Quarters(format));

        Assert.Equal((48, 32), (image.Width, image.Height));
        AssertCorners(image, "RGBW");
    }

    [Fact]
    public void Decode_GifAndBmp_GiveTheirColour()
    {
        Assert.Equal([255, 0, 0], Decode(EncodedPictures.Gif).Pixels.ToArray());
        Assert.Equal([255, 0, 0], Decode(EncodedPictures.Bmp).Pixels.ToArray());
    }

    [Theory]
    [InlineData(1, "RGBW")]
    [InlineData(2, "GRWB")]
    [InlineData(3, "WBGR")]
    [InlineData(4, "BWRG")]
    [InlineData(5, "RBGW")]
    [InlineData(6, "BRWG")]
    [InlineData(7, "WGBR")]
    [InlineData(8, "GWRB")]
    public void Decode_ExifOrientation_TurnsThePictureUpright(byte orientation, string corners)
    {
        var source = ImageSource.FromBytes(EncodedPictures.WithOrientation(EncodedPictures.Quarters(SKEncodedImageFormat.Jpeg), orientation));
        var image = new ImageDecoder().Decode(source, TestContext.Current.CancellationToken);

        Assert.Equal(orientation > 4 ? (32, 48) : (48, 32), (image.Width, image.Height));
        Assert.Equal(new ImageSize(image.Width, image.Height), new ImageDecoder().ReadSize(source));
        AssertCorners(image, corners);
    }

    [Fact]
    public void Decode_PngColourTypes_BecomeRgb()
    {
        Assert.Equal([10, 10, 10, 200, 200, 200], Decode(PngBytes.Write(2, 1, 8, PngBytes.Grey, [[10, 200]])).Pixels.ToArray());
        Assert.Equal([4, 5, 6, 1, 2, 3], Decode(PngBytes.Write(2, 1, 8, PngBytes.Palette, [[1, 0]], [1, 2, 3, 4, 5, 6])).Pixels.ToArray());
        Assert.Equal([255, 128, 0], Decode(PngBytes.Write(1, 1, 16, PngBytes.Rgb, [[255, 255, 128, 128, 0, 0]])).Pixels.ToArray());
    }

    [Fact]
    public void Decode_Transparency_LiesOverWhite()
    {
        var pixels = Decode(PngBytes.Write(3, 1, 8, PngBytes.RgbAlpha, [[9, 9, 9, 0, 0, 0, 0, 128, 7, 8, 9, 255]])).Pixels.ToArray();

        Assert.Equal([255, 255, 255, 127, 127, 127, 7, 8, 9], pixels);
    }

    [Fact]
    public void Decode_CmykJpeg_BecomesRgb()
    {
        var image = Decode(EncodedPictures.CyanCmykJpeg);

        Assert.Equal((8, 8), (image.Width, image.Height));
        AssertNear([0, 255, 255], image.Row(4)[12..15]);
    }

    [Theory]
    [MemberData(nameof(CutOffFiles))]
    public void Decode_CutOffFile_NamesThePicture(string name, byte[] bytes) => AssertFault(name, bytes, name);

    [Theory]
    [MemberData(nameof(NoPictures))]
    public void Decode_NoPicture_SaysWhy(string name, byte[] bytes, string reason) => AssertFault(name, bytes, reason);

    [Fact]
    public void Decode_OverTheBytesAllowed_SaysBothNumbers()
    {
        var decoder = new ImageDecoder(new ImageLimits { MaxBytes = 57 });

        var fault = Assert.Throws<ImageDecodingException>(() => decoder.Decode(ImageSource.FromBytes(EncodedPictures.Bmp), TestContext.Current.CancellationToken));
        Assert.Contains("58 bytes, more than the 57 allowed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_MissingFile_SaysSo()
    {
        var fault = Assert.Throws<ImageDecodingException>(() => new ImageDecoder().Decode(ImageSource.FromFile("nowhere/lost.jpg"), TestContext.Current.CancellationToken));
        Assert.StartsWith("There is no picture nowhere/lost.jpg", fault.Message, StringComparison.Ordinal);
    }

    [SharedTheory]
    [InlineData("astronaut.png", 512, 512)]
    [InlineData("chelsea.png", 451, 300)]
    [InlineData("coffee.png", 600, 400)]
    public void Decode_Photograph_HasItsSize(string file, int width, int height)
    {
        var image = new ImageDecoder().Decode(ImageSource.FromFile(SharedFolder.Resolve("images", file)), TestContext.Current.CancellationToken);

        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.False(image.IsBlank);
    }

    private static RgbImage Decode(byte[] bytes) => new ImageDecoder().Decode(ImageSource.FromBytes(bytes), TestContext.Current.CancellationToken);

    private static byte[] Half(byte[] bytes) => bytes[..(bytes.Length / 2)];

    private static void AssertFault(string name, byte[] bytes, string reason)
    {
        var fault = Assert.Throws<ImageDecodingException>(() => new ImageDecoder().Decode(ImageSource.FromBytes(bytes, name), TestContext.Current.CancellationToken));
        Assert.StartsWith($"The picture {name} ", fault.Message, StringComparison.Ordinal);
        Assert.Contains(reason, fault.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', fault.Message);
    }

    // The middles of the quarters: top left, top right, bottom left, bottom right.
    private static void AssertCorners(RgbImage image, string colours)
    {
        for (var i = 0; i < 4; i++)
        {
            var x = image.Width * (1 + (2 * (i % 2))) / 4;
            var y = image.Height * (1 + (2 * (i / 2))) / 4;
            byte[] expected = colours[i] switch { 'R' => [255, 0, 0], 'G' => [0, 255, 0], 'B' => [0, 0, 255], _ => [255, 255, 255] };
            AssertNear(expected, image.Row(y).Slice(x * 3, 3));
        }
    }

    private static void AssertNear(byte[] expected, ReadOnlySpan<byte> actual)
    {
        for (var c = 0; c < 3; c++)
        {
            Assert.InRange(actual[c], expected[c] - Tolerance, expected[c] + Tolerance);
        }
    }
}
