using Riveg.Onnx.Ofa;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Ofa;

public sealed class OfaEntailmentTests(GoldenOfa golden) : IClassFixture<GoldenOfa>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [SharedTheory]
    [InlineData("none", OfaPromptKind.None)]
    [InlineData("src", OfaPromptKind.Src)]
    [InlineData("prev_output", OfaPromptKind.PrevOutput)]
    public async Task Answer_OfTheGoldenPairs_IsTheReferences(string name, OfaPromptKind prompt)
    {
        var recorded = golden.Recorded.GetProperty("ve");
        var entailer = new OfaEntailer(golden.Model, new OfaEntailmentOptions { Prompt = prompt });
        OfaQuestion[] questions =
        [
            .. recorded.GetProperty("pairs").EnumerateArray()
                .Select(p => entailer.Ask(golden.Truck, p[0].GetString()!, p[1].GetString()!)),
        ];

        var judged = await entailer.AnswerAsync(questions, Cancel);

        var scores = recorded.GetProperty("prompt_types").GetProperty(name).GetProperty("scores_no_yes_maybe").EnumerateArray();
        foreach (var (expected, actual) in scores.Zip(judged))
        {
            var (yes, no, maybe) = actual.Among();
            Assert.Equal(expected[0].GetDouble(), Math.Log(no), 1e-4);
            Assert.Equal(expected[1].GetDouble(), Math.Log(yes), 1e-4);
            Assert.Equal(expected[2].GetDouble(), Math.Log(maybe), 1e-4);
            Assert.Equal(1 - no, actual.Entailment(1), 1e-9);
        }

        Assert.Equal(2, judged.Count);
    }

    [SharedFact]
    public void Ask_InBothOrders_PutsTheEntityFirstOrLast()
    {
        var published = new OfaEntailer(golden.Model, new OfaEntailmentOptions()).Ask(golden.Truck, "a dog", "a street");
        var natural = new OfaEntailer(golden.Model, new OfaEntailmentOptions { Order = OfaTextOrder.Natural })
            .Ask(golden.Truck, "a dog", "a street");

        Assert.Equal(golden.Model.Prompts.Entailment("a dog", "a street").Ids, published.Source.Ids);
        Assert.Equal(golden.Model.Prompts.Entailment("a street", "a dog").Ids, natural.Source.Ids);
    }
}
