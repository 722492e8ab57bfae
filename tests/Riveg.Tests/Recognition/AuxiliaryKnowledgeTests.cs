using CsCheck;
using Riveg.Evidence;

namespace Riveg.Tests.Recognition;

public class AuxiliaryKnowledgeTests
{
    [Theory]
    [InlineData(
        "Named entities:1. DrottM (person/handle)2. Ted Cruz (person/politician)Reasoning:The sentence ...",
        "DrottM=person/handle|Ted Cruz=person/politician")]
    [InlineData(
        "Named entities: 1. Taylor Swift (person) 2. Grammys (event/award ceremony) Reasoning: x",
        "Taylor Swift=person|Grammys=event/award ceremony")]
    [InlineData("Named Entities:\n1. A B (x)\n2. C (y)\n\nReasoning:\nz", "A B=x|C=y")]
    [InlineData("NAMED ENTITIES: 1) Paris (city) 2) Rome (city) REASONING: x", "Paris=city|Rome=city")]
    [InlineData("**Named entities:**\n1. **Paris** (city)\n**Reasoning:** x", "Paris=city")]
    [InlineData("Named entities:\n- Paris (city)\n- Rome (city)\nReasoning: x", "Paris=city|Rome=city")]
    [InlineData("Named entities:\n\u2022 Paris (city)\n\u2022 Rome\nReasoning: x", "Paris=city|Rome=")]
    [InlineData("Named entities: Paris (city), Rome (city, capital) Reasoning: x", "Paris=city|Rome=city, capital")]
    [InlineData("Named entities: Paris, Rome; Oslo Reasoning: x", "Paris=|Rome=|Oslo=")]
    [InlineData("Named entity: John Oliver (person) Reasoning: x", "John Oliver=person")]
    [InlineData("1. Paris (city) 2. Rome (city)", "Paris=city|Rome=city")]
    [InlineData("Named entities:1. Pak (Pakistan) (country)Reasoning:x", "Pak (Pakistan)=country")]
    [InlineData("Named entities:1. Abbey (person (musician))2. B (c)Reasoning:x", "Abbey=person (musician)|B=c")]
    [InlineData("Named entities:1. Paris (city2. Rome (city)Reasoning:x", "Paris=city|Rome=city")]
    [InlineData("Named entities:1. Paris city)2. Rome (city)Reasoning:x", "Paris city)=|Rome=city")]
    [InlineData("Named entities:1. Paris2. Rome (city)Reasoning:x", "Paris=|Rome=city")]
    [InlineData("Named entities:1. Paris 2. Rome Reasoning:x", "Paris=|Rome=")]
    [InlineData("Named entities:1. Paris - city 2. Rome: city Reasoning:x", "Paris=city|Rome=city")]
    [InlineData("Named entities:1. Apollo 11 (mission)2. 50 Cent (rapper)Reasoning:x", "Apollo 11=mission|50 Cent=rapper")]
    [InlineData("Named entities:1. \"Frozen\" (film)2. 'Up' (film)Reasoning:x", "Frozen=film|Up=film")]
    [InlineData("Named entities:1. #CruzCrew (hashtag)2. @nasa (handle)Reasoning:x", "#CruzCrew=hashtag|@nasa=handle")]
    [InlineData("Named entities:1. (city)2. Rome (city)Reasoning:x", "Rome=city")]
    [InlineData("Named entities:1. A ()Reasoning:x", "A=")]
    [InlineData("Named entities:1.2.3.Reasoning:x", "")]
    [InlineData("Named entities: None. Reasoning: x", "")]
    [InlineData("Named entities:None.", "")]
    [InlineData("Named entities: 1. None Reasoning: x", "")]
    [InlineData("Named entities: N/A Reasoning: x", "")]
    [InlineData("There are no named entities included in the sentence.", "")]
    [InlineData("Named entities may not be present in this sentence as there is no name.", "")]
    [InlineData("(((((", "")]
    [InlineData("Named entities:", "")]
    [InlineData("Reasoning:", "")]
    [InlineData(" \r\n ", "")]
    [InlineData("", "")]
    [InlineData(null, "")]
    public void Parse_AnyForm_FindsTheEntities(string? answer, string expected)
    {
        var knowledge = AuxiliaryKnowledge.Parse(answer);

        Assert.Equal(expected, string.Join('|', knowledge.Entities.Select(e => $"{e.Name}={e.FreeType}")));
    }

    [Theory]
    [InlineData("Named entities:1. A (b)Reasoning:The sentence mentions A.", "The sentence mentions A.")]
    [InlineData("Named entities:1. A (b) Explanation: Because.", "Because.")]
    [InlineData("Named entities:1. A (b) The sentence mentions A.", "The sentence mentions A.")]
    [InlineData("There are no named entities here.", "There are no named entities here.")]
    [InlineData("Named entities: None.", "")]
    [InlineData("**Reasoning**: x", "x")]
    [InlineData("1. A (b)", "")]
    public void Parse_Reasoning_IsWhatFollowsTheList(string answer, string expected)
        => Assert.Equal(expected, AuxiliaryKnowledge.Parse(answer).Reasoning);

    [Fact]
    public void Parse_VeryLongAnswers_EndInLinearTime()
    {
        string[] parts = ["(", ")", "1. ", "named entities ", "reasoning ", "9", "1. a (", "\ud800", ", "];
        foreach (var part in parts)
        {
            // Quadratic time would be minutes.
            var answer = "Named entities:" + string.Concat(Enumerable.Repeat(part, 200_000));
            var watch = System.Diagnostics.Stopwatch.StartNew();
            Assert.All(AuxiliaryKnowledge.Parse(answer).Entities.Take(100), e => Assert.False(string.IsNullOrWhiteSpace(e.Name)));
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(20), $"{part}: {watch.Elapsed}");
        }
    }

    [Fact]
    public void Parse_AnyText_NeverThrowsAndNamesAreNeverEmpty()
    {
        string[] pieces = [
            "Named entities:", "Reasoning:", "1.", "2.", "(", ")", " ", "\n", "- ", ",", "None", "A", "person", "\ud83d", ":", "**"
        ];
        Gen.Int[0, pieces.Length - 1].Array[0, 30].Sample(picks =>
        {
            var knowledge = AuxiliaryKnowledge.Parse(string.Concat(picks.Select(p => pieces[p])));
            return knowledge.Entities.All(e => !string.IsNullOrWhiteSpace(e.Name));
        });
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(20)]
    public void Parse_WellFormedList_GivesEveryItem(int count)
    {
        var names = Enumerable.Range(1, count).Select(i => $"Name{(char)('a' + i)} Surname").ToArray();
        var answer = "Named entities:" + string.Concat(names.Select((n, i) => $"{i + 1}. {n} (person)")) + "Reasoning:x";

        Assert.Equal(names, AuxiliaryKnowledge.Parse(answer).Entities.Select(e => e.Name));
    }
}
