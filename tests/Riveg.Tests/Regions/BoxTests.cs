using CsCheck;
using Riveg.Regions;

namespace Riveg.Tests.Regions;

public sealed class BoxTests
{
    private static readonly Gen<Box> Boxes = Gen.Double[0, 100].Select(
        Gen.Double[0, 100], Gen.Double[0.5, 50], Gen.Double[0.5, 50], Box.FromXywh);
    private static readonly ImageSize Size = new(640, 480);

    [Fact]
    public void IntersectionOverUnion_OfTwoBoxes_IsSymmetricAndInRange() => Boxes.Select(Boxes).Sample((a, b) =>
        a.IntersectionOverUnion(b) is >= 0 and <= 1 + 1e-9 and var iou
            && Math.Abs(iou - b.IntersectionOverUnion(a)) < 1e-12
            && Math.Abs(a.IntersectionOverUnion(a) - 1) < 1e-12);

    [Fact]
    public void IntersectionOverUnion_OfWholePixels_EqualsTheCountOfPixels() =>
        Gen.Int[0, 9].Array[8].Sample(v =>
        {
            Box Make(int at) => new(
                Math.Min(v[at], v[at + 2]),
                Math.Min(v[at + 1], v[at + 3]),
                Math.Max(v[at], v[at + 2]) + 1,
                Math.Max(v[at + 1], v[at + 3]) + 1);
            var (a, b) = (Make(0), Make(4));
            bool Inside(Box box, int x, int y) => x >= box.X0 && x < box.X1 && y >= box.Y0 && y < box.Y1;
            var cells = Enumerable.Range(0, 121).Select(i => (X: i % 11, Y: i / 11)).ToList();
            var both = cells.Count(c => Inside(a, c.X, c.Y) && Inside(b, c.X, c.Y));
            var either = cells.Count(c => Inside(a, c.X, c.Y) || Inside(b, c.X, c.Y));
            return Math.Abs(a.IntersectionOverUnion(b) - ((double)both / either)) < 1e-12;
        });

    [Fact]
    public void Conversions_ThereAndBack_GiveTheBox() => Boxes.Sample(box =>
    {
        var relative = box.ToRelative(Size);
        return IsNear(box, Box.FromRelative(relative, Size))
            && IsNear(box, Box.FromXywh(box.X0, box.Y0, box.Width, box.Height))
            && IsNear(box, Box.FromCxcywh((box.X0 + box.X1) / 2, (box.Y0 + box.Y1) / 2, box.Width, box.Height))
            && IsNear(box, Box.FromPercent(
                new Box(relative.X0 * 100, relative.Y0 * 100, relative.X1 * 100, relative.Y1 * 100), Size));
    });

    [Fact]
    public void Bins_OfABox_AreWithinHalfABin() => Boxes.Sample(box =>
    {
        var (x0, y0, x1, y1) = box.ToBins(Size);
        var back = Box.FromBins(x0, y0, x1, y1, Size);
        return Math.Abs(back.X0 - box.X0) <= Size.Width / 999.0 && Math.Abs(back.Y1 - box.Y1) <= Size.Height / 999.0;
    });

    [Theory]
    [InlineData(0, 0, 0, 5)]
    [InlineData(3, 0, 1, 5)]
    [InlineData(0, 0, double.NaN, 5)]
    [InlineData(0, 0, double.PositiveInfinity, 5)]
    public void IsProper_BoxWithoutArea_IsFalse(double x0, double y0, double x1, double y1)
    {
        var box = new Box(x0, y0, x1, y1);
        Assert.False(box.IsProper);
        Assert.Equal(0, box.IntersectionOverUnion(new Box(10, 10, 20, 20)));
    }

    [Theory]
    [InlineData(0, 0, 10, 20, true)]
    [InlineData(-3, -4, -1, -2, true)]
    [InlineData(0, 0, 5, 0, false)]
    [InlineData(0, 3, 5, 1, false)]
    [InlineData(double.NegativeInfinity, 0, 5, 5, false)]
    [InlineData(0, double.NegativeInfinity, 5, 5, false)]
    [InlineData(0, 0, 5, double.PositiveInfinity, false)]
    [InlineData(0, 0, 5, double.NaN, false)]
    [InlineData(double.NaN, 0, 5, 5, false)]
    [InlineData(0, double.NaN, 5, 5, false)]
    public void IsProper_OfCorners_IsWhetherTheyEncloseAnArea(double x0, double y0, double x1, double y1, bool expected) =>
        Assert.Equal(expected, new Box(x0, y0, x1, y1).IsProper);

    [Theory]
    [InlineData(2, 3, 12, 8, 10, 5, 50)]
    [InlineData(2, 8, 12, 3, 10, 0, 0)]
    [InlineData(12, 3, 2, 8, 0, 5, 0)]
    [InlineData(12, 8, 2, 3, 0, 0, 0)]
    public void Sides_OfABox_AreNeverNegative(double x0, double y0, double x1, double y1, double width, double height, double area)
    {
        var box = new Box(x0, y0, x1, y1);
        Assert.Equal((width, height, area), (box.Width, box.Height, box.Area));
    }

