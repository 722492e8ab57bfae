using Riveg.Networks.Checkpoints;
using Riveg.Recognition;
using Riveg.TestKit;

namespace Riveg.Tests.Recognition;

/// <summary>The chain beside what the reference implementation computed (<c>golden/crf</c>).</summary>
public sealed class LinearChainGoldenTests
{
    // The reference computes in single precision; its own error against double precision is up to 2e-5 for a whole sequence (crf.json),
    // more with sharp emissions.
    private const double Tolerance = 1e-4;

    [SharedTheory]
    [InlineData("small")]
    [InlineData("bioes17")]
    [InlineData("len1")]
    [InlineData("sharp")]
    public void Inference_OfTheGoldenCase_EqualsTheReference(string name)
    {
        using var golden = Checkpoint.Open(SharedFolder.Resolve("golden", "crf", "golden_crf.safetensors"));
        var (partitions, paths, tags, mask) = (Read(golden, $"{name}.log_partition"),
            Integers(golden, $"{name}.viterbi"),
            Integers(golden, $"{name}.tags"),
            Bytes(golden, $"{name}.mask"));
        var scores = new ChainScores(Read(golden, $"{name}.start"), Read(golden, $"{name}.transitions"), Read(golden, $"{name}.end"));
        var emissions = Read(golden, $"{name}.emissions");
        var gradient = Read(golden, $"{name}.grad_emissions");
        var transitionGradient = golden.TryGet($"{name}.grad_transitions", out _)
            ? Read(golden, $"{name}.grad_transitions")
            : new double[scores.Count * scores.Count];
        var (n, batch) = (scores.Count, partitions.Length);
        var width = mask.Length / batch;
        var expected = new double[n * n];
        var chain = new LinearChain();
        for (var b = 0; b < batch; b++)
        {
            var length = mask.Skip(b * width).Take(width).Count(m => m != 0);
            var own = emissions.AsSpan(b * width * n, length * n);
            Assert.Equal(partitions[b], chain.Run(own, scores), Tolerance * Math.Max(1, Math.Abs(partitions[b])));
            var marginals = new double[own.Length];
            chain.Marginals(marginals);
            chain.AddExpectedTransitions(length, scores, expected);
            for (var t = 0; t < length; t++)
            {
                for (var k = 0; k < n; k++)
                {
                    // The gradient of the mean negative log-likelihood: the marginal less the gold label, over the sequences.
                    var gold = tags[(b * width) + t] == k ? 1 : 0;
                    Assert.Equal(gradient[(((b * width) + t) * n) + k], (marginals[(t * n) + k] - gold) / batch, Tolerance);
                }

                if (t > 0)
                {
                    expected[(tags[(b * width) + t - 1] * n) + tags[(b * width) + t]]--;
                }
            }

            var path = new int[length];
            chain.Viterbi(own, scores, path);
            Assert.Equal(paths.Skip(b * width).Take(length).Select(p => (int)p), path);
        }

        Assert.All(Enumerable.Range(0, n * n), i => Assert.Equal(transitionGradient[i], expected[i] / batch, Tolerance));
    }

    private static double[] Read(Checkpoint golden, string name) => Array.ConvertAll(Tensor(golden, name).ReadSingles(), v => (double)v);

    private static long[] Integers(Checkpoint golden, string name) => Tensor(golden, name).ReadInt64s();

    private static byte[] Bytes(Checkpoint golden, string name) => Tensor(golden, name).ReadBytes();

    private static CheckpointTensor Tensor(Checkpoint golden, string name) =>
        golden.TryGet(name, out var tensor) ? tensor : throw new KeyNotFoundException(name);
}
