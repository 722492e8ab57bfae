using CsCheck;
using Riveg.Builtin.Grounding;
using Riveg.Posts;
using Riveg.Regions;

namespace Riveg.Tests.Builtin.Grounding;

public sealed class PlaceChoiceTests
{
    private const int Side = 160;
    private static readonly PlacedKind Person = new(IsPerson: true, IsLarge: false);
    private static readonly PlacedKind Large = new(IsPerson: false, IsLarge: true);
    private static readonly PlacedKind Small = new(IsPerson: false, IsLarge: false);

    [Theory]
    [InlineData(0.1, 0.2, 0.6, 0.7)]
    [InlineData(0.4, 0.3, 0.9, 0.8)]
    [InlineData(0.25, 0.25, 0.75, 0.95)]
    public void Of_OneThingBeforePlainGround_IsFound(double x0, double y0, double x1, double y1)
    {
        var thing = new Box(x0, y0, x1, y1);
        foreach (var kind in (PlacedKind[])[Person, Large])
        {
            var (box, votes) = Choose(Draw(thing), kind);
            Assert.True(box.IntersectionOverUnion(thing) >= BoxVocabulary.RightOverlap, $"{kind}: {box}");
            Assert.InRange(votes, 0, 1);
        }
    }

    [Fact]
    public void Of_MirroredPicture_GivesTheMirroredBox()
    {
        var thing = new Box(0.1, 0.2, 0.5, 0.7);
        var (left, right) = (Choose(Draw(thing), Large).Box, Choose(Draw(new Box(0.5, 0.2, 0.9, 0.7)), Large).Box);
        Assert.True(left.IntersectionOverUnion(new Box(1 - right.X1, right.Y0, 1 - right.X0, right.Y1)) > 0.8, $"{left} {right}");
    }

    [Fact]
    public void Of_AnyPicture_StaysInsideAndIsTheSameAgain() => Gen.Select(Gen.Byte.Array[12 * 9 * 3], Gen.Int[0, 2]).Sample(
        (noise, kind) =>
        {
            var image = new RgbImage(12, 9, noise);
            var chosen = Choose(image, ((PlacedKind[])[Person, Large, Small])[kind]);
            Assert.Equal(chosen, Choose(image, ((PlacedKind[])[Person, Large, Small])[kind]));
            Assert.True(chosen.Box.IsProper && chosen.Box.X0 >= 0 && chosen.Box.Y0 >= 0 && chosen.Box.X1 <= 1 && chosen.Box.Y1 <= 1);
            Assert.InRange(PlaceChoice.Calibration.Probability(chosen.Votes), 0, 1);
        },
        iter: 20);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(1, 300)]
    [InlineData(300, 1)]
    [InlineData(81, 2)]
    public void Of_PictureOfAnyProportion_GivesABox(int width, int height) =>
        Assert.True(Choose(DrawnPictures.Draw(width, height), Small).Box.IsProper);

    [Fact]
    public void Names_AreAsManyAsWeightsAndNumbers()
    {
        var place = PicturePlaces.Of(Draw(new Box(0.2, 0.2, 0.8, 0.8)), []).Places[0];
        Assert.Equal(PlaceChoice.Names.Count, PlaceChoice.Shipped.Count);
        Assert.Equal(PlaceChoice.Names.Count, PlaceChoice.Numbers(place, Person, 0).Length);
    }

    [Fact]
    public void PictureSegments_TwoColours_AreTwoParts()
    {
        var cells = PictureCells.Of(Draw(new Box(0.25, 0.25, 0.75, 0.75)));
        var parts = PictureSegments.Of(cells, 40, 30);
        Assert.Equal(2, parts.Distinct().Count());
    }

    private static RgbImage Draw(Box thing) => DrawnPictures.Draw(
        Side, Side, (new Box(thing.X0 * Side, thing.Y0 * Side, thing.X1 * Side, thing.Y1 * Side), DrawnPictures.Red));

    private static (Box Box, double Votes) Choose(RgbImage image, PlacedKind kind)
    {
        var places = PicturePlaces.Of(image, [new Box(0.1, 0.1, 0.9, 0.9)]).Places;
        return PlaceChoice.Of(places, kind, [.. places.Select(_ => -2.0)], PlaceChoice.Shipped);
    }
}
