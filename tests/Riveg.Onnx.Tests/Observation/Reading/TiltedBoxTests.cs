using CsCheck;
using Riveg.Onnx.Observation.Reading;
using Riveg.Regions;

namespace Riveg.Onnx.Tests.Observation.Reading;

public sealed class TiltedBoxTests
{
    [Fact]
    public void Around_CornersOfATiltedRectangle_IsThatRectangle() =>
        Gen.Select(Gen.Double[-1.5, 1.5], Gen.Double[1, 90], Gen.Double[1, 90]).Sample((angle, width, height) =>
        {
            var (ux, uy) = (Math.Cos(angle), Math.Sin(angle));
            var points = new List<(double X, double Y)>();
            foreach (var (a, b) in new[] { (-1, -1), (1, -1), (1, 1), (-1, 1), (0, 0) })
            {
                points.Add((50 + (a * width / 2 * ux) - (b * height / 2 * uy), 60 + (a * width / 2 * uy) + (b * height / 2 * ux)));
            }

            var box = MinimumRectangle.Around(points);
            Assert.Equal((50.0, 60.0, width * height), (Math.Round(box.X, 6), Math.Round(box.Y, 6), box.Width * box.Height), Close);
        });

    [Fact]
    public void Upright_AnyBox_RunsToTheRightAndIsTheSame() => Gen.Double[-7, 7].Sample(angle =>
    {
        var box = new TiltedBox(5, 6, Math.Cos(angle), Math.Sin(angle), 30, 10);
        var upright = box.Upright();

        Assert.True(upright.Ux >= Math.Abs(upright.Uy) - 1e-9, $"{upright}");
        Assert.True(box.Bounds.IntersectionOverUnion(upright.Bounds) > 1 - 1e-9);
    });

    [Fact]
    public void Part_OfALine_LiesBetweenItsShares() =>
        Assert.Equal(new Box(20, 0, 60, 10), new TiltedBox(50, 5, 1, 0, 100, 10).Part(0.2, 0.6).Bounds);

    [Fact]
    public void Cut_TiltedRectangle_IsUprightInTheCrop()
    {
        // A picture that is dark left of its middle and light right of it, cut upside down.
        var pixels = new byte[40 * 20 * 3];
        for (var i = 0; i < pixels.Length; i++)
        {
            pixels[i] = (byte)(i / 3 % 40 < 20 ? 10 : 200);
        }

        var crop = LineCrop.Cut(new Riveg.Posts.RgbImage(40, 20, pixels), new TiltedBox(20, 10, 1, 0, 40, 20).Half(), 8, 4);

        Assert.Equal([200, 10], new[] { crop.Row(2)[0], crop.Row(2)[21] });
    }

    private static bool Close((double X, double Y, double Area) a, (double X, double Y, double Area) b) =>
        Math.Abs(a.X - b.X) < 1e-5 && Math.Abs(a.Y - b.Y) < 1e-5 && Math.Abs(a.Area - b.Area) < 1e-6 * a.Area;
}