    [Theory]
    [InlineData("0 0 10 10", "5 0 15 10", 1 / 3.0)]
    [InlineData("0 0 10 10", "0 5 10 15", 1 / 3.0)]
    [InlineData("0 0 10 10", "10 0 20 10", 0)]
    [InlineData("0 0 10 10", "0 10 10 20", 0)]
    [InlineData("0 0 10 10", "20 20 30 30", 0)]
    [InlineData("0 0 10 10", "2 20 4 30", 0)]
    [InlineData("0 0 1 1", "0.5 0.25 1.5 1.25", 0.375 / 1.625)]
    [InlineData("0 0 10 10", "2 2 4 4", 0.04)]
    [InlineData("3 0 3 5", "3 0 3 5", 0)]
    [InlineData("0 3 5 3", "0 3 5 3", 0)]
    public void IntersectionOverUnion_OfKnownBoxes_IsWorkedOutByHand(string a, string b, double expected)
    {
        Assert.Equal(expected, Read(a).IntersectionOverUnion(Read(b)), 12);
        Assert.Equal(expected, Read(b).IntersectionOverUnion(Read(a)), 12);
    }

    [Theory]
    [InlineData("-5 -6 700 500", "0 0 640 480")]
    [InlineData("10 20 30 40", "10 20 30 40")]
    [InlineData("650 490 660 500", "640 480 640 480")]
    [InlineData("-9 -8 -7 -6", "0 0 0 0")]
    [InlineData("0.5 0.25 639.5 479.5", "0.5 0.25 639.5 479.5")]
    public void ClampTo_AnyBox_StaysInsideThePicture(string box, string expected) => Assert.Equal(Read(expected), Read(box).ClampTo(Size));

    [Fact]
    public void Conversions_OfKnownForms_AreWorkedOutByHand()
    {
        var expected = new Box(64, 48, 320, 360);
        Assert.Equal(expected, Box.FromRelative(new Box(0.1, 0.1, 0.5, 0.75), Size));
        Assert.Equal(new Box(0.1, 0.1, 0.5, 0.75), expected.ToRelative(Size));
        Assert.Equal(expected, Box.FromXywh(64, 48, 256, 312));
        Assert.Equal(expected, Box.FromCxcywh(192, 204, 256, 312));
        Assert.Equal(expected, Box.FromPercent(new Box(10, 10, 50, 75), Size));
        Assert.Equal(expected, Box.FromScale(new Box(100, 100, 500, 750), 1000, Size));
        Assert.Equal(new Box(0, 0, 640, 480), Box.FromBins(0, 0, 999, 999, Size));
        Assert.Equal(new Box(160, 96, 320, 480), Box.FromBins(1, 1, 2, 5, new ImageSize(800, 480), bins: 6));
    }

    [Theory]
    [InlineData("0 0 640 480", 0, 0, 999, 999)]
    [InlineData("-10 -10 700 700", 0, 0, 999, 999)]
    [InlineData("-10 -10 -5 -5", 0, 0, 0, 0)]
    [InlineData("320 240 160 120", 500, 500, 250, 250)]
    [InlineData("64 48 128 96", 100, 100, 200, 200)]
    public void ToBins_OfKnownBoxes_IsRoundedAndInRange(string box, int x0, int y0, int x1, int y1) =>
        Assert.Equal((x0, y0, x1, y1), Read(box).ToBins(Size));

    [Fact]
    public void ToBins_Halfway_GoesToTheEvenBin()
    {
        // 11 bins on 20 pixels: a bin is 2 pixels, so odd pixels lie halfway.
        var size = new ImageSize(20, 20);
        Assert.Equal((0, 2, 2, 4), new Box(1, 3, 5, 7).ToBins(size, bins: 11));
        Assert.Equal((10, 10, 1, 5), new Box(21, 20, 2, 10).ToBins(size, bins: 11));
    }

    [Fact]
    public void ToPixels_OfARegion_DependsOnItsUnit()
    {
        var region = new Region(new Box(0, 0, 0.5, 1), 0.7);
        Assert.Equal((RegionUnit.Pixels, region.Box), (region.Unit, region.ToPixels(Size)));
        Assert.Equal(new Box(0, 0, 320, 480), (region with { Unit = RegionUnit.Relative }).ToPixels(Size));
    }

    private static Box Read(string corners)
    {
        var v = Array.ConvertAll(corners.Split(' '), c => double.Parse(c, System.Globalization.CultureInfo.InvariantCulture));
        return new Box(v[0], v[1], v[2], v[3]);
    }

    private static bool IsNear(Box a, Box b) =>
        Math.Abs(a.X0 - b.X0) + Math.Abs(a.Y0 - b.Y0) + Math.Abs(a.X1 - b.X1) + Math.Abs(a.Y1 - b.Y1) < 1e-9;
}
