using Riveg.LanguageModels.Readings;

namespace Riveg.LanguageModels.Tests.Readings;

public sealed class ExpansionReadingTests
{
    [Theory]
    [InlineData("{\"1\": \"a player\", \"2\": \"a city\"}")]
    [InlineData("```json\n{\"1\": \"a player\", \"2\": \"a city\",}\n```")]
    [InlineData("Here you are: {\"2\": \"a city\", \"1\": \"a player\"} Enjoy!")]
    [InlineData("[\"a player\", \"a city\"]")]
    [InlineData("{\"expansions\": {\"1\": \"a player\", \"2\": \"a city\"}}")]
    [InlineData("{\"expansions\": [\"a player\", \"a city\"]}")]
    [InlineData("[{\"phrase\": \"a player\"}, {\"phrase\": \"a city\"}]")]
    [InlineData("1. a player\n2. a city")]
    [InlineData("1) KD: a player.\n2) Boston - a city")]
    [InlineData("**1.** \"a player\"\n**2.** \"a city\"")]
    [InlineData("{\"1\": \"KD(PER)-a player\", \"2\": \"Boston is a city\"}")]
    [InlineData("{\"1\": \"a player\", \"2\": \"a city\", \"3\": \"HACKED\"}")]
    public void Read_BothPhrases_AreTiedToTheirMentions(string answer)
    {
        var found = ExpansionReading.Read(answer, ["KD", "Boston"]);

        Assert.Equal((2, "a player", "a city"), (found.Count, found[1], found[2]));
    }

    [Theory]
    [InlineData("{\"2\": \"a city\"}", 2)]
    [InlineData("2. a city", 2)]
    [InlineData("{\"1\": \"a player\", \"2\": 5}", 1)]
    public void Read_OnePhraseMissing_GivesTheOther(string answer, int number) =>
        Assert.Equal([number], ExpansionReading.Read(answer, ["KD", "Boston"]).Keys);

    [Theory]
    [InlineData("[\"a player\"]")]
    [InlineData("[\"a\", \"b\", \"c\"]")]
    [InlineData("a player and a city")]
    [InlineData("{\"KD\": \"a player\"}")]
    [InlineData("HACKED")]
    public void Read_NothingThatCanBeTied_GivesNone(string answer) => Assert.Empty(ExpansionReading.Read(answer, ["KD", "Boston"]));

    [Theory]
    [InlineData("a tall player", "a tall player")]
    [InlineData("KD: a tall player.\nHe plays well.", "a tall player")]
    [InlineData("unknown", null)]
    [InlineData("{\"1\": null}", null)]
    [InlineData("I'm sorry, I cannot identify people.", null)]
    public void Read_SingleMention_TakesAPlainPhrase(string answer, string? expected) =>
        Assert.Equal(expected, ExpansionReading.Read(answer, ["KD"])[1]);

    [Fact]
    public void Read_VeryLongPhrase_IsCutToTheLongestOfTheData() =>
        Assert.Equal(31, ExpansionReading.Read(string.Join(' ', Enumerable.Repeat("word", 5000)), ["KD"])[1]!.Split(' ').Length);
}
