using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Onnx.Recognition;
using Riveg.Posts;
using Riveg.Recognition;
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
        var chain = TaggerChain.From(
            new CrfDescription(
                Floats("crf.start_transitions"), Floats("crf.end_transitions"), [.. Floats("crf.transitions").Chunk(labels)]),
            labels,
            "golden");

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

    [Theory]
    [InlineData("O B-PER I-PER L-PER U-PER")]
    [InlineData("O B-PER M-PER E-PER S-PER")]
    [InlineData("O b-per m-per e-per s-per")]
    [InlineData("O PER-B PER-I PER-L PER-U")]
    public void Decode_LabelsOfAnotherScheme_KeepsToIt(string names)
    {
        var labels = new TaggerLabels(names.Split(' '));
        var path = TaggerChain.From(labels).Decode([0, 0, 3, 0, 0, 0, 0, 3, 0, 0, 0, 0, 3, 0, 0]).Labels;

        Assert.Equal([1, 2, 3], path);
        Assert.Equal([new TokenSpan(0, 3, EntityType.Person)], labels.Entities(path));
    }

    [Fact]
    public void Decode_LabelsThatNeverBegin_StillGivesEntities()
    {
        var labels = new TaggerLabels(["O", "I-PER", "I-LOC"]);
        var path = TaggerChain.From(labels).Decode([0, 3, 0, 0, 3, 0, 0, 0, 3, 3, 0, 0]).Labels;

        Assert.Equal([new TokenSpan(0, 2, EntityType.Person), new TokenSpan(2, 3, EntityType.Location)], labels.Entities(path));
    }

    [Theory]
    [InlineData("X")]
    [InlineData("B")]
    [InlineData("[CLS]")]
    public void Labels_OfNoKnownForm_AreRefused(string name) => Assert.Equal(
        $"The tagger's label \"{name}\" is neither O nor a mark (B, I, E, S; or L, U, M, W) with a type, such as B-PER; "
        + "give the labels in --config when converting.",
        Assert.Throws<InvalidDataException>(() => new TaggerLabels(["O", name])).Message);

    [Fact]
    public void From_PartsOfDifferentSizes_IsRefused() =>
        Assert.Equal(
            "m has 2 labels, and a CRF of 2 start scores, 1 end scores and 2 rows of transitions; convert it again.",
            Assert.Throws<InvalidDataException>(
                () => TaggerChain.From(new CrfDescription([0, 0], [0], [[0, 0], [0, 0]]), 2, "m")).Message);

    private static CheckpointTensor Tensor(Checkpoint golden, string name) =>
        golden.TryGet(name, out var tensor) ? tensor : throw new InvalidOperationException(name);
}
