using Riveg.Networks.Conversion;
using Riveg.Onnx.Ofa;
using Riveg.Onnx.Tests.Generation;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Ofa;

public sealed class OfaEntailmentTests(GoldenOfa golden) : IClassFixture<GoldenOfa>
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    // The tolerance is of logarithms of probabilities: some four times what was seen.
    [SharedTheory]
    [InlineData("none", OfaPromptKind.None, ModelPrecision.Float32, 1e-4)]
    [InlineData("src", OfaPromptKind.Src, ModelPrecision.Float32, 1e-4)]
    [InlineData("prev_output", OfaPromptKind.PrevOutput, ModelPrecision.Float32, 1e-4)]
    [InlineData("none", OfaPromptKind.None, ModelPrecision.Float16, 0.02)]
    [InlineData("prev_output", OfaPromptKind.PrevOutput, ModelPrecision.Float16, 0.02)]
    [InlineData("none", OfaPromptKind.None, ModelPrecision.Int8, 0.4)]
    [InlineData("prev_output", OfaPromptKind.PrevOutput, ModelPrecision.Int8, 0.4)]
    public async Task Answer_OfTheGoldenPairs_IsTheReferencesWithinThePrecision(
        string name, OfaPromptKind prompt, ModelPrecision precision, double tolerance)
    {
        var recorded = golden.Recorded.GetProperty("ve");
        var entailer = new OfaEntailer(golden.At(precision), new OfaEntailmentOptions { Prompt = prompt });
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
            Assert.Equal(expected[0].GetDouble(), Math.Log(no), tolerance);
            Assert.Equal(expected[1].GetDouble(), Math.Log(yes), tolerance);
            Assert.Equal(expected[2].GetDouble(), Math.Log(maybe), tolerance);
            Assert.Equal(1 - no, actual.Entailment(1), 1e-9);
        }

        Assert.Equal(2, judged.Count);
        Assert.Equal(precision.ToString(), golden.At(precision).Precision, ignoreCase: true);
    }

    [SharedFact]
    public async Task Follow_ScoresThatAreNoNumbers_SaysWhichModelGaveThem()
    {
        var entailer = new OfaEntailer(golden.Model, new OfaEntailmentOptions());
        var question = entailer.Ask(golden.Truck, "a dog", null);

        var fault = await Assert.ThrowsAsync<InvalidDataException>(() => golden.Model.ReadAsync(
            [question],
            (_, _, memory) =>
            {
                var (name, value) = memory.Values.First(v => v.Key == "cross_value_0");
                var wrong = new float[value.AsSpan<float>().Length];
                Array.Fill(wrong, float.NaN);
                using var replaced = ToyDecoder.Value(wrong, [.. value.Shape]);
                var values = memory.Values.Select(v => v.Key == name ? KeyValuePair.Create(name, replaced) : v).ToList();
                OfaDecoding.Follow(golden.Model, new OfaMemory(values, 1), [[0]], Cancel);
            },
            Cancel));

        Assert.Equal(
            $"{golden.Model.Decoder.Path} gives scores that are no numbers; its checkpoint is damaged: get and convert it again.",
            fault.Message);
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

    [Fact]
    public void Ahead_HugeLogits_IsANumber() => Assert.Equal(-1000, new OfaJudgement(-1e6f, -1e6f + 1000, -2e6f).Ahead, 1e-6);
}
