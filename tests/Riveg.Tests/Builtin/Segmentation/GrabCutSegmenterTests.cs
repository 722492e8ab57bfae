using CsCheck;
using Riveg.Builtin.Segmentation;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Tests.Builtin.Segmentation;

public sealed class GrabCutSegmenterTests
{
    private static readonly (byte, byte, byte) Blue = (30, 60, 160);

    [Theory]
    [InlineData(100, 90, 40)]
    [InlineData(150, 120, 70)]
    [InlineData(60, 60, 25)]
    public async Task SegmentAsync_DiscOnGround_FindsTheDisc(int x, int y, int radius)
    {
        var image = Draw(240, 200, (x, y, radius, (210, 40, 40)));
        var truth = Mask.FromPixels(
            240, 200, [.. Enumerable.Range(0, 240 * 200).Select(i => (byte)(IsInDisc(i % 240, i / 240, x, y, radius) ? 1 : 0))]);
        var mask = Assert.Single(await Run(image, new Box(x - radius - 8, y - radius - 8, x + radius + 8, y + radius + 8)));
        Assert.True(mask.IntersectionOverUnion(truth) > 0.9, $"IoU {mask.IntersectionOverUnion(truth)}");
    }

    [Fact]
    public async Task SegmentAsync_SeveralBoxes_GivesEachItsOwnMaskInOrder()
    {
        var image = Draw(300, 150, (70, 75, 40, (210, 40, 40)), (220, 75, 30, (240, 220, 60)));
        (int X, int Radius)[] discs = [(220, 30), (70, 40)];
        Box[] boxes = [new(180, 35, 260, 115), new(20, 25, 120, 125)];
        var masks = await Run(image, boxes);
        Assert.Equal(2, masks.Count);
        for (var i = 0; i < 2; i++)
        {
            // The disc itself: neither the box nor the ellipse in it.
            var truth = Mask.FromPixels(300, 150, [.. Enumerable.Range(0, 300 * 150)
                .Select(p => (byte)(IsInDisc(p % 300, p / 300, discs[i].X, 75, discs[i].Radius) ? 1 : 0))]);
            Assert.True(masks[i].IntersectionOverUnion(truth) > 0.9, $"mask {i}: IoU {masks[i].IntersectionOverUnion(truth)}");
        }

        Assert.Equal(masks, await Run(image, boxes));
    }

    [Fact]
    public void SegmentAsync_AnyPictureAndBox_StaysInsideTheBoxAndIsNotEmpty() =>
        (from width in Gen.Int[1, 24]
         from height in Gen.Int[1, 24]
         from pixels in Gen.Byte.Array[width * height * 3]
         from x in Gen.Double[0, 0.8]
         from y in Gen.Double[0, 0.8]
         from w in Gen.Double[0.1, 1]
         from h in Gen.Double[0.1, 1]
         select (image: new RgbImage(width, height, pixels),
             box: new Box(x * width, y * height, (x + w) * width, (y + h) * height))).Sample(
            c =>
            {
                var mask = Run(c.image, c.box).GetAwaiter().GetResult()[0];
                var found = mask.BoundingBox;
                return mask.Width == c.image.Width && mask.Height == c.image.Height
                    && found is { } b
                        && b.X0 >= Math.Floor(c.box.X0)
                        && b.Y0 >= Math.Floor(c.box.Y0)
                        && b.X1 <= Math.Ceiling(c.box.X1)
                        && b.Y1 <= Math.Ceiling(c.box.Y1);
            },
            iter: 200);

    [Fact]
    public async Task SegmentAsync_OneColour_IsTheEllipseInTheBox()
    {
        var mask = (await Run(Draw(100, 100), new Box(20, 30, 80, 70)))[0];
        Assert.InRange(mask.Area, Math.PI * 30 * 20 * 0.97, Math.PI * 30 * 20 * 1.03);
    }

    [Fact]
    public async Task SegmentAsync_BoxFillsThePicture_FindsTheDisc()
    {
        var image = Draw(120, 120, (60, 60, 52, (210, 40, 40)));
        var truth = Mask.FromPixels(
            120, 120, [.. Enumerable.Range(0, 120 * 120).Select(i => (byte)(IsInDisc(i % 120, i / 120, 60, 60, 52) ? 1 : 0))]);
        var mask = (await Run(image, new Box(0, 0, 120, 120)))[0];
        Assert.True(mask.IntersectionOverUnion(truth) > 0.9, $"IoU {mask.IntersectionOverUnion(truth)}");
    }

    [Fact]
    public async Task SegmentAsync_NextToNothingIsCut_IsThePlaceholderEllipse()
    {
        // What differs is a dot; what surrounds it looks like the background.
        var mask = (await Run(Draw(200, 200, (100, 100, 9, (210, 40, 40))), new Box(50, 50, 150, 150)))[0];
        Assert.True(mask.IsPlaceholder);
        Assert.InRange(mask.Area, Math.PI * 50 * 50 * 0.97, Math.PI * 50 * 50 * 1.03);
    }

    [Theory]
    [InlineData(200, 200, 300, 300)]
    [InlineData(10, 10, 10, 40)]
    [InlineData(50, 10, 20, 40)]
    [InlineData(double.NaN, 0, 5, 5)]
    public async Task SegmentAsync_BoxWithoutAreaInThePicture_IsRefused(double x0, double y0, double x1, double y1) =>
        await Assert.ThrowsAsync<ArgumentException>(() => Run(Draw(100, 100), new Box(x0, y0, x1, y1)));

    [Fact]
    public void Constructor_WrongOptions_NamesAllFaults() => Assert.Equal(
        "The options of GrabCut are wrong: WorkingSide is 1, must be 8 to 512; Iterations is 0, must be 1 to 20.",
        Assert.Throws<ArgumentException>(() => new GrabCutSegmenter(new GrabCutOptions { WorkingSide = 1, Iterations = 0 })).Message);

    private static async Task<IReadOnlyList<Mask>> Run(RgbImage image, params Box[] boxes) =>
        await new GrabCutSegmenter().SegmentAsync(image, boxes, TestContext.Current.CancellationToken);

    private static bool IsInDisc(int x, int y, int cx, int cy, int radius) =>
        Math.Pow(x + 0.5 - cx, 2) + Math.Pow(y + 0.5 - cy, 2) <= radius * radius;

    private static RgbImage Draw(int width, int height, params (int X, int Y, int Radius, (byte, byte, byte) Colour)[] discs)
    {
        var pixels = new byte[width * height * 3];
        for (var i = 0; i < width * height; i++)
        {
            var colour = Blue;
            foreach (var disc in discs)
            {
                colour = IsInDisc(i % width, i / width, disc.X, disc.Y, disc.Radius) ? disc.Colour : colour;
            }

            (pixels[i * 3], pixels[(i * 3) + 1], pixels[(i * 3) + 2]) = colour;
        }

        return new RgbImage(width, height, pixels);
    }
}
