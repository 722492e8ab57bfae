using CsCheck;
using Riveg.Regions;

namespace Riveg.Tests.Regions;

public sealed class BoxTests
{
    private static readonly Gen<Box> Boxes = Gen.Double[0, 100].Select(Gen.Double[0, 100], Gen.Double[0.5, 50], Gen.Double[0.5, 50], BoxConversions.FromXywh);
    private static readonly ImageSize Size = new(640, 480);

    [Fact]
    public void IntersectionOverUnion_OfTwoBoxes_IsSymmetricAndInRange() => Boxes.Select(Boxes).Sample((a, b) =>
        a.IntersectionOverUnion(b) is >= 0 and <= 1 + 1e-9 and var iou && Math.Abs(iou - b.IntersectionOverUnion(a)) < 1e-12 && Math.Abs(a.IntersectionOverUnion(a) - 1) < 1e-12);

    [Fact]
    public void IntersectionOverUnion_OfWholePixels_EqualsTheCountOfPixels() =>
        Gen.Int[0, 9].Array[8].Sample(v =>
        {
            Box Make(int at) => new(Math.Min(v[at], v[at + 2]), Math.Min(v[at + 1], v[at + 3]), Math.Max(v[at], v[at + 2]) + 1, Math.Max(v[at + 1], v[at + 3]) + 1);
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
        var relative = BoxConversions.ToRelative(box, Size);
        return IsNear(box, BoxConversions.FromRelative(relative, Size))
            && IsNear(box, BoxConversions.FromXywh(box.X0, box.Y0, box.Width, box.Height))
            && IsNear(box, BoxConversions.FromCxcywh((box.X0 + box.X1) / 2, (box.Y0 + box.Y1) / 2, box.Width, box.Height))
            && IsNear(box, BoxConversions.FromPercent(new Box(relative.X0 * 100, relative.Y0 * 100, relative.X1 * 100, relative.Y1 * 100), Size));
    });

    [Fact]
    public void Bins_OfABox_AreWithinHalfABin() => Boxes.Sample(box =>
    {
        var (x0, y0, x1, y1) = BoxConversions.ToBins(box, Size);
        var back = BoxConversions.FromBins(x0, y0, x1, y1, Size);
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

    private static bool IsNear(Box a, Box b) => Math.Abs(a.X0 - b.X0) + Math.Abs(a.Y0 - b.Y0) + Math.Abs(a.X1 - b.X1) + Math.Abs(a.Y1 - b.Y1) < 1e-9;
}
