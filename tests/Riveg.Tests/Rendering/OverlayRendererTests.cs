using Riveg.Posts;
using Riveg.Regions;
using Riveg.Rendering;
using Riveg.TestKit;
using SkiaSharp;

namespace Riveg.Tests.Rendering;

public sealed class OverlayRendererTests
{
    [Theory]
    [InlineData(1, 1)]
    [InlineData(3, 200)]
    [InlineData(320, 200)]
    public void WritePng_OfAnySize_KeepsTheSize(int width, int height)
    {
        using var png = Draw(width, height, new Region(new Box(0, 0, 1, 1), 0.5) { Unit = RegionUnit.Relative }, "Ada");
        Assert.Equal((width, height), (png.Width, png.Height));
    }

    [Theory]
    [InlineData("עברית العربية")]
    [InlineData("👩🏽‍🚀🇬🇧 e\u0301")]
    [InlineData("\ud800 x\udc00\0\n")]
    [InlineData("")]
    public void WritePng_WithUnusualNames_Draws(string name)
    {
        using var png = Draw(120, 90, new Region(new Box(10, 20, 60, 70), 0.5), name);
        Assert.NotEqual(new SKColor(120, 120, 120), png.GetPixel(11, 45));
    }

    [Fact]
    public void WritePng_WithAMask_TintsItAndLeavesTheRestAlone()
    {
        var box = new Box(60, 100, 160, 180);
        using var png = Draw(300, 220, new Region(box, 0.5) { Mask = ResultExamples.Ellipse(300, 220, box) }, "Ada");
        Assert.NotEqual(new SKColor(120, 120, 120), png.GetPixel(110, 140));
        Assert.Equal(new SKColor(120, 120, 120), png.GetPixel(66, 106));
        Assert.Equal(new SKColor(120, 120, 120), png.GetPixel(250, 200));
    }

    [Fact]
    public void WritePng_WithoutRegions_LeavesThePictureAlone()
    {
        using var png = Draw(ResultExamples.Grey(40, 30), ResultExamples.Of("Ada"));
        Assert.All(png.Pixels, pixel => Assert.Equal(new SKColor(120, 120, 120), pixel));
    }

    [Fact]
    public void WritePng_WithAVeryLongName_Draws()
    {
        using var png = Draw(200, 100, new Region(new Box(0, 0, 100, 90), 1), new string('W', 100_000));
        Assert.Equal(200, png.Width);
    }

    private static SKBitmap Draw(int width, int height, Region region, string name) =>
        Draw(ResultExamples.Grey(width, height), ResultExamples.Of(name, region));

    private static SKBitmap Draw(RgbImage image, Riveg.AnnotationResult result)
    {
        using var stream = new MemoryStream();
        new OverlayRenderer().WritePng(image, result, stream);
        return SKBitmap.Decode(stream.ToArray());
    }
}
