using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Recognition;
using Riveg.Testing;

namespace Riveg.Onnx.Tests.Recognition;

/// <summary>The CRF against the reference's numbers (golden/crf).</summary>
public sealed class LinearChainTests
{
    [SharedTheory]
    [InlineData("small")]
    [InlineData("bioes17")]
    [InlineData("len1")]
    [InlineData("sharp")]
    public void BestPathAndSums_GoldenEmissions_EqualTheReference(string name)
    {
        using var golden = Checkpoint.Open(SharedFolder.Resolve("golden", "crf", "golden_crf.safetensors"));
        float[] Floats(string part) => Tensor(golden, $"{name}.{part}").ReadSingles();
        var emissions = Tensor(golden, $"{name}.emissions");
        var mask = Tensor(golden, $"{name}.mask").ReadBytes();
        var viterbi = Tensor(golden, $"{name}.viterbi").ReadInt64s();
        var posterior = golden.TryGet($"{name}.log_posterior", out var logs) ? logs.ReadSingles() : null;
        var (rows, steps, labels) = (emissions.Shape[0], emissions.Shape[1], emissions.Shape[2]);
        var chain = LinearChain.From(new CrfDescription(Floats("start"), Floats("end"), [.. Floats("transitions").Chunk(labels)]));

        for (var row = 0; row < rows; row++)
        {
            var length = mask.AsSpan(row * steps, steps).Count((byte)1);
            var scores = Slice(emissions.ReadSingles(), row * steps, length, labels);
            var sums = chain.Sums(scores);

            Assert.Equal(viterbi.AsSpan(row * steps, length).ToArray().Select(l => (int)l), chain.BestPath(scores));
            Assert.Equal(Floats("log_partition")[row], sums.LogPartition, 1e-4 * Math.Max(1, Math.Abs(sums.LogPartition)));
            for (var i = 0; i < length * labels && posterior is not null; i++)
            {
                Assert.Equal(Math.Exp(posterior[(row * steps * labels) + i]), sums.Probability(i / labels, [i % labels]), 1e-3);
            }
        }
    }

    [SharedFact]
    public void BestPath_GoldenTagger_GivesItsLabels()
    {
        using var golden = Checkpoint.Open(SharedFolder.Resolve("golden", "crf", "golden_ner_head.safetensors"));
        var logits = Tensor(golden, "logits");
        var mask = Tensor(golden, "crf_mask").ReadBytes();
        var expected = Tensor(golden, "predicts").ReadInt64s();
        var (rows, steps, labels) = (logits.Shape[0], logits.Shape[1], logits.Shape[2]);
        var chain = LinearChain.From(new CrfDescription(
            Tensor(golden, "crf.start_transitions").ReadSingles(),
            Tensor(golden, "crf.end_transitions").ReadSingles(),
            [.. Tensor(golden, "crf.transitions").ReadSingles().Chunk(labels)]));

        for (var row = 0; row < rows; row++)
        {
            var length = mask.AsSpan(row * steps, steps).Count((byte)1);
            Assert.Equal(expected.AsSpan(row * steps, length).ToArray().Select(l => (int)l), chain.BestPath(Slice(logits.ReadSingles(), row * steps, length, labels)));
        }
    }

    private static CheckpointTensor Tensor(Checkpoint golden, string name) => golden.TryGet(name, out var tensor) ? tensor : throw new InvalidOperationException(name);

    private static double[,] Slice(float[] values, int firstStep, int length, int labels)
    {
        var slice = new double[length, labels];
        for (var i = 0; i < length * labels; i++)
        {
            slice[i / labels, i % labels] = values[(firstStep * labels) + i];
        }

        return slice;
    }
}
