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
        var inside = Enumerable.Range(0, pixels.Length)
            .Where(i => pixels[i] == 1)
            .Select(i => (X: i % mask.Width, Y: i / mask.Width))
            .ToList();
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

    [Fact]
    public void FromPixels_AnyNonZeroValue_IsInside()
    {
        var mask = Mask.FromPixels(3, 2, [0, 7, 255, 0, 1, 0]);
        Assert.Equal((3, 2, 3L), (mask.Width, mask.Height, mask.Area));
        Assert.Equal([2u, 3u, 1u], mask.Counts.ToArray());
        Assert.Equal([0, 1, 1, 0, 1, 0], mask.ToPixels());
    }

    [Theory]
    [InlineData(0, 1, "width")]
    [InlineData(1, 0, "height")]
    [InlineData(-1, 1, "width")]
    public void Make_WithoutAPixel_IsRefused(int width, int height, string parameter)
    {
        Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(() => Mask.FromPixels(width, height, [])).ParamName);
        Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(() => Mask.FromCounts(width, height, [])).ParamName);
        Assert.Equal(parameter, Assert.Throws<ArgumentOutOfRangeException>(() => Mask.FromCocoString(width, height, "1")).ParamName);
    }

    [Fact]
    public void Make_ThatDoesNotFitTheSize_SaysBothNumbers()
    {
        Assert.StartsWith(
            "A mask of 3 x 2 has 6 values, not 5.",
            Assert.Throws<ArgumentException>(() => Mask.FromPixels(3, 2, new byte[5])).Message,
            StringComparison.Ordinal);
        Assert.Equal(
            "The runs of a mask of 3 x 2 add up to 7, not 6.", Assert.Throws<FormatException>(() => Mask.FromCounts(3, 2, [3, 4])).Message);
        Assert.Equal(
            "The runs of a mask of 3 x 2 add up to 5, not 6.",
            Assert.Throws<FormatException>(() => Mask.FromCounts(3, 2, [0, 4, 1])).Message);
        Assert.Equal(
            "A mask of 3 x 2 cannot be compared with one of 2 x 3.",
            Assert.Throws<ArgumentException>(() => Mask.FromCounts(3, 2, [6])
                .IntersectionOverUnion(Mask.FromCounts(2, 3, [6]))).Message.Split(" (", StringSplitOptions.None)[0]);
        Assert.Throws<ArgumentException>(() => Mask.FromCounts(3, 2, [6]).IntersectionOverUnion(Mask.FromCounts(3, 3, [9])));
        Assert.Throws<ArgumentException>(() => Mask.FromCounts(3, 2, [6]).IntersectionOverUnion(Mask.FromCounts(4, 2, [8])));
        Assert.Throws<ArgumentNullException>(() => Mask.FromCounts(3, 2, [6]).IntersectionOverUnion(null!));
        Assert.Throws<ArgumentNullException>(() => Mask.FromCocoString(3, 2, null!));
    }

    // By the definition of pycocotools' strings: five bits a character, the lowest first, 48 added; from the third run on the difference to
    // the run two before.
    [Theory]
    [InlineData(5, 1, "5")]
    [InlineData(3, 3, "2 3 4")]
    [InlineData(4, 4, "1 2 5 2 6")]
    [InlineData(4, 4, "5 4 3 1 3")]
    [InlineData(100, 2, "200")]
    [InlineData(40, 40, "15 1585")]
    [InlineData(20, 10, "16 184")]
    [InlineData(100, 100, "0 10000")]
    [InlineData(100, 50, "1000 1 3 1 3995")]
    public void ToCocoString_OfAnyRuns_IsThatOfTheDefinition(int width, int height, string runs)
    {
        uint[] counts = Array.ConvertAll(runs.Split(' '), r => uint.Parse(r, System.Globalization.CultureInfo.InvariantCulture));
        Assert.Equal(Encode(counts), Mask.FromCounts(width, height, counts).ToCocoString());
        Assert.Equal(counts, Mask.FromCocoString(width, height, Encode(counts)).Counts.ToArray());
    }

    [Theory]
    [InlineData("/", "The mask's run lengths are broken at character 0.")]
    [InlineData("1/", "The mask's run lengths are broken at character 1.")]
    [InlineData("p", "The mask's run lengths are broken at character 0.")]
    [InlineData("1P", "The mask's run lengths are broken at character 2.")]
    [InlineData("ooooooo", "The mask's run lengths are broken at character 7.")]
    [InlineData("PPPPPPP1", "The mask's run lengths are broken at character 7.")]
    [InlineData("N", "The mask's run lengths are broken before character 1: a run of -2.")]
    [InlineData("111N", "The mask's run lengths are broken before character 4: a run of -1.")]
    [InlineData("PPPPPP4", "The mask's run lengths are broken before character 7: a run of 4294967296.")]
    [InlineData("oooooo3", "The runs of a mask of 3 x 2 add up to 4294967295, not 6.")]
    [InlineData("12", "The runs of a mask of 3 x 2 add up to 3, not 6.")]
    public void FromCocoString_Broken_SaysWhereAndWhy(string text, string message) =>
        Assert.Equal(message, Assert.Throws<FormatException>(() => Mask.FromCocoString(3, 2, text)).Message);

    [Fact]
    public void FromCounts_AnyRuns_EqualThoseOfTheirPixels() => Gen.UInt[0, 4].Array[1, 12].Sample(runs =>
    {
        var height = (int)Math.Max(1, runs.Sum(r => r));
        runs = runs.Sum(r => r) == 0 ? [.. runs, 1] : runs;
        var pixels = runs.SelectMany((r, i) => Enumerable.Repeat((byte)(i % 2), (int)r)).ToArray();
        var mask = Mask.FromCounts(1, height, runs);
        return mask.Equals(Mask.FromPixels(1, height, pixels)) && mask.ToPixels().SequenceEqual(pixels);
    });

    [Fact]
    public void Equals_OtherSizePixelsOrKind_IsFalse()
    {
        var mask = Mask.FromCounts(3, 2, [1, 4, 1]);
        Assert.False(mask.Equals(Mask.FromCounts(2, 3, [1, 4, 1])));
        Assert.False(mask.Equals(Mask.FromCounts(3, 2, [1, 3, 2])));
        Assert.False(Mask.FromCounts(1, 2, [2]).Equals(Mask.FromCounts(2, 1, [2])));
        Assert.False(mask.Equals(null));
        Assert.False(mask.Equals("mask"));
        Assert.True(mask.Equals((object)Mask.FromCounts(3, 2, [1, 4, 1])));
        Assert.Equal(mask.GetHashCode(), Mask.FromCounts(3, 2, [1, 4, 1]).GetHashCode());
        Assert.Equal(
            6,
            new[] { Mask.FromCounts(3, 2, [1, 4, 1]), Mask.FromCounts(2, 3, [1, 4, 1]), Mask.FromCounts(3, 2, [6]), Mask.FromCounts(
                3,
                2,
                [0, 6]), Mask.FromCounts(3, 2, [1, 3, 2]), Mask.FromCounts(6, 1, [6]) }.Select(m => m.GetHashCode()).Distinct().Count());
    }

    [Fact]
    public void AsPlaceholder_OfAMask_IsTheSameButForItsMark()
    {
        var mask = Mask.FromCounts(3, 2, [1, 4, 1]);
        Assert.False(mask.IsPlaceholder);
        Assert.True(mask.AsPlaceholder().IsPlaceholder);
        Assert.Equal(mask, mask.AsPlaceholder());
        Assert.Equal(mask.ToPixels(), mask.AsPlaceholder().ToPixels());
    }

    [Fact]
    public void BoundingBox_OfRunsOverSeveralColumns_IsAsHighAsThePicture()
    {
        Assert.Equal(new Box(0, 0, 2, 3), Mask.FromCounts(3, 3, [2, 2, 5]).BoundingBox);
        Assert.Equal(new Box(0, 1, 1, 3), Mask.FromCounts(3, 3, [1, 2, 6]).BoundingBox);
        Assert.Equal(new Box(1, 0, 2, 1), Mask.FromCounts(3, 3, [3, 1, 5]).BoundingBox);
        Assert.Null(Mask.FromCounts(3, 3, [9]).BoundingBox);
    }

    [Fact]
    public void IntersectionOverUnion_OfEmptyMasks_IsZero() =>
        Assert.Equal(0, Mask.FromCounts(3, 2, [6]).IntersectionOverUnion(Mask.FromCounts(3, 2, [6])));

    private static string Encode(uint[] counts)
    {
        var text = new System.Text.StringBuilder();
        for (var i = 0; i < counts.Length; i++)
        {
            var value = i > 2 ? (long)counts[i] - counts[i - 2] : counts[i];
            var bits = 5;
            while (value < -(1L << (bits - 1)) || value >= 1L << (bits - 1))
            {
                bits += 5;
            }

            for (var at = 0; at < bits; at += 5)
            {
                text.Append((char)(((value >> at) & 31) + (at + 5 < bits ? 32 : 0) + 48));
            }
        }

        return text.ToString();
    }
}
