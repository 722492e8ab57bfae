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
    [InlineData("No: 0.95", 0.05)]
    [InlineData("no = 95%", 0.05)]
    [InlineData("{\"no\": 0.9}", 0.1)]
    [InlineData("Not visible: 0.9", 0.1)]
    [InlineData("Not in the picture: 1", 0)]
    [InlineData("absent: 1", 0)]
    [InlineData("Nein: 0.9", 0.1)]
    [InlineData("不是：0.9", 0.1)]
    [InlineData("probability of no: 0.9", 0.1)]
    [InlineData("Yes: 0.8", 0.8)]
    [InlineData("confidence: 0.8", 0.8)]
    [InlineData("Likely", 0.9)]
    [InlineData("Absolutely", 0.9)]
    [InlineData("Of course!", 0.9)]
    [InlineData("I think so", 0.9)]
    [InlineData("Affirmative", 0.9)]
    [InlineData("Y", 0.9)]
    [InlineData("visible", 0.9)]
    [InlineData("entailment", 0.9)]
    [InlineData("✓", 0.9)]
    [InlineData("👍", 0.9)]
    [InlineData("Probably not", 0.1)]
    [InlineData("Unlikely", 0.1)]
    [InlineData("Not really", 0.1)]
    [InlineData("Not at all.", 0.1)]
    [InlineData("Definitely not", 0.1)]
    [InlineData("I don't think so", 0.1)]
    [InlineData("Negative", 0.1)]
    [InlineData("n", 0.1)]
    [InlineData("absent", 0.1)]
    [InlineData("contradiction", 0.1)]
    [InlineData("✗", 0.1)]
    [InlineData("👎", 0.1)]
    [InlineData("nee", 0.1)]
    [InlineData("No doubt, the singer is visible.", 0.9)]
    [InlineData("Without a doubt she can be seen.", 0.9)]
    [InlineData("There is no question that she is in the picture.", 0.9)]
    [InlineData("No one else but Adele is visible: yes", 0.9)]
    [InlineData("The entity is not visible in the picture.", 0.1)]
    [InlineData("Adele is clearly visible on the stage.", 0.9)]
    [InlineData("She cannot be seen.", 0.1)]
    [InlineData("It isn't shown.", 0.1)]
    [InlineData("The picture does not show her.", 0.1)]
    [InlineData("She appears in the background.", 0.9)]
    [InlineData("There is no sign of a tower.", 0.1)]
    [InlineData("I weighed yes against no.\n\nFinal answer: **yes**", 0.9)]
    [InlineData("{\"visible\": false}", 0.1)]
    [InlineData("{\"is_visible\": \"Yes\"}", 0.9)]
    [InlineData("{\"reason\": \"she sings\", \"answer\": \"yes\"}", 0.9)]
    [InlineData("<answer>no</answer>", 0.1)]
    [InlineData("◁think▷yes?◁/think▷no", 0.1)]
    [InlineData("0.85", 0.85)]
    [InlineData("85%", 0.85)]
    [InlineData("{\"probability\": 0.2}", 0.2)]
    [InlineData("是", 0.9)]
    [InlineData("不是", 0.1)]
    [InlineData("图片中看不到她。", 0.1)]
    [InlineData("Sí.", 0.9)]
    [InlineData("No, no aparece.", 0.1)]
    [InlineData("Oui, on voit la chanteuse.", 0.9)]
    [InlineData("Non", 0.1)]
    [InlineData("Ja", 0.9)]
    [InlineData("Nein, sie ist nicht zu sehen.", 0.1)]
    [InlineData("Sim", 0.9)]
    [InlineData("Não.", 0.1)]
    [InlineData("Да", 0.9)]
    [InlineData("Нет, её не видно.", 0.1)]
    [InlineData("はい", 0.9)]
    [InlineData("いいえ", 0.1)]
    [InlineData("예", 0.9)]
    [InlineData("아니요", 0.1)]
    [InlineData("نعم", 0.9)]
    [InlineData("لا", 0.1)]
    [InlineData("हाँ", 0.9)]
    [InlineData("नहीं", 0.1)]
    [InlineData("হ্যাঁ", 0.9)]
    [InlineData("না", 0.1)]
    [InlineData("Evet", 0.9)]
    [InlineData("Hayır", 0.1)]
    [InlineData("Ya", 0.9)]
    [InlineData("Tidak", 0.1)]
    [InlineData("I believe the picture shows him, so yes", 0.9)]
    public void Read_AnswerWithAMeaning_GivesItsProbability(string answer, double expected) =>
        Assert.Equal(expected, EntailmentReading.Read(answer, null), 6);

    [Theory]
    [InlineData("yes and no")]
    [InlineData("I'm sorry, I can't identify people in pictures.")]
    [InlineData("I cannot say yes.")]
    [InlineData("The picture shows a stage.")]
    [InlineData("无法判断")]
    [InlineData("not yes")]
    [InlineData("uncertainty: 0.9")]
    [InlineData("Yes.\nNo.")]
    [InlineData("No, wait, yes")]
    [InlineData("yes/no")]
    [InlineData("Yes or no.")]
    [InlineData("yes | no")]
    [InlineData("no/yes")]
    [InlineData("")]
    [InlineData("She knows nothing of it.")]
    [InlineData("<think>The answer is yes")]
    [InlineData("Either yes or no could be said of it.")]
    public void Read_AnswerWithoutAMeaning_Fails(string answer) =>
        Assert.Equal(
            ModelServiceFault.UnreadableAnswer, Assert.Throws<ModelServiceException>(() => EntailmentReading.Read(answer, null)).Fault);

    [Theory]
    [InlineData("\u0120Yes", "\u0120No")]
    [InlineData("\u2581Yes", "\u2581no")]
    [InlineData("Yes\u010A", "NO")]
    public void Read_LogProbabilitiesWithATokenizersMarks_Count(string yes, string no) => Assert.Equal(
        0.75,
        EntailmentReading.Read("Yes", [new(yes, Math.Log(0.6), [new(yes, Math.Log(0.6)), new(no, Math.Log(0.2))])]),
        6);

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
