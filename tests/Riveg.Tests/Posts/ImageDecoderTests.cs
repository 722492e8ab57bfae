using System.Text;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.TestKit;
using SkiaSharp;

namespace Riveg.Tests.Posts;

public sealed class ImageDecoderTests
{
    // JPEG's colours are off by a little.
    private const int Tolerance = 12;

    public static TheoryData<string> OrientedPlaces => [.. OrientedPictures.All.Keys];

    public static TheoryData<string> Formats => [.. CutPictures.All.Keys];

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
        { "wbmp", [0, 0, 8, 8, 1, 2, 3, 4, 5, 6, 7, 8], "is not a JPEG, PNG, WebP, GIF or BMP file" },
        { "wbmp of zeros", [0, 0, 1, 1, 0, 0, 0, 0], "is not a JPEG, PNG, WebP, GIF or BMP file" },
        { "bm", "BM is no bitmap, it is a text"u8.ToArray(), "or its header is broken" },
        { "ico", Icon(1), "is an icon (ICO); only JPEG, PNG, WebP, GIF and BMP are read: convert it." },
        { "cur", Icon(2), "is a mouse pointer (CUR); only" },
        { "avif", [0, 0, 0, 28, .. "ftypavif\0\0\0\0"u8], "is an AVIF file; only" },
        { "heic", [0, 0, 0, 28, .. "ftypheic\0\0\0\0"u8], "is a HEIF (HEIC) file; only" },
        { "mp4", [0, 0, 0, 28, .. "ftypisom\0\0\0\0"u8], "is a video (MP4); only" },
        { "jxl", [0xff, 0x0a, 1, 2, 3], "is a JPEG XL file; only" },
        { "tiff", [.. "II*\0"u8, 8, 0, 0, 0], "is a TIFF file or a camera's raw picture; only" },
        { "dng", [.. "MM\0*"u8, 0, 0, 0, 8], "is a TIFF file or a camera's raw picture; only" },
        { "ktx", [0xab, .. "KTX 11"u8], "is a KTX texture; only" },
        { "pkm", "PKM 10"u8.ToArray(), "is a PKM texture; only" },
        { "svg", "  <svg xmlns='x'/>"u8.ToArray(), "is an SVG drawing; only" },
        { "html", "\n<!DOCTYPE HTML><title>404</title>"u8.ToArray(), "is a web page; only" },
        { "pdf", "%PDF-1.7"u8.ToArray(), "is a PDF file; only" },
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
    [MemberData(nameof(OrientedPlaces))]
    public async Task Decode_ExifOrientation_TurnsThePictureUpright(string place)
    {
        string[] corners = ["RGBW", "GRWB", "WBGR", "BWRG", "RBGW", "BRWG", "WGBR", "GWRB"];
        for (byte orientation = 1; orientation <= 8; orientation++)
        {
            var source = ImageSource.FromBytes(OrientedPictures.All[place](orientation));
            var image = new ImageDecoder().Decode(source, TestContext.Current.CancellationToken);

            Assert.Equal(orientation > 4 ? (32, 48) : (48, 32), (image.Width, image.Height));
            Assert.Equal(new ImageSize(image.Width, image.Height), await new ImageDecoder().ReadSizeAsync(source, TestContext.Current.CancellationToken));
            AssertCorners(image, corners[orientation - 1]);
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData("II")]
    [InlineData("II*\0")]
    [InlineData("II*\0\u0008\0\0\0")]
    [InlineData("MM\0*\u00ff\u00ff\u00ff\u00ff\0\u0001")]
    [InlineData("MM\0*\0\0\0\u0008\u00ff\u00ff\u0001\u0012\0\u0003")]
    [InlineData("MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0003\0\0\0\u0001\0\u0009\0\0")]
    [InlineData("MM\0*\0\0\0\u0008\0\u0001\u0001\u0012\0\u0002\0\0\0\u0001\0\u0003\0\0")]
    public void Decode_BrokenExif_LeavesThePictureAsItIs(string exif)
    {
        var bytes = Encoding.Latin1.GetBytes(exif);
        byte[][] files =
        [
            OrientedPictures.WithChunk("eXIf", bytes), OrientedPictures.WebP(bytes),
            OrientedPictures.WithChunk("zTXt", [.. "Raw profile type exif\0\0"u8, .. bytes]),
            OrientedPictures.WithChunk("tEXt", [.. "Raw profile type exif\0"u8, .. bytes]),
            OrientedPictures.WithChunk("iTXt", [.. "Raw profile type exif\0"u8, .. bytes]),
        ];
        Assert.All(files, f => AssertCorners(Decode(f), "RGBW"));
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

    [Fact]
    public void Decode_JpegWithoutItsEndMarker_HasThePixelsOfTheWhole()
    {
        foreach (var whole
            in new[] { CutPictures.All["jpeg"], EncodedPictures.Quarters(SKEncodedImageFormat.Jpeg), EncodedPictures.CyanCmykJpeg })
        {
            foreach (var cut in new[] { whole[..^1], whole[..^2] })
            {
                var decoded = Open(cut);
                Assert.Null(decoded.Warning);
                Assert.Equal(Decode(whole).Pixels.ToArray(), decoded.Image.Pixels.ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Decode_LastRowsLost_KeepsTheOthersAndSaysSo(string format)
    {
        var whole = CutPictures.All[format];
        var decoded = Open(whole[..^(whole.Length / 60)]);

        Assert.Matches(
            $@"^The picture {format} is cut off: \d+ of its 240 rows are lost in whole or in part; it is read without them\.$",
            decoded.Warning);
        var expected = Decode(whole);
        var equal = Enumerable.Range(0, CutPictures.Side).Count(y => decoded.Image.Row(y).SequenceEqual(expected.Row(y)));
        Assert.InRange(equal, CutPictures.Side * 8 / 10, CutPictures.Side - 1);
        DecodedImage Open(byte[] bytes) =>
            new ImageDecoder().DecodeAsync(ImageSource.FromBytes(bytes, format), TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();
    }

    [Theory]
    [InlineData("jpeg")]
    [InlineData("webp")]
    public void Decode_LastBlocksOfASmallPictureLost_AreNoWholeRowOfBlocks(string format)
    {
        var whole = CutPictures.All[format];
        Assert.Matches(" [12] of its 240 rows", Open(whole[..^40]).Warning);
    }

    [Theory]
    [MemberData(nameof(Formats))]
    public void Decode_MoreThanATenthLost_IsRefused(string format) =>
        AssertFault(format, CutPictures.All[format][..^(CutPictures.All[format].Length / 6)], "is cut off: ");

    [Theory]
    [MemberData(nameof(Formats))]
    public void Decode_AnyCut_IsThePictureOrOneFault(string format)
    {
        var whole = CutPictures.All[format];
        var expected = Decode(whole);
        for (var length = 0; length < whole.Length; length += 1 + (whole.Length / 60))
        {
            try
            {
                var decoded = Open(whole[..length]);
                Assert.Equal((expected.Width, expected.Height), (decoded.Image.Width, decoded.Image.Height));
                Assert.True(decoded.Warning is not null || decoded.Image.Pixels.Span.SequenceEqual(expected.Pixels.Span));
            }
            catch (ImageDecodingException)
            {
                // One line for the post; anything else fails the test.
            }
        }
    }

    [Fact]
    public void Decode_PngWithGamma_IsNotConverted()
    {
        byte[] gamma = [0, 0, 0xb1, 0x8f], chromaticities = [.. Enumerable.Range(0, 8)
            .SelectMany(i => new byte[] { 0, 0, 0x7a, (byte)(0x26 + i) })];
        var plain = PngBytes.Write(2, 1, 8, PngBytes.Rgb, [[10, 100, 200, 40, 80, 160]]);
        byte[] linear = [.. plain[..33], .. PngBytes.Chunk("gAMA", [0, 1, 0x86, 0xa0]), .. plain[33..]];
        byte[] both = [.. plain[..33], .. PngBytes.Chunk("cHRM", chromaticities), .. PngBytes.Chunk("gAMA", gamma), .. plain[33..]];
        Assert.Equal([10, 100, 200, 40, 80, 160], Decode(linear).Pixels.ToArray());
        Assert.Equal([10, 100, 200, 40, 80, 160], Decode(both).Pixels.ToArray());
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

        var fault = Assert.Throws<ImageDecodingException>(
            () => decoder.Decode(ImageSource.FromBytes(EncodedPictures.Bmp), TestContext.Current.CancellationToken));
        Assert.Contains("58 bytes, more than the 57 allowed", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Decode_MissingFile_SaysSo()
    {
        var fault = Assert.Throws<ImageDecodingException>(
            () => new ImageDecoder().Decode(ImageSource.FromFile("nowhere/lost.jpg"), TestContext.Current.CancellationToken));
        Assert.StartsWith("There is no picture nowhere/lost.jpg", fault.Message, StringComparison.Ordinal);
    }

    [SharedTheory]
    [InlineData("astronaut.png", 512, 512)]
    [InlineData("chelsea.png", 451, 300)]
    [InlineData("coffee.png", 600, 400)]
    public void Decode_Photograph_HasItsSize(string file, int width, int height)
    {
        var image = new ImageDecoder().Decode(
            ImageSource.FromFile(SharedFolder.Resolve("images", file)), TestContext.Current.CancellationToken);

        Assert.Equal((width, height), (image.Width, image.Height));
        Assert.False(image.IsBlank);
    }

    [Fact]
    public void Decode_SourceThatThrows_IsOneFaultWithItsCause()
    {
        foreach (var thrown in new Exception[]
        {
            new HttpRequestException("no\nroute"),
            new TaskCanceledException("timed out"),
            new InvalidOperationException("odd"),
            new IOException("gone")
        })
        {
            foreach (var source in new OwnSource[] { new(() => throw thrown, () => Stream.Null), new(() => 5, () => throw thrown) })
            {
                var fault = Assert.Throws<ImageDecodingException>(
                    () => new ImageDecoder().Decode(source, TestContext.Current.CancellationToken));
                Assert.Equal($"The picture own cannot be read: {thrown.Message.Replace('\n', ' ')}", fault.Message);
                Assert.Same(thrown, fault.InnerException);
            }
        }
    }

    [Theory]
    [InlineData(57, "57 bytes were promised and more came.")]
    [InlineData(59, "59 bytes were promised and only 58 came.")]
    [InlineData(1_000_000, "1000000 bytes were promised and only 58 came.")]
    public void Decode_SourceWithAWrongLength_IsOneFault(long length, string reason)
    {
        var source = new OwnSource(() => length, () => new MemoryStream(EncodedPictures.Bmp));
        var fault = Assert.Throws<ImageDecodingException>(() => new ImageDecoder().Decode(source, TestContext.Current.CancellationToken));
        Assert.Equal($"The picture own cannot be read: {reason}", fault.Message);
        Assert.IsType<InvalidDataException>(fault.InnerException);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(long.MinValue)]
    public void Decode_SourceWithANegativeLength_IsOneFault(long length)
    {
        var source = new OwnSource(() => length, () => new MemoryStream(EncodedPictures.Bmp));
        var fault = Assert.Throws<ImageDecodingException>(() => new ImageDecoder().Decode(source, TestContext.Current.CancellationToken));
        Assert.StartsWith("The picture own cannot be read: ", fault.Message, StringComparison.Ordinal);
        Assert.IsType<ArgumentOutOfRangeException>(fault.InnerException);
    }

    [Fact]
    public void Decode_Cancelled_IsNoFaultOfThePicture()
    {
        using var cancellation = new CancellationTokenSource();
        var source = new OwnSource(() => throw new OperationCanceledException(cancellation.Token), () => Stream.Null);
        cancellation.Cancel();
        Assert.Throws<OperationCanceledException>(() => new ImageDecoder().Decode(source, cancellation.Token));
    }

    private static byte[] Icon(byte kind) =>
        [0, 0, kind, 0, 1, 0, 48, 32, 0, 0, 1, 0, 32, 0, 200, 0, 0, 0, 22, 0, 0, 0, .. EncodedPictures.Quarters(SKEncodedImageFormat.Png)];

    private static DecodedImage Open(byte[] bytes) =>
        new ImageDecoder().DecodeAsync(ImageSource.FromBytes(bytes), TestContext.Current.CancellationToken).AsTask().GetAwaiter().GetResult();

    [Theory]
    [InlineData(57, false)]
    [InlineData(58, true)]
    [InlineData(100_000_000, true)]
    public async Task DecodeAsync_SourceOfUnknownLength_IsReadToItsEndOrTheLimit(long maxBytes, bool isRead)
    {
        foreach (var chunk in new[] { 1, 7, 1000 })
        {
            var source = ImageSource.From("own", async token =>
            {
                await Task.Yield();
                return new SlowStream(EncodedPictures.Bmp, chunk);
            });
            var decoder = new ImageDecoder(new ImageLimits { MaxBytes = maxBytes });
            if (isRead)
            {
                Assert.Equal([255, 0, 0], (await decoder.DecodeAsync(source, TestContext.Current.CancellationToken)).Image.Pixels.ToArray());
                continue;
            }

            var fault = await Assert.ThrowsAsync<ImageDecodingException>(
                async () => await decoder.DecodeAsync(source, TestContext.Current.CancellationToken));
            Assert.Equal("The picture own has more bytes than the 57 allowed; shrink it.", fault.Message);
        }
    }

    [Fact]
    public async Task DecodeAsync_SourceThatGivesNothing_IsAnEmptyFile() => Assert.Equal(
        "The picture own is an empty file.",
        (await Assert.ThrowsAsync<ImageDecodingException>(async () => await new ImageDecoder().DecodeAsync(
            ImageSource.From("own", _ => new(Stream.Null)), TestContext.Current.CancellationToken))).Message);

    [Fact]
    public async Task DecodeAsync_LargeSourceOfUnknownLength_IsWhole()
    {
        using var file = new MemoryStream();
        var noise = new byte[400 * 300 * 3];
        new Random(1).NextBytes(noise);
        ImageEncoder.WritePng(new RgbImage(400, 300, noise), file);
        var image = await RgbImage.DecodeAsync(
            ImageSource.From("own", _ => new(new SlowStream(file.ToArray(), 5000))),
            cancellationToken: TestContext.Current.CancellationToken);
        Assert.Equal(noise, image.Pixels.ToArray());
    }

    // Gives a few bytes at a time, as a network does.
    private sealed class SlowStream(byte[] bytes, int chunk) : MemoryStream(bytes, writable: false)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(chunk, buffer.Length)], cancellationToken);
    }

    private sealed class OwnSource(Func<long> length, Func<Stream> open) : ImageSource
    {
        public override string Name => "own";

        public override long? GetLength() => length();

        public override ValueTask<Stream> OpenReadAsync(CancellationToken cancellationToken = default) => new(open());
    }

    private static RgbImage Decode(byte[] bytes) =>
        new ImageDecoder().Decode(ImageSource.FromBytes(bytes), TestContext.Current.CancellationToken);

    private static byte[] Half(byte[] bytes) => bytes[..(bytes.Length / 2)];

    private static void AssertFault(string name, byte[] bytes, string reason)
    {
        var fault = Assert.Throws<ImageDecodingException>(
            () => new ImageDecoder().Decode(ImageSource.FromBytes(bytes, name), TestContext.Current.CancellationToken));
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
