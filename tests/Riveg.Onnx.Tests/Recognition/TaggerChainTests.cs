using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Recognition;
using Riveg.TestKit;

namespace Riveg.Onnx.Tests.Recognition;

public sealed class TaggerChainTests
{
    [SharedFact]
    public void Decode_GoldenTagger_GivesTheReferencesLabels()
    {
        using var golden = Checkpoint.Open(SharedFolder.Resolve("golden", "crf", "golden_ner_head.safetensors"));
        float[] Floats(string name) => Tensor(golden, name).ReadSingles();
        var logits = Tensor(golden, "logits");
        var (rows, steps, labels) = (logits.Shape[0], logits.Shape[1], logits.Shape[2]);
        var mask = Tensor(golden, "crf_mask").ReadBytes();
        var expected = Tensor(golden, "predicts").ReadInt64s();
        var chain = TaggerChain.From(new CrfDescription(
            Floats("crf.start_transitions"), Floats("crf.end_transitions"), [.. Floats("crf.transitions").Chunk(labels)]));

        for (var row = 0; row < rows; row++)
        {
            var length = mask.AsSpan(row * steps, steps).Count((byte)1);
            var emissions = logits.ReadSingles().AsSpan(row * steps * labels, length * labels).ToArray().Select(e => (double)e).ToArray();
            Assert.Equal(expected.AsSpan(row * steps, length).ToArray().Select(l => (int)l), chain.Decode(emissions).Labels);
        }
    }

    [Fact]
    public void Decode_WithoutCrf_NeverLeavesTheScheme()
    {
        var labels = new TaggerLabels(["O", "B-PER", "I-PER", "E-PER", "S-PER"]);

        // Each token alone would be I-PER.
        var decoding = TaggerChain.From(labels).Decode([0, 0, 3, 0, 0, 0, 0, 3, 0, 0, 0, 0, 3, 0, 0]);

        Assert.Equal([1, 2, 3], decoding.Labels);
        Assert.InRange(decoding.Probability(0, 3), 0.1, 1);
    }

    [Fact]
    public void From_PartsOfDifferentSizes_IsRefused() =>
        Assert.Contains("they must agree", Assert.Throws<InvalidDataException>(() => TaggerChain.From(new CrfDescription([0, 0], [0], [[0, 0], [0, 0]]))).Message);

    private static CheckpointTensor Tensor(Checkpoint golden, string name) => golden.TryGet(name, out var tensor) ? tensor : throw new InvalidOperationException(name);
}
