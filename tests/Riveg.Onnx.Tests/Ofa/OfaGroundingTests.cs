using System.Text.Json;
using Riveg.Onnx.Ofa;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Ofa;

public sealed class OfaGroundingTests(GoldenOfa golden) : IClassFixture<GoldenOfa>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [SharedTheory]
    [InlineData("greedy_free", 1, true)]
    [InlineData("beam5_free", 5, true)]
    [InlineData("greedy_bins", 1, false)]
    [InlineData("beam5_bins", 5, false)]
    public async Task Answer_OfTheGoldenQuestion_IsTheReferences(string search, int beam, bool free)
    {
        var grounding = new OfaGrounding(golden.Model, new OfaGroundingOptions { Beam = beam, Free = free });
        var question = grounding.Ask(golden.Truck, "The white truck");

        var places = Assert.Single(await grounding.AnswerAsync([question], Cancel));

        var recorded = golden.Recorded.GetProperty("vg").GetProperty("generate").GetProperty(search).GetProperty("hyps").EnumerateArray();
        Assert.Equal(golden.Recorded.GetProperty("vg").GetProperty("src").EnumerateArray().Select(i => i.GetInt32()), question.Source.Ids);
        foreach (var (hypothesis, place) in recorded.Zip(places))
        {
            Assert.Equal(hypothesis.GetProperty("tokens").EnumerateArray().Select(i => i.GetInt32()).SkipLast(1), place.Tokens);
            AssertBox(hypothesis.GetProperty("box_xyxy_if_bins"), place.Box);
        }

        Assert.Equal(recorded.Count(), places.Count);
    }

    [SharedFact]
    public async Task Answer_OfManyQuestions_IsThatOfEachAlone()
    {
        var grounding = new OfaGrounding(golden.Model, new OfaGroundingOptions { Side = 128 });
        var small = TestPictures.Random(40, 30, 1);
        OfaQuestion[] questions =
        [
            .. new[] { "the white truck", "a man", "the sky above all of these long and many words", "wheel" }
                .SelectMany(e => new[] { grounding.Ask(golden.Truck, e), grounding.Ask(small, e) }),
        ];

        var together = await grounding.AnswerAsync(questions, Cancel);

        foreach (var (question, places) in questions.Zip(together))
        {
            var alone = Assert.Single(await grounding.AnswerAsync([question], Cancel));
            Assert.Equal(alone.Select(p => p.Box), places.Select(p => p.Box));
            Assert.All(alone.Zip(places), p => Assert.Equal(p.First.Score, p.Second.Score, 1e-4));
        }
    }

    private static void AssertBox(JsonElement recorded, Box? box)
    {
        if (recorded.ValueKind == JsonValueKind.Null)
        {
            Assert.Null(box);
            return;
        }

        // The reference gives corners as they were written.
        var corners = recorded.EnumerateArray().Select(c => c.GetDouble()).ToArray();
        Assert.Equal(Math.Min(corners[0], corners[2]), box!.Value.X0, 1e-2);
        Assert.Equal(Math.Min(corners[1], corners[3]), box.Value.Y0, 1e-2);
        Assert.Equal(Math.Max(corners[0], corners[2]), box.Value.X1, 1e-2);
        Assert.Equal(Math.Max(corners[1], corners[3]), box.Value.Y1, 1e-2);
    }
}
