using System.Text.Json;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Ofa;
using Riveg.Regions;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Ofa;

public sealed class OfaGroundingTests(GoldenOfa golden) : IClassFixture<GoldenOfa>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The tolerance is of a token's mean log-probability: some four times what was seen.
    [SharedTheory]
    [InlineData("greedy_free", 1, true, ModelPrecision.Float32, 1e-3)]
    [InlineData("beam5_free", 5, true, ModelPrecision.Float32, 1e-3)]
    [InlineData("greedy_bins", 1, false, ModelPrecision.Float32, 1e-3)]
    [InlineData("beam5_bins", 5, false, ModelPrecision.Float32, 1e-3)]
    [InlineData("greedy_bins", 1, false, ModelPrecision.Float16, 3e-3)]
    [InlineData("beam5_bins", 5, false, ModelPrecision.Float16, 3e-3)]
    public async Task Answer_OfTheGoldenQuestion_IsTheReferences(
        string search, int beam, bool free, ModelPrecision precision, double tolerance)
    {
        var grounding = new OfaGrounding(golden.At(precision), new OfaGroundingOptions { Beam = beam, Free = free });
        var question = grounding.Ask(golden.Truck, "The white truck");

        var places = Assert.Single(await grounding.AnswerAsync([question], Cancel));

        var recorded = Recorded(search);
        Assert.Equal(golden.Recorded.GetProperty("vg").GetProperty("src").EnumerateArray().Select(i => i.GetInt32()), question.Source.Ids);
        foreach (var (hypothesis, place) in recorded.Zip(places))
        {
            Assert.Equal(Tokens(hypothesis), place.Tokens);
            Assert.Equal(MeanScore(hypothesis), Math.Log(place.Score), tolerance);
            AssertBox(hypothesis.GetProperty("box_xyxy_if_bins"), place.Box);
        }

        Assert.Equal(recorded.Count, places.Count);
    }

    // Sequences of nearly one score may change places.
    [SharedFact]
    public async Task Answer_OfTheGoldenQuestionInInt8_HasTheReferencesBestAndScoresNearIts()
    {
        var grounding = new OfaGrounding(golden.At(ModelPrecision.Int8), new OfaGroundingOptions { Beam = 5 });

        var places = Assert.Single(await grounding.AnswerAsync([grounding.Ask(golden.Truck, "The white truck")], Cancel));

        var recorded = Recorded("beam5_bins");
        var found = recorded.SelectMany(r => places.Where(p => p.Tokens.SequenceEqual(Tokens(r))), (Recorded, Place) => (Recorded, Place));
        Assert.Equal(Tokens(recorded[0]), found.First().Place.Tokens);
        Assert.All(found, f => Assert.Equal(MeanScore(f.Recorded), Math.Log(f.Place.Score), 0.25));
        Assert.Equal(recorded.Count, places.Count);
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

    private List<JsonElement> Recorded(string search) =>
        [.. golden.Recorded.GetProperty("vg").GetProperty("generate").GetProperty(search).GetProperty("hyps").EnumerateArray()];

    private static IEnumerable<int> Tokens(JsonElement hypothesis) =>
        hypothesis.GetProperty("tokens").EnumerateArray().Select(i => i.GetInt32()).SkipLast(1);

    private static double MeanScore(JsonElement hypothesis) =>
        hypothesis.GetProperty("positional_scores").EnumerateArray().SkipLast(1).Average(s => s.GetDouble());

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
