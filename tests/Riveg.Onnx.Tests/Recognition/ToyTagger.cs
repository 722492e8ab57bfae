using Riveg.Networks.Checkpoints;
using Riveg.Networks.Conversion;
using Riveg.Networks.Onnx;
using Riveg.Networks.Operations;

namespace Riveg.Onnx.Tests.Recognition;

/// <summary>
/// A tagger whose emissions depend on the piece alone: "anna smith" is a person, "rome" a place, everything else is outside. One that looks
/// about adds a share of what all pieces of the sequence that count say together, so that each answer depends on the whole sequence.
/// </summary>
internal static class ToyTagger
{
    public static readonly string[] Labels = ["O", "B-PER", "I-PER", "E-PER", "S-PER", "B-LOC", "I-LOC", "E-LOC", "S-LOC"];

    private static readonly string[] Vocabulary = [
        "[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", "anna", "smith", "rome", "went", "to", "##x", "<", ">", "eos"
    ];

    private static readonly Dictionary<string, string> LabelOf = new() { ["anna"] = "B-PER", ["smith"] = "E-PER", ["rome"] = "S-LOC" };

    public static string Write(
        string folder,
        CrfDescription? crf = null,
        int maxLength = 32,
        IReadOnlyList<string>? labels = null,
        string output = "emissions",
        bool looksAbout = false,
        float certain = 5)
    {
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, "vocab.txt"), Vocabulary);
        var scores = new float[Vocabulary.Length * Labels.Length];
        for (var piece = 0; piece < Vocabulary.Length; piece++)
        {
            scores[(piece * Labels.Length) + Array.IndexOf(Labels, LabelOf.GetValueOrDefault(Vocabulary[piece], "O"))] = certain;
        }

        var ops = new OnnxEmitter();
        var ids = ops.Input("input_ids", ElementType.Int64, "batch", "length");
        var attention = ops.Input("attention_mask", ElementType.Int64, "batch", "length");
        var emissions = ops.Embedding(ids, new Weight("scores", [Vocabulary.Length, Labels.Length], () => scores));
        var counts = ops.ToFloat(attention);
        if (looksAbout)
        {
            emissions = ops.Add(emissions, ops.Multiply(ops.MatMul(ops.Reshape(counts, 0, 1, -1), emissions), 0.02));
        }

        ops.Output(output, ops.Multiply(emissions, ops.Reshape(counts, 0, 0, 1)), "batch", "length", Labels.Length);
        ops.Save(Path.Combine(folder, "model.onnx"), CancellationToken.None);
        new ModelDescription
        {
            Architecture = "bert",
            Precision = "float32",
            SourceFile = "toy.pth",
            SourceSha256 = new string('0', 64),
            RivegVersion = "0.1.0",
            Text = new TextDescription(maxLength, 0, Labels.Length, ["vocab.txt"], labels ?? Labels, crf),
        }.Save(folder);
        return folder;
    }

    public static CrfDescription Crf(Func<string, string, float> transition) => new(
        new float[Labels.Length],
        new float[Labels.Length],
        [.. Labels.Select(from => (IReadOnlyList<float>)[.. Labels.Select(to => transition(from, to))])]);
}
