using CsCheck;
using Riveg.Regions;

namespace Riveg.Tests.Regions;

public sealed class MaskTests
{
    private static readonly Gen<Mask> Masks =
        from width in Gen.Int[1, 20]
        from height in Gen.Int[1, 20]
        from pixels in Gen.Byte[0, 1].Array[width * height]
        select Mask.FromPixels(width, height, pixels);

    [Fact]
    public void ToPixels_AfterFromPixels_GivesThePixelsBack() =>
        Masks.Sample(mask => Mask.FromPixels(mask.Width, mask.Height, mask.ToPixels()).Equals(mask));

    [Fact]
    public void FromCocoString_OfToCocoString_GivesTheMaskBack() =>
        Masks.Sample(mask => Mask.FromCocoString(mask.Width, mask.Height, mask.ToCocoString()).Equals(mask));

    [Fact]
    public void IntersectionOverUnion_OfTwoMasks_EqualsTheCountOfPixels() =>
        (from width in Gen.Int[1, 12]
         from height in Gen.Int[1, 12]
         from a in Gen.Byte[0, 1].Array[width * height]
         from b in Gen.Byte[0, 1].Array[width * height]
         select (width, height, a, b)).Sample(c =>
        {
            var both = c.a.Zip(c.b).Count(p => p.First == 1 && p.Second == 1);
            var either = c.a.Zip(c.b).Count(p => p.First == 1 || p.Second == 1);
            var iou = Mask.FromPixels(c.width, c.height, c.a).IntersectionOverUnion(Mask.FromPixels(c.width, c.height, c.b));
            return Math.Abs(iou - (either == 0 ? 0 : (double)both / either)) < 1e-12;
        });

    [Fact]
    public void BoundingBox_OfAMask_IsTheSmallestBoxAroundItsPixels() => Masks.Sample(mask =>
    {
        var pixels = mask.ToPixels();
        var inside = Enumerable.Range(0, pixels.Length).Where(i => pixels[i] == 1).Select(i => (X: i % mask.Width, Y: i / mask.Width)).ToList();
        Box? expected = inside.Count == 0
            ? null
            : new Box(inside.Min(p => p.X), inside.Min(p => p.Y), inside.Max(p => p.X) + 1, inside.Max(p => p.Y) + 1);
        return mask.BoundingBox == expected && mask.Area == inside.Count;
    });

    [Theory]
    [InlineData(3, 2, "x")]
    [InlineData(3, 2, "1")]
    [InlineData(3, 2, "`````````")]
    [InlineData(2, 2, "\u0001")]
    public void FromCocoString_Malformed_IsAFormatException(int width, int height, string text) =>
        Assert.Throws<FormatException>(() => Mask.FromCocoString(width, height, text));

    [Fact]
    public void FromCounts_WithEmptyRuns_EqualsTheSameMaskWithoutThem() =>
        Assert.Equal(Mask.FromCounts(2, 3, [1, 4, 1]), Mask.FromCounts(2, 3, [1, 2, 0, 2, 1]));
}
