using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Chat;
using Riveg.LanguageModels.Readings;

namespace Riveg.LanguageModels.Tests.Readings;

public sealed class EntailmentReadingTests
{
    [Theory]
    [InlineData("yes", 0.9)]
    [InlineData("No", 0.1)]
    [InlineData("YES.", 0.9)]
    [InlineData("  **no**  ", 0.1)]
    [InlineData("Answer: yes", 0.9)]
    [InlineData("The answer is no.", 0.1)]
    [InlineData("```\nyes\n```", 0.9)]
    [InlineData("```json\n{\"answer\": \"no\"}\n```", 0.1)]
    [InlineData("{\"entailment\": true}", 0.9)]
    [InlineData("Yes, the picture shows her on a stage, although no other person is there.", 0.9)]
    [InlineData("No, it is not shown.", 0.1)]
    [InlineData("<think>no wait, maybe no</think>yes", 0.9)]
    [InlineData("maybe", 0.5)]
    [InlineData("I believe the picture shows him, so yes", 0.9)]
    public void Read_AnswerWithAMeaning_GivesItsProbability(string answer, double expected) =>
        Assert.Equal(expected, EntailmentReading.Read(answer, null), 6);

    [Theory]
    [InlineData("yes and no")]
    [InlineData("I'm sorry, I can't identify people in pictures.")]
    [InlineData("I cannot say yes.")]
    [InlineData("The picture shows a stage.")]
    [InlineData("无法判断")]
    [InlineData("<think>The answer is yes")]
    [InlineData("Either yes or no could be said of it.")]
    public void Read_AnswerWithoutAMeaning_Fails(string answer) =>
        Assert.Equal(
            ModelServiceFault.UnreadableAnswer, Assert.Throws<ModelServiceException>(() => EntailmentReading.Read(answer, null)).Fault);

    [Fact]
    public void Read_LogProbabilities_AddsTheMassOfAllSpellings()
    {
        TokenLogProbability[] tokens = [new(
            "Yes",
            Math.Log(0.5),
            [new("Yes", Math.Log(0.5)), new(" yes", Math.Log(0.1)), new("No", Math.Log(0.2)), new("The", Math.Log(0.2))])];

        Assert.Equal(0.75, EntailmentReading.Read("Yes", tokens), 6);
    }
}
