using Riveg.LanguageModels.Answers;
using Riveg.LanguageModels.Boxes;
using Riveg.LanguageModels.Readings;
using Riveg.Regions;

namespace Riveg.LanguageModels.Tests.Readings;

/// <summary>Answers about several things at once, and thinking in front of answers, as SAKE-7B gives both.</summary>
public sealed class LabelledAbsenceTests
{
    private static readonly ImageSize Size = new(560, 280);

    // github.com/tangjielong928/SAKE, sake_rl/prompts/Twitter-GMNER-Prompt/after_image_search_prompt_1.txt
    private const string Both = """
        <reason>Boston is a city [1, 2, 30, 40] and yes, KD stands at the left.</reason>
        <answer>
        [
          {"entity": "KD", "type": "PER", "box2d": [56, 28, 168, 112]},
          {"entity": "Boston", "type": "LOC", "box2d": []}
        ]
        </answer>
        """;

    [Fact]
    public void Read_TheOtherEntityHasTheBox_IsNone() =>
        Assert.Empty(BoxReading.Read(Both, BoxConvention.Pixels, Size, Size, "Boston", null));

    [Fact]
    public void Read_ThisEntityHasTheBox_IsThatBox() => Assert.Equal(
        [new Box(56, 28, 168, 112)], BoxReading.Read(Both, BoxConvention.Pixels, Size, Size, "KD", "a player"));

    [Theory]
    [InlineData("""[{"label": "KD", "bbox_2d": [56, 28, 168, 112]}, {"label": "Boston", "bbox_2d": null}]""")]
    [InlineData("""[{"label": "KD", "bbox_2d": [56, 28, 168, 112]}, {"label": "Boston", "bbox_2d": "none"}]""")]
    [InlineData("""[{"label": "KD", "bbox_2d": [56, 28, 168, 112]}, {"label": "Boston", "visible": false}]""")]
    [InlineData("""{"KD": [56, 28, 168, 112], "Boston": []}""")]
    [InlineData("""{"KD": [56, 28, 168, 112], "Boston": null}""")]
    public void Read_ThisEntityIsListedWithoutABox_IsNone(string answer) =>
        Assert.Empty(BoxReading.Read(answer, BoxConvention.Pixels, Size, Size, "Boston", null));

    [Theory]
    [InlineData("""<reason>Who is KD?</reason><text_search>[{"query": "KD"}]</text_search>""")]
    [InlineData("""<reason>What does KD look like?</reason><image_search>[{"query": "KD"}]</image_search>""")]
    [InlineData("""<tool_call>{"name": "image_zoom_in_tool", "arguments": {"bbox_2d": [56, 28, 168, 112], "label": "KD"}}</tool_call>""")]
    public void Read_ASearchInsteadOfAnAnswer_IsAFaultThatSaysSo(string answer)
    {
        var fault = Assert.Throws<LanguageModels.Chat.ModelServiceException>(
            () => BoxReading.Read(answer, BoxConvention.Pixels, Size, Size, "KD", null));

        Assert.Equal("The model's answer asks for a tool instead of answering.", fault.Message);
    }

    [Fact]
    public void Read_ThinkingSaysTheOtherWord_LogProbabilitiesAreThoseOfTheAnswer()
    {
        TokenLogProbability Sure(string token, double yes) => new(
            token, Math.Log(Math.Max(yes, 1 - yes)), [new("yes", Math.Log(yes)), new("no", Math.Log(1 - yes))]);
        TokenLogProbability[] tokens =
            [new("<think>", 0, []), Sure("yes", 0.99), new(" but", 0, []), Sure("no", 0.01), new("</think>", 0, []), Sure("yes", 0.6)];

        Assert.Equal(0.6, EntailmentReading.Read("<think>yes butno</think>yes", tokens), 6);
    }
}
