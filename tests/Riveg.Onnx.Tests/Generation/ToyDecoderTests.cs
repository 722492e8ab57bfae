using Riveg.Networks.Checkpoints;
using Riveg.Onnx.Generation;
using Riveg.Onnx.Ofa;
using Riveg.Onnx.Sessions;

namespace Riveg.Onnx.Tests.Generation;

/// <summary>What the decoder's graph says of its inputs, and scores that are no numbers.</summary>
public sealed class ToyDecoderTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Advance_InputWithoutARowForEachQuery_StaysWhole()
    {
        using var toy = new ToyDecoder();
        using var said = ToyDecoder.Value(Numbers(0, 10, 20), 3, ToyDecoder.Vocabulary);
        using var table = ToyDecoder.Value([.. Enumerable.Repeat(100f, ToyDecoder.Vocabulary), .. new float[ToyDecoder.Vocabulary]], 2, ToyDecoder.Vocabulary);
        using var decoder = new CachedDecoder(toy.Session, [new("said", said), new("table", table)], 3, ToyDecoder.Vocabulary);

        Assert.Equal(Numbers(100, 110, 120), decoder.Advance([0, 1, 2], [1, 2, 3], Cancel).ToArray());
        Assert.Equal(Numbers(100, 120), decoder.Advance([0, 2], [1, 2], Cancel).ToArray());
        Assert.Equal(Numbers(120), decoder.Advance([1], [1], Cancel).ToArray());
    }

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    [InlineData(float.NegativeInfinity)]
    public void Run_ScoresThatAreNoNumbers_SaysWhichModelGaveThem(float wrong)
    {
        using var toy = new ToyDecoder();
        using var said = ToyDecoder.Value([.. Numbers(0)[..^1], wrong], 1, ToyDecoder.Vocabulary);
        using var table = ToyDecoder.Value(new float[2 * ToyDecoder.Vocabulary], 2, ToyDecoder.Vocabulary);

        Assert.Equal(
            $"{toy.Session.Path} gives scores that are no numbers; its checkpoint is damaged: get and convert it again.",
            Search(toy, said, table).Message);
    }

    [Fact]
    public void Run_NoNumbersInHalfPrecision_AdvisesSinglePrecision()
    {
        using var toy = new ToyDecoder(ElementType.Float16);
        using var said = ToyDecoder.Halves([.. Numbers(0)[..^1], float.PositiveInfinity], 1, ToyDecoder.Vocabulary);
        using var table = ToyDecoder.Halves(new float[2 * ToyDecoder.Vocabulary], 2, ToyDecoder.Vocabulary);

        Assert.Equal(
            $"{toy.Session.Path} gives scores that are no numbers in float16; convert its checkpoint again with --precision fp32.",
            Search(toy, said, table).Message);
    }

    // A row for each: that number and those behind it.
    private static float[] Numbers(params int[] firsts) =>
        [.. firsts.SelectMany(f => Enumerable.Range(f, ToyDecoder.Vocabulary).Select(n => (float)n))];

    private static InvalidDataException Search(ToyDecoder toy, OnnxValue said, OnnxValue table)
    {
        using var decoder = new CachedDecoder(toy.Session, [new("said", said), new("table", table)], 1, ToyDecoder.Vocabulary);
        var search = new BeamSearch(new GenerationOptions { BeamSize = 2, MaximumLength = 3 }, OfaDecoding.Special);
        return Assert.Throws<InvalidDataException>(() => search.Run(decoder, 1, cancellationToken: Cancel));
    }
}
