using CsCheck;
using Riveg.Onnx.Recognition;

namespace Riveg.Onnx.Tests.Recognition;

public sealed class SequenceBatchesTests
{
    [Fact]
    public void Of_AnyLengths_PutsEachInOneRunOfAboutItsLength() => Gen.Int[1, 514].Array[0, 200].Sample(lengths =>
    {
        var runs = SequenceBatches.Of(lengths);

        Assert.Equal(Enumerable.Range(0, lengths.Length), runs.SelectMany(r => r).Order());
        Assert.All(runs, run =>
        {
            var longest = run.Max(i => lengths[i]);
            Assert.InRange(run.Count, 1, SequenceBatches.MaximumSequences);
            Assert.True(run.Count == 1 || run.Count * longest <= SequenceBatches.MaximumPieces);
            Assert.True(longest <= (run.Min(i => lengths[i]) * 1.25) + 8);
        });
    });

    [Fact]
    public void Of_PostsOfOneLength_FillTheRuns() =>
        Assert.Equal([32, 32, 6], SequenceBatches.Of([.. Enumerable.Repeat(40, 70)]).Select(r => r.Count));

    [Fact]
    public void Of_LongSequences_AreFewOfARun() =>
        Assert.Equal([7, 7, 6], SequenceBatches.Of([.. Enumerable.Repeat(512 + 2, 20)]).Select(r => r.Count));
}
