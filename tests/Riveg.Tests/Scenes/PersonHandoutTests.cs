using Riveg.Evidence;
using Riveg.Posts;
using Riveg.Regions;
using Riveg.Scenes;

namespace Riveg.Tests.Scenes;

/// <summary>Who of those seen is who of those named. Two or three persons stand side by side, each 60 wide.</summary>
public sealed class PersonHandoutTests
{
    private static readonly Box Left = new(10, 20, 70, 180);
    private static readonly Box Middle = new(110, 20, 170, 180);
    private static readonly Box Right = new(210, 20, 270, 180);

    [Theory]
    [InlineData("Anna and Bert at the lake", "L", "M")]
    [InlineData("From left to right: Anna, Bert", "L", "M")]
    [InlineData("From right to left: Anna, Bert", "M", "L")]
    [InlineData("Right to left, Anna and Bert", "M", "L")]
    [InlineData("(r-l) Anna, Bert", "M", "L")]
    [InlineData("Anna (right) and Bert (left)", "M", "L")]
    [InlineData("Anna on the right, Bert on the left", "M", "L")]
    [InlineData("Anna could not come, Bert sings", "", "L")]
    [InlineData("Thanks to Anna, Bert sings", "", "L")]
    public void HandOut_TwoSeen_AreInTheOrderThatTheTextTells(string text, string anna, string bert)
    {
        var places = Places(text, [Person(Left, 0.9), Person(Middle, 0.9)]);
        Assert.Equal((anna, bert), (places["Anna"], places["Bert"]));
    }

    [Theory]
    [InlineData("Anna and Bert with the umbrella", "umbrella", "L", "M")]
    [InlineData("Anna with the umbrella and Bert", "umbrella", "M", "L")]
    [InlineData("Anna, the goalkeeper, and Bert who wears a tie", "tie", "L", "M")]
    [InlineData("Anna who wears a tie and Bert", "tie", "M", "L")]
    [InlineData("Anna cuts the tie of Bert", "tie", "L", "M")]
    [InlineData("Bert cuts the tie of Anna", "tie", "M", "L")]
    [InlineData("Anna's backpack is heavy, says everyone, and Bert laughs", "backpack", "M", "L")]
    [InlineData("Anna, the catcher, and Bert", "baseball glove", "M", "L")]
    [InlineData("Anna on the horse, and Bert", "horse", "M", "L")]
    public void HandOut_WhatSomebodyHas_IsAtThePersonWhoHasIt(string text, string thing, string anna, string bert)
    {
        var own = new SeenObject(thing, new Box(125, 60, 155, 110), 0.8, 0.1);
        var places = Places(text, [Person(Left, 0.9), Person(Middle, 0.9), own]);
        Assert.Equal((anna, bert), (places["Anna"], places["Bert"]));
    }

    [Theory]
    [InlineData("Anna in red, Bert in blue", "M", "L")]
    [InlineData("Anna in blue, Bert in red", "L", "M")]
    [InlineData("Anna (in the red shirt) and Bert", "M", "L")]
    [InlineData("Anna, wearing a red jacket, and Bert", "M", "L")]
    public void HandOut_ClothesOfAColour_TellWhoItIs(string text, string anna, string bert)
    {
        var image = Picture((Left, 0x2040C0), (Middle, 0xC02020));
        var places = Places(text, [Person(Left, 0.9), Person(Middle, 0.9)], image);
        Assert.Equal((anna, bert), (places["Anna"], places["Bert"]));
    }

    [Fact]
    public void HandOut_OneSeen_LeavesTheSecondAbsent()
    {
        var places = Places("Anna and Bert", [Person(Middle, 0.9)]);
        Assert.Equal(("M", string.Empty), (places["Anna"], places["Bert"]));
    }

    [Fact]
    public void HandOut_TenNamesAndTenPersons_AreInOrder()
    {
        string[] names = ["Anna", "Bert", "Cleo", "Dora", "Emil", "Fred", "Gina", "Hans", "Ines", "Jack"];
        var seen = names.Select((_, i) => Person(new Box(30 * i, 20, (30 * i) + 25, 120), 0.9)).ToArray();
        var post = Post(string.Join(", ", names), names);
        var places = PersonHandout.HandOut(
            PostedThings.Of(post), seen, new PersonScene(new ImageSize(320, 200), null, seen));
        Assert.Equal(seen.Select(s => s.Box), places.Select(p => p!.Box));
    }

    [Theory]
    [InlineData("from left to right", "LeftToRight")]
    [InlineData("Left to right:", "LeftToRight")]
    [InlineData("(l to r)", "LeftToRight")]
    [InlineData("L-R:", "LeftToRight")]
    [InlineData("from right to left", "RightToLeft")]
    [InlineData("the view from R to L", "RightToLeft")]
    [InlineData("turn left, then right", "Unsaid")]
    [InlineData("right on the left bank", "Unsaid")]
    [InlineData("the car-lorry", "Unsaid")]
    public void TextOrder_Words_TellIt(string text, string order) => Assert.Equal(order, TextOrder.Of(text).ToString());

