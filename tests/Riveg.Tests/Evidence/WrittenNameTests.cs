using Riveg.Evidence;
using Riveg.Regions;

namespace Riveg.Tests.Evidence;

public sealed class WrittenNameTests
{
    [Theory]
    [InlineData("Lufthansa", "LUFTHANSA")]
    [InlineData("#WorldSeries", "World", "Series")]
    [InlineData("@air_france", "AIR", "FRANCE")]
    [InlineData("Coca-Cola", "CocaCola")]
    [InlineData("Levi's", "LEVIS")]
    [InlineData("Beyoncé", "BEYONCE")]
    [InlineData("new york", "NEW", "YORK")]
    [InlineData("Nike", "N", "I", "K", "E")]
    [InlineData("Domino's Pizza", "DOMINO", "PIZZA")]
    public void Find_NameAsItIs_AgreesWholly(string mention, params string[] line)
    {
        var match = WrittenName.Of(mention).Find(Line(line))[0];

        Assert.Equal(1, match.Score);
        Assert.Equal(line, match.Words.Select(w => w.Text));
    }

    [Theory]
    [InlineData("Heineken", 0.85, 1.0, "HE1NEKEN")]
    [InlineData("Oktoberfest", 0.9, 1.0, "DKTOBERFEST")]
    [InlineData("Harlem", 0.8, 1.0, "HARLERN")]
    [InlineData("Greenwich", 0.75, 0.95, "GREEIWCH")]
    [InlineData("@jane_doe99", 0.9, 1.0, "Jane", "Doe")]
    [InlineData("Lufthansa", 0.7, 0.95, "www.lufthansa.com")]
    [InlineData("Ford", 0.7, 0.95, "FordTrucks")]
    [InlineData("Ford", 0.7, 0.95, "www.ford.com")]
    [InlineData("Ford", 0.7, 0.95, "ford-dealer")]
    [InlineData("Greenwich", 0.7, 0.95, "GREENWICHVILLAGE")]
    [InlineData("Ruth Miller", 0.7, 0.95, "MILLER")]
    [InlineData("Qatar Airways", 0.7, 0.95, "AIRWAYS")]
    public void Find_NameMisreadOrInPart_AgreesLess(string mention, double least, double most, params string[] line) =>
        Assert.InRange(WrittenName.Of(mention).Find(Line(line))[0].Score, least, most);

    [Theory]
    [InlineData("Lufthansa", "RYANAIR")]
    [InlineData("Gap", "CAB")]
    [InlineData("US", "BUS")]
    [InlineData("Ford", "OXFORD")]
    [InlineData("Ford", "Fordham")]
    [InlineData("Mark", "SUPERMARKET")]
    [InlineData("Mark", "MARKETPLACE")]
    [InlineData("Gold", "Goldstein")]
    [InlineData("Delta", "Deltaplane")]
    [InlineData("Mack", "BLACKBERRY")]
    [InlineData("Paris", "PRAIRIE")]
    [InlineData("!?", "STOP")]
    [InlineData("", "STOP")]
    [InlineData("Mo", "")]
    [InlineData("New York", "NEW", "BALANCE")]
    public void Find_OtherWords_FindsNothing(string mention, params string[] line) =>
        Assert.Empty(WrittenName.Of(mention).Find(Line(line)));

    [Fact]
    public void Find_NameOverTwoLines_IsOneBoxAroundBoth()
    {
        PictureObservation[] seen = [Word("STREET", 12, 40, 90, 60), Word("OXFORD", 10, 10, 92, 30), Word("CAFE", 300, 10, 350, 30)];

        var match = WrittenName.Of("Oxford Street").Find(seen)[0];

        Assert.Equal((1.0, new Box(10, 10, 92, 60)), (match.Score, match.Box));
    }

    [Fact]
    public void Find_WordsFarApart_AreNotOneName()
    {
        PictureObservation[] seen = [Word("OXFORD", 10, 10, 92, 30), Word("STREET", 500, 400, 580, 420)];

        Assert.All(WrittenName.Of("Oxford Street").Find(seen), m => Assert.Single(m.Words));
    }

    [Fact]
    public void Find_NameTwice_GivesBothPlaces()
    {
        PictureObservation[] seen = [Word("NOKIA", 10, 10, 92, 30), Word("N0KIA", 10, 200, 92, 220)];

        Assert.Equal([new Box(10, 10, 92, 30), new Box(10, 200, 92, 220)], WrittenName.Of("Nokia").Find(seen).Select(m => m.Box));
    }

    [Fact]
    public void Find_OtherObservations_DoNotCount()
    {
        PictureObservation[] seen =
        [
            new(ObservationKind.Object, "tesla", "x") { Box = new Box(0, 0, 9, 9) },
            new(ObservationKind.Word, "tesla", "x"),
            PictureObservation.OfCaption("tesla"),
        ];

        Assert.Empty(WrittenName.Of("Tesla").Find(seen));
    }

    [Fact]
    public void Find_ThousandsOfWords_IsQuick()
    {
        var random = new Random(3);
        var seen = Enumerable.Range(0, 5000).Select(i => Word(
            new string([.. Enumerable.Range(0, random.Next(1, 9)).Select(_ => (char)random.Next('A', 'Z' + 1))]),
            (i % 50) * 40, (i / 50) * 12, ((i % 50) * 40) + 36, ((i / 50) * 12) + 10)).ToList();

        var start = System.Diagnostics.Stopwatch.GetTimestamp();
        WrittenName.Of("World Series Champions").Find(seen);

        Assert.True(System.Diagnostics.Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData("my dog Lassie", true)]
    [InlineData("look at #sunset", true)]
    [InlineData("thanks @jane", true)]
    [InlineData("a bottle of pepsi", true)]
    [InlineData("# @ 5", false)]
    [InlineData("😀 !", false)]
    [InlineData("", false)]
    public void CouldStandIn_Text_AsksForCapitalsHashtagsAndHandlesOrNoCapitals(string text, bool expected) =>
        Assert.Equal(expected, WrittenName.CouldStandIn(text));

    private static PictureObservation[] Line(string[] words) =>
        [.. words.Select((w, i) => Word(w, i * 60, 0, (i * 60) + 50, 20))];

    private static PictureObservation Word(string text, double x0, double y0, double x1, double y1) =>
        new(ObservationKind.Word, text, "test") { Box = new Box(x0, y0, x1, y1), Score = 0.9 };
}
