using CsCheck;
using Riveg.Builtin.Grounding;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Tests.Builtin.Grounding;

public sealed class ContentFitTests
{
    private const int Side = 160;
    private static readonly Box Prior = new(0.3, 0.3, 0.7, 0.7);

    [Theory]
    [InlineData(0.4, 0.3, 0.8, 0.7)]
    [InlineData(0.2, 0.2, 0.6, 0.6)]
    [InlineData(0.3, 0.42, 0.7, 0.82)]
    [InlineData(0.35, 0.35, 0.65, 0.65)]
    public void Fit_BlobBesideTheBox_MovesOntoTheBlob(double x0, double y0, double x1, double y1)
    {
        var blob = new Box(x0, y0, x1, y1);
        var fitted = ContentFit.Fit(Prior, Content(blob));
        Assert.True(fitted.IntersectionOverUnion(blob) > 0.8, $"{fitted}");
        Assert.True(fitted.IntersectionOverUnion(blob) > Prior.IntersectionOverUnion(blob) + 0.1, $"{fitted}");
    }

    [Fact]
    public void Fit_BlobUnderTheBox_LeavesIt() => Assert.Equal(Prior, ContentFit.Fit(Prior, Content(Prior)));

    [Fact]
    public void Fit_BlobFarAway_DoesNotFollow() =>
        Assert.True(ContentFit.Fit(new Box(0, 0, 0.2, 0.2), Content(new Box(0.75, 0.75, 0.95, 0.95)))
            .IntersectionOverUnion(new Box(0, 0, 0.2, 0.2)) > 0.99);

    [Fact]
    public void Fit_PictureOfOneColour_LeavesEveryBox() =>
        Boxes.Sample(box => Assert.Equal(box, ContentFit.Fit(box, Content())), iter: 20);

    [Fact]
    public void Fit_AnyPicture_StaysInsideAndProper() => Gen.Select(Boxes, Gen.Byte.Array[12 * 9 * 3]).Sample(
        (prior, noise) =>
        {
            var fitted = ContentFit.Fit(prior, PictureContent.Of(new RgbImage(12, 9, noise), isPerson: true));
            Assert.True(fitted.IsProper);
            Assert.True(fitted is { X0: >= 0, Y0: >= 0, X1: <= 1, Y1: <= 1 }, $"{fitted}");
        },
        iter: 20);

    [Fact]
    public void Draw_RunningNumbers_AreTheBoxesThatFitTries()
    {
        const int All = 6 * 6 * 11 * 11;
        var drawn = Enumerable.Range(0, All).Select(n => ContentFit.Draw(Prior, n)).ToHashSet();
        Assert.Equal(All, drawn.Count);
        Assert.True(drawn.Max(b => b.IntersectionOverUnion(Prior)) > 0.999999);
        Assert.Contains(ContentFit.Fit(Prior, Content(new Box(0.4, 0.3, 0.8, 0.7))), drawn);
        Assert.Equal(ContentFit.Draw(Prior, 3), ContentFit.Draw(Prior, 3 + All));
    }

    [Fact]
    public void PictureContent_Blob_StandsOut()
    {
        var blob = new Box(0.25, 0.5, 0.5, 0.75);
        var content = Content(blob);
        var inside = content.Sum(blob) / content.Area(blob);
        Assert.True(inside > 0.7, $"{inside}");
        Assert.Equal(content.Sum(blob), content.Sum(new Box(0, 0, 1, 1)), 0.15 * content.Sum(blob));
        Assert.Equal(0, content.Sum(new Box(0.6, 0, 1, 0.4)), 1e-9);
    }

    [Fact]
    public void PictureContent_Sum_IsAdditive() => Gen.Select(Gen.Double[0, 1], Gen.Double[0, 1]).Sample((x, y) =>
    {
        var content = Content(new Box(0.2, 0.3, 0.9, 0.6));
        var parts = content.Sum(new Box(0, 0, x, y))
            + content.Sum(new Box(x, 0, 1, y))
            + content.Sum(new Box(0, y, x, 1))
            + content.Sum(new Box(x, y, 1, 1));
        Assert.Equal(content.Sum(new Box(0, 0, 1, 1)), parts, 1e-6);
    });

    [Fact]
    public void PictureContent_Skin_CountsForPersonsOnly()
    {
        // Skin and a green of about the same contrast to the ground.
        var (skin, green) = (new Box(20, 60, 60, 100), new Box(100, 60, 140, 100));
        var image = DrawnPictures.Draw(
            Side,
            Side,
            (skin, (100, 75, 60)),
            (green, (60, 110, 150)),
            (new Box(70, 20, 90, 40), (255, 255, 255)),
            (new Box(70, 120, 90, 140), (0, 0, 0)));
        double Share(bool isPerson)
        {
            var content = PictureContent.Of(image, isPerson);
            return content.Sum(Relative(skin)) / content.Sum(Relative(green));
        }

        Assert.True(Share(true) > 1.2 * Share(false), $"{Share(true)} {Share(false)}");
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 500)]
    [InlineData(500, 1)]
    [InlineData(3, 2)]
    public void PictureContent_SmallestPictures_HaveNoContentWhereThereIsNone(int width, int height)
    {
        var content = PictureContent.Of(DrawnPictures.Draw(width, height), isPerson: false);
        Assert.Equal(0, content.Sum(new Box(0, 0, 1, 1)), 1e-9);
        Assert.Equal(Prior, ContentFit.Fit(Prior, content));
    }

    private static readonly Gen<Box> Boxes =
        from x in Gen.Double[0, 0.7]
        from y in Gen.Double[0, 0.7]
        from w in Gen.Double[0.1, 0.3]
        from h in Gen.Double[0.1, 0.3]
        select new Box(x, y, x + w, y + h);

    private static PictureContent Content(params Box[] blobs) =>
        PictureContent.Of(DrawnPictures.Draw(
            Side,
            Side,
            [.. blobs.Select(b => (Box.FromRelative(b, new ImageSize(Side, Side)), DrawnPictures.Red))]), isPerson: false);

    private static Box Relative(Box box) => box.ToRelative(new ImageSize(Side, Side));
}