    [Fact]
    public void SeenPersons_TwoFacesInOneBox_AreTwo()
    {
        var body = Person(new Box(20, 10, 160, 190), 0.9);
        Assert.Equal(2, SeenPersons.Of([body], [Face(40, 20, 70, 60), Face(100, 25, 130, 65)], new ImageSize(300, 200)).Count);
    }

    [Fact]
    public void SeenPersons_AWeakBoxWithAFaceOfItsOwn_IsAsSureAsTheFace()
    {
        var (strong, weak) = (Person(new Box(20, 10, 160, 190), 0.9), Person(new Box(20, 12, 90, 100), 0.2));
        var seen = SeenPersons.Of([strong, weak], [Face(40, 20, 70, 60), Face(100, 25, 130, 65)], new ImageSize(300, 200));
        Assert.Equal([0.9, 0.6], seen.Select(s => s.Score));
    }

    [Fact]
    public void SeenPersons_AFaceAndItsBody_AreOne() =>
        Assert.Single(SeenPersons.Of([Person(Left, 0.9)], [Face(25, 25, 50, 55)], new ImageSize(300, 200)));

    [Fact]
    public void SeenPersons_ASmallFaceOnAShirt_IsNobody() => Assert.Single(SeenPersons.Of(
        [Person(new Box(20, 10, 160, 190), 0.9)], [Face(60, 15, 110, 75), Face(80, 110, 95, 128)], new ImageSize(300, 200)));

    [Theory]
    [InlineData("red", 0xC02020, 0.99)]
    [InlineData("blue", 0x2040C0, 0.99)]
    [InlineData("green", 0x20A030, 0.99)]
    [InlineData("white", 0xF0F0F0, 0.99)]
    [InlineData("black", 0x101010, 0.99)]
    [InlineData("yellow", 0xE0D020, 0.99)]
    [InlineData("grey", 0x808080, 0.99)]
    [InlineData("orange", 0xF08010, 0.99)]
    [InlineData("pink", 0xF090C0, 0.99)]
    [InlineData("brown", 0x6B4020, 0.99)]
    public void ColorShare_ATrunkOfOneColour_IsAllOfIt(string color, int rgb, double least)
    {
        var image = Picture((Middle, rgb));
        Assert.InRange(ColorShare.Of(image, Middle, color), least, 1);
        Assert.InRange(ColorShare.Of(image, Left, color), 0, color == "grey" ? 1 : 0.5);
    }

    [Theory]
    [InlineData("dog", "cat", true)]
    [InlineData("cat", "dog", true)]
    [InlineData("truck", "bus", true)]
    [InlineData("dog", "dog", false)]
    [InlineData("dog", "car", false)]
    public void LookAlikes_Classes_AreTakenForOneAnother(string label, string other, bool expected) =>
        Assert.Equal(expected, LookAlikes.Are(label, other));

    private static Dictionary<string, string> Places(string text, SeenObject[] objects, RgbImage? image = null)
    {
        var post = Post(text, ["Anna", "Bert"]);
        var things = PostedThings.Of(post);
        var places = PersonHandout.HandOut(
            things,
            [.. objects.Where(o => o.Label == "person")],
            new PersonScene(new ImageSize(300, 200), image, objects, TextOrder.Of(text)));
        return things.Zip(places).ToDictionary(
            p => p.First.First.Text,
            p => p.Second is null ? string.Empty : p.Second.Box == Left ? "L" : p.Second.Box == Middle ? "M" : "R");
    }

    private static PostContext Post(string text, string[] names) => new()
    {
        Post = new Post { Id = "1", Text = text },
        Mentions =
        [
            .. names.Select(n => text.IndexOf(n, StringComparison.Ordinal)).Zip(names).OrderBy(n => n.First)
                .Select(n => new MentionContext(new Mention(new TextSpan(n.First, n.First + n.Second.Length), EntityType.Person))),
        ],
    };

    private static SeenObject Person(Box box, double score) => new("person", box, score, Math.Sqrt(box.Area / (300.0 * 200)));

    private static PictureObservation Face(double x0, double y0, double x1, double y1) =>
        new(ObservationKind.Face, "face", "d") { Box = new Box(x0, y0, x1, y1), Score = 1 };

    private static RgbImage Picture(params (Box Box, int Rgb)[] persons)
    {
        var pixels = new byte[300 * 200 * 3];
        Array.Fill(pixels, (byte)120);
        foreach (var (box, rgb) in persons)
        {
            for (var y = (int)box.Y0; y < box.Y1; y++)
            {
                for (var x = (int)box.X0; x < box.X1; x++)
                {
                    var at = ((y * 300) + x) * 3;
                    (pixels[at], pixels[at + 1], pixels[at + 2]) = ((byte)(rgb >> 16), (byte)(rgb >> 8), (byte)rgb);
                }
            }
        }

        return new RgbImage(300, 200, pixels);
    }
}
