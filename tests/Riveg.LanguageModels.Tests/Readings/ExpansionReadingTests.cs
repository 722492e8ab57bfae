using Riveg.LanguageModels.Chat;
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
    [InlineData("{'1': 'a player', '2': 'a city'}")]
    [InlineData("{1: 'a player', 2: 'a city'}")]
    [InlineData("{\"KD\": \"a player\", \"Boston\": \"a city\"}")]
    [InlineData("{\"boston\": \"a city\", \"kd\": \"a player\"}")]
    [InlineData("{\"0\": \"a player\", \"1\": \"a city\"}")]
    [InlineData("{\"entity_1\": \"a player\", \"entity_2\": \"a city\"}")]
    [InlineData("[{\"id\": 2, \"expansion\": \"a city\"}, {\"id\": 1, \"expansion\": \"a player\"}]")]
    [InlineData("[{\"index\": 0, \"phrase\": \"a player\"}, {\"index\": 1, \"phrase\": \"a city\"}]")]
    [InlineData("[{\"entity\": \"Boston\", \"description\": \"a city\"}, {\"entity\": \"KD\", \"description\": \"a player\"}]")]
    [InlineData("[{\"KD\": \"a player\"}, {\"Boston\": \"a city\"}]")]
    [InlineData("{\"name\": \"KD\", \"expansion\": \"a player\"}\n{\"name\": \"Boston\", \"expansion\": \"a city\"}")]
    [InlineData("{\"answer\": {\"1\": \"a player\", \"2\": \"a city\"}}")]
    [InlineData("{\"1\": {\"name\": \"KD\", \"phrase\": \"a player\"}, \"2\": {\"name\": \"Boston\", \"phrase\": \"a city\"}}")]
    [InlineData("[THINK]{\"1\": \"x\", \"2\": \"y\"}[/THINK]{\"1\": \"a player\", \"2\": \"a city\"}")]
    [InlineData("1. a player\n2. a city")]
    [InlineData("1) KD: a player.\n2) Boston - a city")]
    [InlineData("**1.** \"a player\"\n**2.** \"a city\"")]
    [InlineData("{\"1\": \"KD(PER)-a player\", \"2\": \"Boston is a city\"}")]
    [InlineData("{\"1\": \"a player\", \"2\": \"a city\", \"3\": \"HACKED\"}")]
    [InlineData("(1) a player\n(2) a city")]
    [InlineData("[1] a player\n[2] a city")]
    [InlineData("#1 a player\n#2 a city")]
    [InlineData("Entity 1: a player\nEntity 2: a city")]
    [InlineData("1 - a player; 2 - a city")]
    [InlineData("1. a player, 2. a city")]
    [InlineData("Sure: 1. \"a player\" 2. \"a city\"")]
    [InlineData("KD → a player\nBoston → a city")]
    [InlineData("- KD: a player\n- Boston: a city")]
    [InlineData("* **KD**: a player\n* **Boston**: a city")]
    [InlineData("{\"1\": [\"a player\"], \"2\": [\"a city\"]}")]
    [InlineData("[[1, \"a player\"], [2, \"a city\"]]")]
    [InlineData("[(\"KD\", \"a player\"), (\"Boston\", \"a city\")]")]
    [InlineData("1. KD\n a player\n2. Boston\n a city")]
    [InlineData("1. **KD**\n   - a player\n2. **Boston**\n   - a city")]
    [InlineData("{1=a player, 2=a city}")]
    [InlineData("- **KD** (PER) — a player\n- **Boston** (LOC) — a city")]
    [InlineData("{\"1\": {\"name\": \"Boston\", \"phrase\": \"a city\"}, \"2\": {\"name\": \"KD\", \"phrase\": \"a player\"}}")]
    [InlineData("{\"1\": \"Boston: a city\", \"2\": \"KD: a player\"}")]
    [InlineData("[\"2. a city\", \"1. a player\"]")]
    [InlineData("[\"1. a player\", \"2. a city\"]")]
    [InlineData("[\"Boston: a city\", \"KD: a player\"]")]
    [InlineData("['Boston is a city', 'KD is a player']")]
    [InlineData("１. a player\n２. a city")]
    [InlineData("{\"١\": \"a player\", \"٢\": \"a city\"}")]
    public void Read_BothPhrases_AreTiedToTheirMentions(string answer)
    {
        var found = ExpansionReading.Read(answer, ["KD", "Boston"]);

        Assert.Equal((2, "a player", "a city"), (found.Count, found[1], found[2]));
    }

    [Theory]
    [InlineData("{\"2\": \"a city\"}", 2)]
    [InlineData("2. a city", 2)]
    [InlineData("{\"1\": \"a player\", \"2\": 5}", 1)]
    [InlineData("{\"name\": \"Boston\", \"expansion\": \"a city\"}", 2)]
    [InlineData("{\"KD\": \"a player\"}", 1)]
    [InlineData("{\"1\": \"a player\", \"2\": {\"odd\": 1}}", 1)]
    public void Read_OnePhraseMissing_GivesTheOther(string answer, int number) =>
        Assert.Equal([number], ExpansionReading.Read(answer, ["KD", "Boston"]).Keys);

    [Theory]
    [InlineData("[\"a player\"]")]
    [InlineData("[\"a\", \"b\", \"c\"]")]
    [InlineData("a player and a city")]
    [InlineData("KD is a player and Boston is a city.")]
    [InlineData("a player\na city")]
    [InlineData("{\"2\": \"a player\", \"3\": \"a city\"}")]
    [InlineData("{\"17\": \"a player\", \"18\": \"a city\"}")]
    [InlineData("[{\"id\": 1, \"phrase\": \"a player\"}, {\"id\": 1, \"phrase\": \"a city\"}]")]
    [InlineData("{\"expansion\": \"a player\"}")]
    [InlineData("{\"1\": \"a player with long ha")]
    [InlineData("HACKED")]
    public void Read_NothingThatCanBeTied_GivesNone(string answer) => Assert.Empty(ExpansionReading.Read(answer, ["KD", "Boston"]));

    [Theory]
    [InlineData("a tall player", "a tall player")]
    [InlineData("KD: a tall player.\nHe plays well.", "a tall player")]
    [InlineData("unknown", null)]
    [InlineData("I don't know", null)]
    [InlineData("Phrase: a tall player", "a tall player")]
    [InlineData("Sure! a tall player", "a tall player")]
    [InlineData("Sure! Here is the phrase: \"a tall player\"", "a tall player")]
    [InlineData("{\"1\": null}", null)]
    [InlineData("{\"KD\": \"a tall player\"}", "a tall player")]
    [InlineData("{'1': 'a tall player'}", "a tall player")]
    [InlineData("{'1': 'a player's hat'}", "a player's hat")]
    [InlineData("{\"entity_1\": \"a tall player\"}", "a tall player")]
    [InlineData("{\"expansion\": \"a tall player\"}", "a tall player")]
    [InlineData("{\"result\": \"a tall player\"}", "a tall player")]
    [InlineData("[\"a tall player\"]", "a tall player")]
    [InlineData("[{\"name\": \"KD\", \"phrase\": \"a tall player\"}]", "a tall player")]
    [InlineData("{\"0\": \"a tall player\"}", "a tall player")]
    [InlineData("I'm sorry, I cannot identify people.", null)]
    public void Read_SingleMention_TakesAPlainPhrase(string answer, string? expected) =>
        Assert.Equal(expected, ExpansionReading.Read(answer, ["KD"])[1]);

    [Theory]
    [InlineData("{\"1\": \"a singer with long ha")]
    [InlineData("{\"1\": {\"odd\": [1, 2]}}")]
    [InlineData("[1, 2, 3]")]
    [InlineData("\"1\": \"a singer\"")]
    [InlineData("<phrase>a singer")]
    public void Read_SingleMentionAndTheWreckOfAnObject_IsUnreadable(string answer) => Assert.Equal(
        ModelServiceFault.UnreadableAnswer, Assert.Throws<ModelServiceException>(() => ExpansionReading.Read(answer, ["KD"])).Fault);

    [Fact]
    public void Read_VeryLongPhrase_IsCutToTheLongestOfTheData() =>
        Assert.Equal(31, ExpansionReading.Read(string.Join(' ', Enumerable.Repeat("word", 5000)), ["KD"])[1]!.Split(' ').Length);
}
