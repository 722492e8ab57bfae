using CsCheck;
using Riveg.Regions;

namespace Riveg.Tests.Regions;

public sealed class PolygonRasterTests
{
    private static readonly ImageSize Size = new(9, 7);

    private static readonly Gen<(double X, double Y)[]> Polygons = Gen.Int[-8, 44].Select(
        Gen.Int[-8, 36],
        (x, y) => (X: x / 4.0, Y: y / 4.0)).Array[0, 7];

    [Fact]
    public void Fill_AnyPolygons_HoldsThePixelsWhoseCentreLiesInsideAnyOfThem() => Polygons.Array[0, 3].Sample(polygons =>
    {
        var expected = Enumerable.Range(0, Size.Width * Size.Height)
            .Select(i => (byte)(Array.Exists(polygons, p => IsInside(p, (i % Size.Width) + 0.5, (i / Size.Width) + 0.5)) ? 1 : 0));
        Assert.Equal(expected, PolygonRaster.Fill(Size, polygons).ToPixels());
    });

    [Fact]
    public void Fill_CornersThatAreNoNumbers_AreLeftOut()
    {
        (double X, double Y)[] square = [(1, 1), (4, 1), (4, 5), (1, 5)];
        var expected = PolygonRaster.Fill(Size, [square]);
        Assert.Equal(12, expected.Area);
        Assert.Equal(
            expected,
            PolygonRaster.Fill(Size, [[.. square, (double.NaN, 3), (3, double.PositiveInfinity), (double.NegativeInfinity, double.NaN)]]));
    }

    [Fact]
    public void Fill_CrossingsOnACentre_CountToTheRightOfIt()
    {
        // The centre of a pixel belongs to an edge at its left, not to one at its right: pixels 0.5 .. 3.5 of a row, the first in, the last
        // out.
        Assert.Equal([0, 1, 1, 1, 0, 0], PolygonRaster.Fill(new ImageSize(6, 1), [[(0.6, 0), (3.6, 0), (3.6, 1), (0.6, 1)]]).ToPixels());
        Assert.Equal([1, 1, 1, 0, 0, 0], PolygonRaster.Fill(new ImageSize(6, 1), [[(0.5, 0), (3.5, 0), (3.5, 1), (0.5, 1)]]).ToPixels());
    }

    [Fact]
    public void Fill_OutsideThePicture_IsCutOff()
    {
        Assert.Equal(Size.Width * Size.Height, PolygonRaster.Fill(Size, [[(-50, -50), (50, -50), (50, 50), (-50, 50)]]).Area);
        Assert.Equal(0, PolygonRaster.Fill(Size, [[(20, 1), (30, 1), (30, 5), (20, 5)], [(-9, 1), (-3, 1), (-3, 5), (-9, 5)]]).Area);
        Assert.Throws<ArgumentNullException>(() => PolygonRaster.Fill(Size, null!));
    }

    // Even-odd by a ray to the left; exact, since all corners are quarters of pixels.
    private static bool IsInside((double X, double Y)[] corners, double x, double y)
    {
        var inside = false;
        for (int i = 0, j = corners.Length - 1; i < corners.Length; j = i++)
        {
            var (low, high) = corners[i].Y < corners[j].Y ? (corners[i], corners[j]) : (corners[j], corners[i]);
            if (low.Y <= y && y < high.Y && (x - low.X) * (high.Y - low.Y) >= (high.X - low.X) * (y - low.Y))
            {
                inside = !inside;
            }
        }

        return inside;
    }
}
