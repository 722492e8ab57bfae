using CsCheck;
using Riveg.Regions;
using Riveg.Rendering;
using Riveg.TestKit;

namespace Riveg.Tests.Rendering;

public sealed class LabelLayoutTests
{
    private static readonly Gen<(ImageSize Picture, LabelRequest[] Labels)> Scenes =
        from width in Gen.Int[1, 2000]
        from height in Gen.Int[1, 2000]
        from labels in (
            from labelWidth in Gen.Double[1, 3000]
            from labelHeight in Gen.Double[1, 300]
            from x in Gen.Double[0, width]
            from y in Gen.Double[0, height]
            select new LabelRequest(labelWidth, labelHeight, new Box(x, y, width, height))).Array[0, 8]
        select (new ImageSize(width, height), labels);

    [Fact]
    public void Place_AnyLabels_LieInsideThePicture() => Scenes.Sample(scene =>
        LabelLayout.Place(scene.Labels, scene.Picture).All(place => place.IsProper && place.ClampTo(scene.Picture) == place));

    [Fact]
    public void Place_SameAnchor_DoNotCoverEachOther()
    {
        var label = new LabelRequest(80, 20, new Box(50, 100, 200, 300));
        var places = LabelLayout.Place([label, label, label, label, label], new ImageSize(400, 400));
        for (var i = 0; i < places.Count; i++)
        {
            Assert.DoesNotContain(places.Skip(i + 1), other => other.IntersectionOverUnion(places[i]) > 1e-9);
        }
    }

    [Fact]
    public void Trace_OfAnEllipse_EnclosesItsArea()
    {
        var mask = ResultExamples.Ellipse(200, 150, new Box(20, 30, 160, 120));
        var contour = Assert.Single(MaskContour.Trace(mask));
        var area = contour.Zip([.. contour.Skip(1), contour[0]], (a, b) => (a.X * b.Y) - (b.X * a.Y)).Sum() / 2;
        Assert.InRange(Math.Abs(area), mask.Area * 0.98, mask.Area * 1.02);
        Assert.InRange(contour.Length, 12, 120);
    }

    [Fact]
    public void Trace_OfARing_FollowsTheHoleToo() =>
        Assert.Equal(2, MaskContour.Trace(Mask.FromPixels(3, 3, [1, 1, 1, 1, 0, 1, 1, 1, 1])).Count);
}
